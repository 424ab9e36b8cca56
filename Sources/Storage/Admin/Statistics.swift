import BridgeCore
import GRDB

/// Counts that cost the same however long the history is: they are kept up to date by the commits themselves.
struct Statistics {
    let db: Database

    private static let waiting: [EntryState] = [.queued, .sending, .resolving]

    func gather() throws -> StoreStatistics {
        var statistics = StoreStatistics()
        for row in try counts() {
            if row.subject == "event" {
                guard let state = EventState(rawValue: row.state) else { continue }
                statistics.events[state, default: 0] += row.total
            } else if let state = EntryState(rawValue: row.state), row.total != 0 {
                statistics.entries[row.destination, default: [:]][state] = row.total
            }
        }
        for (destination, states) in statistics.entries {
            let receipts = try Self.waiting.filter { states[$0, default: 0] > 0 }.compactMap { state in
                try oldest(state, in: destination)
            }
            statistics.oldestWaiting[destination] = receipts.min()
            if states[.unmatched, default: 0] > 0 {
                statistics.oldestUnmatched[destination] = try oldest(.unmatched, in: destination)
            }
        }
        return statistics
    }

    func destinations(configured: Set<DestinationName>) throws -> [DestinationRecord] {
        let counts = try counts()
        return try db.all("SELECT name, paused_at, pause_reason, paused_as_copy FROM destination ORDER BY name", []) {
            row in
            let name = DestinationName(row[0])
            let waiting = counts.filter { count in
                count.destination == name && EntryState(rawValue: count.state).map(Self.waiting.contains) == true
            }
            return DestinationRecord(
                name: name,
                isPaused: row.timestampIfAny(1) != nil,
                pauseReason: row[2],
                pausedAt: row.timestampIfAny(1),
                waiting: waiting.reduce(0) { $0 + $1.total },
                isConfigured: configured.contains(name),
                isPausedAsCopy: row[3]
            )
        }
    }

    private func counts() throws -> [(subject: String, destination: DestinationName, state: String, total: Int)] {
        try db.all("SELECT subject, destination, state, total FROM state_count", []) { row in
            (row[0], DestinationName(row[1]), row[2], row[3])
        }
    }

    private func oldest(_ state: EntryState, in destination: DestinationName) throws -> Timestamp? {
        try db.first(
            "SELECT created_at FROM entry WHERE destination = ? AND state = ? ORDER BY id LIMIT 1",
            [destination.rawValue, state.rawValue]
        ) { $0.timestamp(0) }
    }
}
