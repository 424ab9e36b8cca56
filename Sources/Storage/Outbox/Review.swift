import BridgeCore
import GRDB

/// Entries of a changed adapter that are held for somebody to look at.
///
/// An adapter counts as changed where the hook's last event was made by another version; what a new hook makes first is
/// nothing that changed. The count is kept by hook, so that a restart does not begin it anew.
extension StoreTransaction {
    /// How many of the entries of this submission are to be held.
    func reviewsLeft(for submission: EncodedSubmission) throws -> Int {
        guard submission.review > 0 else { return 0 }
        let event = submission.event
        let known = try db.first(HotSQL.reviewOf, [event.hook.rawValue]) { row in
            (version: row[0] as String, left: row[1] as Int)
        }
        // What a rehearsal makes is held anyway, and does not count.
        if let known, known.version == event.adapterVersion { return submission.isDry ? 0 : known.left }
        let last = try db.first(HotSQL.lastVersion, [event.hook.rawValue]) { $0[0] as String }
        let left = last == nil || last == event.adapterVersion ? 0 : submission.review
        try setReview(event, left: left)
        return submission.isDry ? 0 : left
    }

    func setReview(_ event: Event, left: Int) throws {
        try db.run(HotSQL.setReview, [event.hook.rawValue, event.adapterVersion, left])
    }

    /// Lets go of an entry that is held, to its contact's lane or to where it waits for its contact, or closes the window
    /// of one that is settling; the id of what it became.
    ///
    /// Throws `conflict` for an entry in another state.
    func release(_ id: EntryID, by operatorName: String, at now: Timestamp) throws -> EntryID {
        let row = try existingEntry(id)
        guard let destination = destinations[row.destination] else { throw notConfigured(row.destination) }
        switch row.state {
        case .held: try release(row, to: destination, by: operatorName, at: now)
        case .settling: return try closeNow(id, at: now)
        default:
            throw StoreError(
                .conflict,
                """
                entry \(id) is \(row.state.rawValue)\(try agedRemark(id)); only what is held or settling can be released
                """
            )
        }
        return id
    }

    /// The one way out of `held`, for `release` and for `retry`: what has no contact is filed like any entry that waits for
    /// somebody, by the directory as it is now, and asked for at once where that knows nobody.
    func release(
        _ row: EntryRow,
        to destination: Destination,
        by operatorName: String,
        at now: Timestamp
    ) throws {
        let id = row.id
        var entry = row
        entry.failures = 0
        guard row.contact == nil else {
            entry.queue(at: now)
            entry.reason = "released by \(operatorName)"
            try save(entry, from: .held, at: now)
            return try joinLane(entry)
        }
        entry.leave(for: .unmatched, reason: "no contact has this address")
        try save(entry, from: .held, at: now)
        _ = try refile([id], at: now)
        var waiting = try existingEntry(id)
        guard waiting.state == .unmatched, waiting.contact == nil else { return }
        let addresses = try addressesAwaited(by: waiting)
        guard !addresses.isEmpty else {
            waiting.leave(for: .unmatched, reason: "it names no address of a contact; assign one")
            return try save(waiting, from: .unmatched, at: now)
        }
        guard destination.looksUpContacts else { return }
        try seekNow(addresses, for: waiting, at: now)
        waiting.leave(for: .resolving)
        try save(waiting, from: .unmatched, at: now)
    }
}
