import BridgeCore
import GRDB

/// The order of a contact's entries: a lane's head is its oldest entry, and a lane without a due time has one in flight.
extension StoreTransaction {
    /// Puts a `queued` entry into its contact's lane, ahead of what is newer unless that is in flight.
    func joinLane(_ entry: EntryRow) throws {
        guard let lane = entry.lane, let time = entry.nextAttemptAt else { return }
        try db.run(HotSQL.joinLane, entry.destination.rawValue, lane, entry.id.rawValue, time.milliseconds)
        wakes = true
    }

    /// Lets the next entry of a lane step forward after its head was settled.
    func advanceLane(_ lane: String, of destination: DestinationName) throws {
        let head = try db.first(HotSQL.laneHead, [destination.rawValue, lane]) { row in
            (id: row[0] as Int64, due: row[1] as Int64?)
        }
        if let head {
            try db.run(HotSQL.setLane, [head.id, head.due, destination.rawValue, lane])
        } else {
            try db.run(HotSQL.deleteLane, [destination.rawValue, lane])
        }
    }

    /// ``advanceLane(_:of:)`` after an entry that was not in flight left or changed its time; one in flight stays the head.
    func reviseLane(_ lane: String, of destination: DestinationName) throws {
        let due = try db.first(HotSQL.laneDue, [destination.rawValue, lane]) { $0[0] as Int64? } ?? nil
        guard due != nil else { return }
        try advanceLane(lane, of: destination)
    }
}
