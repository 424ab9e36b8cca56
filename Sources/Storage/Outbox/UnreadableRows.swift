import BridgeCore
import GRDB
import Logging

/// One row that cannot be read back must not stop the others: it is set aside, for a person to look at.
extension StoreTransaction {
    /// Keeps an entry as `held` with what is wrong with its row; its waiting stays, so that a retry can take it up.
    func hold(
        _ id: EntryID,
        in destination: DestinationName,
        from previous: EntryState,
        because error: StorageError,
        at now: Timestamp
    ) throws {
        try db.run(
            """
            UPDATE entry SET state = 'held', reason = ?, lane = NULL, next_attempt_at = NULL, updated_at = ? WHERE id = ?
            """,
            [error.reason, now.milliseconds, id.rawValue]
        )
        count(-1, previous, in: destination)
        count(1, .held, in: destination)
        context.logger.error("an entry cannot be read and is held", metadata: ["entry": "\(id)"])
    }

    /// An address that is none is asked for no more; what waited for it is held.
    func setAside(lookupOf uri: String, in destination: DestinationName, at now: Timestamp) throws {
        try db.run(
            "UPDATE lookup SET due_at = NULL WHERE destination = ? AND address = ?",
            [destination.rawValue, uri]
        )
        let waiting = try db.all(HotSQL.waitingFor, [destination.rawValue, uri]) { EntryID(rawValue: $0[0]) }
        for id in waiting {
            guard let entry = try entry(id), entry.state == .resolving || entry.state == .unmatched else { continue }
            try hold(id, in: destination, from: entry.state, because: .unreadable("lookup.address"), at: now)
        }
    }

    /// Closes a window that cannot be read, or whose entry cannot; what settles in it is held.
    func setAside(
        windowOf id: EntryID,
        in destination: DestinationName,
        because error: StorageError,
        at now: Timestamp
    ) throws {
        try endWindow(of: id)
        let state = try db.first(AgingSQL.stateOfEntry, [id.rawValue]) { $0[0] as String }
        if state == EntryState.settling.rawValue {
            try hold(id, in: destination, from: .settling, because: error, at: now)
        } else {
            context.logger.error(
                "a window cannot be read and is closed",
                metadata: ["entry": "\(id)", "error": "\(error.reason)"]
            )
        }
    }
}
