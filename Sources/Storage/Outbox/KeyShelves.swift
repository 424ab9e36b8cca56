import BridgeCore

/// Digests and the rows where they may stand, in parts by their first bits, so that one part after the other can be filed
/// in the order of the digests.
struct KeyShelves: Sendable {
    /// A step of filing is about a hundred keys long: a millisecond, where the pages are many.
    static let shelfCount = 512

    private var shelves = [[Digest256: Int64]](repeating: [:], count: Self.shelfCount)
    /// More rows of the digests that stand in several: a mail to several contacts has one key for each.
    private var further: [Digest256: [Int64]] = [:]
    private(set) var count = 0

    mutating func put(_ digest: Digest256, row: Int64) {
        let shelf = Self.shelf(of: digest)
        guard let first = shelves[shelf][digest] else {
            shelves[shelf][digest] = row
            count += 1
            return
        }
        guard first != row, !(further[digest] ?? []).contains(row) else { return }
        further[digest, default: []].append(row)
    }

    func rows(of digest: Digest256) -> [Int64] {
        guard let first = shelves[Self.shelf(of: digest)][digest] else { return [] }
        guard !further.isEmpty, let more = further[digest] else { return [first] }
        return [first] + more
    }

    func keys(on shelf: Int) -> [(digest: Digest256, row: Int64)] {
        let sorted = shelves[shelf].sorted { $0.key < $1.key }
        return sorted.flatMap { digest, _ in rows(of: digest).map { (digest, $0) } }
    }

    mutating func remove(upTo last: Int64) {
        let left = further.mapValues { rows in rows.filter { $0 > last } }.filter { !$0.value.isEmpty }
        count = 0
        for shelf in shelves.indices {
            shelves[shelf] = shelves[shelf].filter { $0.value > last }
            count += shelves[shelf].count
        }
        further = [:]
        for (digest, rows) in left { for row in rows { put(digest, row: row) } }
    }

    private static func shelf(of digest: Digest256) -> Int { Int(digest.first >> 55) }
}
