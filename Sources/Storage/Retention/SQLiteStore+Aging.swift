package import BridgeCore
import GRDB
import Logging
import Metrics

extension SQLiteStore {
    /// Ages out what is due by `now`. It may be stopped at any moment; the next run goes on from there.
    @discardableResult
    package func age(at now: Timestamp) async throws(StoreError) -> AgingReport {
        var run = AgingRun(self, at: now)
        try await run.run()
        return run.report
    }

    /// Ages out what is due, some minutes after the start and then every hour, until the service is stopped.
    func keepAging() async throws {
        var hasWarned = false
        try await Task.sleep(for: configuration.agingPace.first)
        while true {
            let began = ContinuousClock.now
            let now = agingClock.believed(clock.now())
            if now < clock.now(), !hasWarned {
                hasWarned = true
                logger.warning("the clock jumped ahead; what is old by it alone ages out only after a restart")
            }
            do {
                let report = try await age(at: now)
                tell(report, took: ContinuousClock.now - began)
            } catch {
                guard error.code != .closed else { return }
                logger.error("aging out was interrupted; it goes on in its next run", metadata: ["error": "\(error)"])
            }
            try await Task.sleep(for: configuration.agingPace.interval)
        }
    }

    private func tell(_ report: AgingReport, took time: Duration) {
        let aged = [
            ("contents", report.contents), ("rows", report.rows), ("keys", report.keys),
            ("directory", report.directory),
        ]
        for (what, count) in aged {
            Counter(label: Signals.agedRows, dimensions: [("what", what)]).increment(by: Int64(count))
        }
        if report.isComplete { Gauge(label: Signals.lastAging).record(clock.now().seconds) }
        logger.info(
            "aged out",
            metadata: [
                "contents": "\(report.contents)", "rows": "\(report.rows)", "keys": "\(report.keys)",
                "directory": "\(report.directory)", "pages": "\(report.pages)", "commits": "\(report.commits)",
                "seconds": "\(time.components.seconds)", "complete": "\(report.isComplete)",
            ]
        )
    }

    /// What `body` does with an event or an entry; where none has the id, the error says whether it may have aged out.
    func explaining<Value>(
        _ id: some RecordID,
        _ body: () async throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        do {
            return try await body()
        } catch {
            let isOld = id.time.advanced(by: configuration.retention.rows) <= clock.now()
            guard error.code == .notFound, isOld else { throw error }
            let days = configuration.retention.rows.components.seconds / 86_400
            throw StoreError(.notFound, "\(error.detail); what came to its end \(days) days ago has aged out")
        }
    }
}
