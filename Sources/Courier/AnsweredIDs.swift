import BridgeCore

/// The `ch_id`s that a destination answered lately, so that an answer which belongs to another entry is noticed: something
/// between us and Zyntro may mix answers up.
///
/// Nothing says that Zyntro gives each entry an id of its own: it may be one of the contact, or of the contact and the
/// kind of entry. An id that comes again is therefore distrusted only once two entries of one contact, type and source
/// were given different ones. Kept in memory: what was answered before the start is not known.
struct AnsweredIDs: Sendable {
    /// What entries have in common that an id might stand for.
    struct Kind: Hashable, Sendable {
        let contact: ContactID
        let type: CommsType
        let source: String
    }

    /// Answers are mixed up among calls that are near each other.
    static let limit = 1_000

    private var entries: [Int64: EntryID] = [:]
    private var order: [Int64] = []
    private var oldest = 0
    /// The last id of each kind, until they are known to tell entries apart.
    private var lastIDs: [Kind: Int64] = [:]
    private var tellEntriesApart = false

    /// Remembers the answer; false where the id belongs to another entry.
    mutating func note(_ id: Int64, for entry: EntryID, of kind: Kind) -> Bool {
        compare(id, of: kind)
        if let known = entries[id] { return known == entry || !tellEntriesApart }
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

    private mutating func compare(_ id: Int64, of kind: Kind) {
        guard !tellEntriesApart else { return }
        if let last = lastIDs[kind], last != id {
            tellEntriesApart = true
            lastIDs = [:]
        } else if lastIDs.count < Self.limit {
            lastIDs[kind] = id
        }
    }
}
