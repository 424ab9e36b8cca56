import BridgeCore
import GRDB
import Logging

/// What was undelivered in a copy may have been delivered by the store that it is a copy of: nobody knows, so it is
/// `unknown`, and nothing is sent before an operator says so.
extension StoreTransaction {
    /// States in which an entry would sooner or later be sent by itself.
    static let undecidedInCopy: [EntryState] = [.settling, .resolving, .unmatched, .queued]
    static let reasonOfCopy = "the store is a copy: it may have been sent since the copy was made"

    /// Pauses every destination, also those that are not configured, and makes unknown what was undelivered; how many
    /// entries that were, by destination.
    ///
    /// What is held or refused waits for an operator anyway, and keeps its reason.
    func adopt(_ cause: StoreIdentity.Cause, path: String, at now: Timestamp) throws -> [DestinationName: Int] {
        let names = try db.all("SELECT name FROM destination ORDER BY name", []) { DestinationName($0[0]) }
        var unknown: [DestinationName: Int] = [:]
        for name in names {
            try pauseAsCopy(name, because: cause, path: path, at: now)
            for state in Self.undecidedInCopy {
                unknown[name, default: 0] += try makeUnknown(state, of: name, at: now)
            }
            try db.run("DELETE FROM lane WHERE destination = ?", [name.rawValue])
        }
        try db.run(
            """
            UPDATE settling SET due_at = NULL WHERE due_at IS NOT NULL
                AND entry_id IN (SELECT entry_id FROM copied_entry)
            """,
            []
        )
        try db.run("DELETE FROM creation WHERE due_at IS NOT NULL", [])
        try writeCounts()
        return unknown.filter { $0.value > 0 }
    }

    /// Its own reason comes first: who reads only that it was paused before would resume it for the wrong cause.
    private func pauseAsCopy(
        _ name: DestinationName,
        because cause: StoreIdentity.Cause,
        path: String,
        at now: Timestamp
    ) throws {
        let before = try db.first(
            "SELECT pause_reason FROM destination WHERE name = ? AND paused_as_copy = 0",
            [name.rawValue]
        ) { $0[0] as String? }
        let reason = cause.pauseReason(path, destination: name.rawValue)
        let previous = (before ?? nil).map { " (it was paused before: \($0))" } ?? ""
        try db.run(
            "UPDATE destination SET paused_at = ?, pause_reason = ?, paused_as_copy = 1 WHERE name = ?",
            [now.milliseconds, reason + previous, name.rawValue]
        )
    }

    private func makeUnknown(_ state: EntryState, of name: DestinationName, at now: Timestamp) throws -> Int {
        try db.run(
            """
            INSERT OR REPLACE INTO copied_entry (entry_id, state, reason)
            SELECT id, state, reason FROM entry WHERE destination = ? AND state = ?
            """,
            [name.rawValue, state.rawValue]
        )
        try db.run(
            """
            UPDATE entry SET state = 'unknown', reason = ?, lane = NULL, next_attempt_at = NULL, unknowns = unknowns + 1,
                updated_at = ?
            WHERE destination = ? AND state = ?
            """,
            [Self.reasonOfCopy, now.milliseconds, name.rawValue, state.rawValue]
        )
        let changed = db.changesCount
        count(-changed, state, in: name)
        count(changed, .unknown, in: name)
        return changed
    }

    /// Puts an entry that a copy brought along back to where it was: an operator decided that it goes out. False where it
    /// is unknown for another reason.
    func takeUp(_ row: EntryRow, by operatorName: String, at now: Timestamp) throws -> Bool {
        guard row.state == .unknown,
            let was = try db.first(
                "SELECT state, reason FROM copied_entry WHERE entry_id = ?",
                [row.id.rawValue],
                { (state: EntryState(rawValue: $0[0]), reason: $0[1] as String?) }
            )
        else { return false }
        try db.run("DELETE FROM copied_entry WHERE entry_id = ?", [row.id.rawValue])
        if was.state == .settling, let window = try db.first(HotSQL.windowByID, [row.id.rawValue], SettlingWindow.init)
        {
            try file(try draft(of: row), of: row, window, at: now)
            let became = try db.became(row.id)
            if let became { try db.run("UPDATE entry SET unknowns = 1 WHERE id = ?", [became.rawValue]) }
            return true
        }
        guard row.contact == nil else { return false }
        var entry = row
        entry.leave(for: .unmatched, reason: was.reason ?? "no contact has this address")
        try save(entry, from: .unknown, at: now)
        do {
            try attempting { try retry(row.id, by: operatorName, at: now) }
        } catch let error as StoreError where error.isRefusal {
            context.logger.debug("an entry waits for its contact again", metadata: ["entry": "\(row.id)"])
        }
        return true
    }
}
