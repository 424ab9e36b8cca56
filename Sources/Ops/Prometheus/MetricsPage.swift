import BridgeCore

/// What `/metrics` answers: the registry's metrics and the store's. The store is asked once a second at most, however
/// many scrape.
actor MetricsPage {
    private static let age = Duration.seconds(1)

    private let registry: PrometheusRegistry
    private let store: any StoreAdmin
    private let clock: any WallClock
    private let version: String
    private let startedAt: Timestamp
    private var shown: (text: String, at: Timestamp)?
    private var refresh: Task<String, Never>?

    init(
        registry: PrometheusRegistry,
        store: any StoreAdmin,
        clock: any WallClock,
        version: String,
        startedAt: Timestamp
    ) {
        self.registry = registry
        self.store = store
        self.clock = clock
        self.version = version
        self.startedAt = startedAt
    }

    func text() async -> String {
        let now = clock.now()
        if let shown, (.zero..<Self.age).contains(now.duration(since: shown.at)) { return shown.text }
        if let refresh { return await refresh.value }
        let task = Task { await render(at: now) }
        refresh = task
        let text = await task.value
        shown = (text, now)
        refresh = nil
        return text
    }

    private func render(at now: Timestamp) async -> String {
        let families = [
            StoreGauges.gauge(Signals.info, [StoreGauges.sample([("version", version)], 1)]),
            StoreGauges.gauge(
                Signals.startTimeSeconds,
                [StoreGauges.sample([], Double(startedAt.milliseconds) / 1000)]
            ),
        ]
        return ExpositionText.text(families + (await storeFamilies(at: now)) + registry.snapshot())
    }

    private func storeFamilies(at now: Timestamp) async -> [MetricFamily] {
        do {
            let statistics = try await store.statistics(at: now)
            let destinations = try await store.destinations()
            return [StoreGauges.gauge(Signals.storeUp, [StoreGauges.sample([], 1)])]
                + StoreGauges.families(statistics, destinations: destinations, at: now)
        } catch {
            return [StoreGauges.gauge(Signals.storeUp, [StoreGauges.sample([], 0)])]
        }
    }
}
