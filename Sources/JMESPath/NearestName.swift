/// The known name that was probably meant by a misspelt one; nil where none is near.
///
/// Near is at most one change (a letter inserted, removed, replaced, or two neighbours swapped) per three letters. What is
/// longer than a name can be is near to none, and is not compared: that takes time by the product of both lengths.
package func nearestName(to name: String, among names: some Sequence<String>) -> String? {
    guard name.utf8.count <= 200 else { return nil }
    let limit = max(1, name.unicodeScalars.count / 3)
    let distances = names.map { (name: $0, distance: distance(from: name.lowercased(), to: $0.lowercased())) }
    let nearest = distances.filter { $0.distance <= limit }.min { ($0.distance, $0.name) < ($1.distance, $1.name) }
    return nearest?.name
}

/// Damerau–Levenshtein distance (optimal string alignment).
private func distance(from left: String, to right: String) -> Int {
    let left = Array(left.unicodeScalars), right = Array(right.unicodeScalars)
    var beforePrevious: [Int] = []
    var previous = Array(0...right.count)
    for row in left.indices {
        var current = [row + 1]
        for column in right.indices {
            var cost = min(
                previous[column] + (left[row] == right[column] ? 0 : 1),
                previous[column + 1] + 1,
                current[column] + 1
            )
            if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                cost = min(cost, beforePrevious[column - 1] + 1)
            }
            current.append(cost)
        }
        beforePrevious = previous
        previous = current
    }
    return previous[right.count]
}
