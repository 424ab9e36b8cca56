import BridgeCore
import GRDB

/// Start-up after a crash: nobody can say what became of the attempts that were in flight.
extension StoreTransaction {
    static let stoppedBeforeAnswer = "the bridge stopped before the answer"

    /// Ends every attempt that is still open as unknown and applies the destination's policy. Returns how many there were.
    func recover(at now: Timestamp) throws -> Int {
        let names = try db.all("SELECT name FROM destination ORDER BY name", []) { DestinationName($0[0]) }
        var recovered = 0
        for name in names {
            let inFlight = try db.all(HotSQL.inFlight, [name.rawValue]) { row in
                (lane: row[0] as String, entry: EntryID(rawValue: row[1]))
            }
            for flight in inFlight {
                try recover(flight.entry, at: now)
                try advanceLane(flight.lane, of: name)
            }
            recovered += inFlight.count
        }
        try recoverCreations(at: now)
        try writeCounts()
        return recovered
    }

    private func recover(_ id: EntryID, at now: Timestamp) throws {
        guard var entry = try entry(id), entry.state == .sending else { return }
        try db.run(
            "UPDATE attempt SET ended_at = ?, outcome = ?, detail = ? WHERE entry_id = ? AND number = ?",
            [now.milliseconds, AttemptWord.unknown, Self.stoppedBeforeAnswer, id.rawValue, entry.attempts]
        )
        if destinations[entry.destination]?.unknownPolicy == .resend, entry.unknowns == 0 {
            entry.queue(at: now)
        } else {
            entry.leave(for: .unknown, reason: Self.stoppedBeforeAnswer)
        }
        entry.unknowns += 1
        try save(entry, from: .sending, at: now)
    }
}
