import BridgeCore
import GRDB

/// Entries of one mail (same event, same key): a recipient whom Zyntro does not know needs nobody's attention when the
/// mail is on the timeline of another.
extension StoreTransaction {
    private static let othersMatched = "not a contact; others of this mail are"
    private static let matched = #"["queued","sending","delivered","unknown","held","refused"]"#
    /// Those of ``matched`` that an entry may be in before anybody is found for it.
    private static let perhapsMatched: Set<EntryState> = [.unknown, .held]
    private static let unmatched = #"["unmatched"]"#

    /// Discards an entry whose look-up missed where a sibling has a contact. True when it did.
    @discardableResult
    func discardIfOthersMatched(_ row: EntryRow, at now: Timestamp) throws -> Bool {
        let isAnyMatched = try siblings(of: row, in: Self.matched).contains { id in
            guard let sibling = try entry(id) else { return false }
            return !Self.perhapsMatched.contains(sibling.state) || sibling.contact != nil
        }
        guard isAnyMatched else { return false }
        try discardMissed(row, at: now)
        return true
    }

    /// Discards the siblings whose look-up missed before this entry found its contact.
    func discardMissedSiblings(of entry: EntryRow, at now: Timestamp) throws {
        for id in try siblings(of: entry, in: Self.unmatched) {
            guard let sibling = try self.entry(id), try isMissed(sibling) else { continue }
            try discardMissed(sibling, at: now)
        }
    }

    /// True when Zyntro was asked for every address of the entry and knows nobody.
    func isMissed(_ entry: EntryRow) throws -> Bool {
        let addresses = try addressesAwaited(by: entry)
        return try !addresses.isEmpty
            && addresses.allSatisfy { try lookup(of: $0, in: entry.destination)?.missedAt != nil }
    }

    private func discardMissed(_ row: EntryRow, at now: Timestamp) throws {
        guard try isMissed(row) else { return }
        var entry = row
        try stopWaiting(entry)
        entry.leave(for: .discarded, reason: Self.othersMatched)
        try save(entry, from: row.state, at: now)
    }

    private func siblings(of entry: EntryRow, in states: String) throws -> [EntryID] {
        try db.all(HotSQL.siblingInState, [entry.id.rawValue, entry.keyDigest, states]) {
            EntryID(rawValue: $0[0])
        }
    }
}
