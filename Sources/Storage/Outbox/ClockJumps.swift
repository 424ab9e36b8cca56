import BridgeCore
import GRDB

/// A clock that was ahead and was set back leaves due times in what is the future now: nothing would be sent until the
/// clock is there again.
extension StoreTransaction {
    /// The courier never puts an entry off for more than an hour; a time beyond twice that comes from another clock.
    static let longestWait = Duration.seconds(7200)

    /// Makes heads of lanes and first look-ups due now whose time no wait explains.
    func bringForward(_ destination: DestinationName, at now: Timestamp) throws {
        let latest = now.advanced(by: Self.longestWait)
        let lanes = try db.all(HotSQL.lanesDueTooLate, [destination.rawValue, latest.milliseconds]) { row in
            (contact: row[0] as String, head: row[1] as Int64)
        }
        for lane in lanes {
            try db.run(HotSQL.setNextAttempt, [now.milliseconds, lane.head])
            try db.run(HotSQL.setLane, [lane.head, now.milliseconds, destination.rawValue, lane.contact])
        }
        try db.run(HotSQL.bringLookupsForward, [now.milliseconds, destination.rawValue, latest.milliseconds])
        if db.changesCount > 0 { wakes = true }
    }
}
