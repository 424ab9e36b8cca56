import BridgeCore

/// The metrics that are read from the store when somebody scrapes.
enum StoreGauges {
    /// States without an entry are shown as 0, so that an alert on them has something to look at.
    static func families(
        _ statistics: StoreStatistics,
        destinations: [DestinationRecord],
        at now: Timestamp
    ) -> [MetricFamily] {
        let names = Set(destinations.map(\.name)).union(statistics.entries.keys).sorted { $0.rawValue < $1.rawValue }
        var families = [
            gauge(Signals.entries, names.flatMap { entries(of: $0, statistics) }),
            gauge(Signals.oldestWaitingSeconds, names.map { age($0, statistics.oldestWaiting, at: now) }),
            gauge(Signals.oldestUnmatchedSeconds, names.map { age($0, statistics.oldestUnmatched, at: now) }),
            gauge(
                Signals.destinationPaused,
                destinations.map { sample([("destination", $0.name.rawValue)], $0.isPaused ? 1 : 0) }
            ),
            gauge(
                Signals.events,
                EventState.allCases.map { sample([("state", $0.rawValue)], Double(statistics.events[$0] ?? 0)) }
            ),
            gauge(Signals.quarantineRequests, quarantine(statistics) { $0.requests }),
            gauge(Signals.quarantineBytes, quarantine(statistics) { $0.bytes }),
            gauge(Signals.databaseBytes, [sample([], Double(statistics.databaseBytes))]),
            gauge(Signals.databaseFreeBytes, [sample([], Double(statistics.freeDatabaseBytes))]),
        ]
        if let free = statistics.freeDiskBytes {
            families.append(gauge(Signals.freeDiskBytes, [sample([], Double(free))]))
        }
        return families
    }

    static func gauge(_ name: String, _ samples: [MetricSample]) -> MetricFamily {
        MetricFamily(name: name, kind: .gauge, samples: samples)
    }

    static func sample(_ dimensions: [(String, String)], _ value: Double) -> MetricSample {
        MetricSample(labels: MetricLabel.labels(dimensions), value: value)
    }

    private static func quarantine(
        _ statistics: StoreStatistics,
        _ amount: (QuarantineCount) -> Int
    ) -> [MetricSample] {
        statistics.quarantine.sorted { $0.key.rawValue < $1.key.rawValue }.map { hook, count in
            sample([("hook", hook.rawValue)], Double(amount(count)))
        }
    }

    private static func entries(of destination: DestinationName, _ statistics: StoreStatistics) -> [MetricSample] {
        EntryState.allCases.map { state in
            let count = statistics.entries[destination]?[state] ?? 0
            return sample([("destination", destination.rawValue), ("state", state.rawValue)], Double(count))
        }
    }

    /// How long ago the oldest was received; 0 where there is none.
    private static func age(
        _ destination: DestinationName,
        _ oldest: [DestinationName: Timestamp],
        at now: Timestamp
    ) -> MetricSample {
        let age = oldest[destination].map { now.milliseconds - $0.milliseconds } ?? 0
        return sample([("destination", destination.rawValue)], Double(max(0, age)) / 1000)
    }
}
