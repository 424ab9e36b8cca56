/// What was probably meant by `name`: the candidate that is a few slips of the finger away, or nil.
///
/// A slip is a missing, surplus, wrong or swapped letter (Damerau 1964, optimal string alignment); a third of the
/// letters may be wrong, three at most. Case does not count.
package func nearestName(to name: String, among candidates: some Sequence<String>) -> String? {
    let wanted = Array(name.lowercased().unicodeScalars)
    guard wanted.count <= 100 else { return nil }
    var nearest: String?
    var limit = min(3, max(1, wanted.count / 3)) + 1
    for candidate in candidates {
        let distance = slips(between: wanted, and: Array(candidate.lowercased().unicodeScalars), below: limit)
        guard let distance, distance < limit else { continue }
        limit = distance
        nearest = candidate
    }
    return nearest
}

/// Nil where there are `limit` slips or more.
private func slips(between left: [Unicode.Scalar], and right: [Unicode.Scalar], below limit: Int) -> Int? {
    guard abs(left.count - right.count) < limit else { return nil }
    var beforeLast = [Int](repeating: 0, count: right.count + 1)
    var last = Array(0...right.count)
    for row in 0..<left.count {
        var current = [row + 1]
        for column in 0..<right.count {
            let isSame = left[row] == right[column]
            var best = min(last[column] + (isSame ? 0 : 1), last[column + 1] + 1, current[column] + 1)
            if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                best = min(best, beforeLast[column - 1] + 1)
            }
            current.append(best)
        }
        beforeLast = last
        last = current
    }
    return last[right.count] < limit ? last[right.count] : nil
}
