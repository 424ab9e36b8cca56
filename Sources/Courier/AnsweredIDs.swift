import BridgeCore

/// The `ch_id`s that a destination answered lately, so that an answer which belongs to another entry is noticed: Zyntro
/// gives each entry an id of its own, and something between us and it may mix answers up.
struct AnsweredIDs: Sendable {
    /// Answers are mixed up among calls that are near each other.
    static let limit = 1_000

    private var entries: [Int64: EntryID] = [:]
    private var order: [Int64] = []
    private var oldest = 0

    /// Remembers the answer; false where the id was given to another entry before.
    mutating func note(_ id: Int64, for entry: EntryID) -> Bool {
        if let known = entries[id] { return known == entry }
        entries[id] = entry
        if order.count < Self.limit {
            order.append(id)
        } else {
            entries[order[oldest]] = nil
            order[oldest] = id
            oldest = (oldest + 1) % Self.limit
        }
        return true
    }
}
