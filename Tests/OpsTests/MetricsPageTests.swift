import BridgeCore
import CoreMetrics
import HTTPTypes
import HummingbirdTesting
import Ops
import Testing

struct MetricsPageTests {
    @Test func showsTheStoreBesideTheRegistry() async throws {
        var state = MemoryStore.State.sample
        state.destinations = [.sample("main"), .sample("trial", pausedFor: "wrong key")]
        state.statistics.freeDiskBytes = 5_000_000_000
        let bench = OpsBench(state)
        Counter(label: "bridge_requests_total", dimensions: [("hook", "a")], factory: bench.registry).increment()

        let reply = try await bench.send(.get, "/metrics", as: nil)
        let scrape = try ExpositionReader(reply.text)

        #expect(reply.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
        #expect(scrape.families == scrape.families.sorted())
        #expect(scrape.value("bridge_requests_total", ["hook": "a"]) == 1)
        #expect(scrape.value("bridge_entries", ["destination": "main", "state": "queued"]) == 2)
        #expect(scrape.value("bridge_entries", ["destination": "trial", "state": "held"]) == 0)
        #expect(scrape.value("bridge_oldest_waiting_seconds", ["destination": "main"]) == 90.5)
        #expect(scrape.value("bridge_oldest_waiting_seconds", ["destination": "trial"]) == 0)
        #expect(scrape.value("bridge_oldest_unmatched_seconds", ["destination": "main"]) == 3600)
        #expect(scrape.value("bridge_oldest_unmatched_seconds", ["destination": "trial"]) == 0)
        #expect(scrape.value("bridge_destination_paused", ["destination": "trial"]) == 1)
        #expect(scrape.value("bridge_events", ["state": "accepted"]) == 41)
        #expect(scrape.value("bridge_database_bytes") == 8192)
        #expect(scrape.value("bridge_quarantine_requests", ["hook": "twilio-sms"]) == 3)
        #expect(scrape.value("bridge_quarantine_bytes", ["hook": "twilio-sms"]) == 900)
        #expect(scrape.value("bridge_database_free_bytes") == 4096)
        #expect(scrape.value("bridge_free_disk_bytes") == 5_000_000_000)
        #expect(scrape.value("bridge_store_up") == 1)
        #expect(scrape.value("bridge_info", ["version": "1.2.3"]) == 1)
        #expect(scrape.value("bridge_start_time_seconds") == 1_772_442_900.25)
        #expect(Set(scrape.families).subtracting(scrape.help.keys).isEmpty)
    }

    @Test func theStoreIsAskedOnceASecondAtMost() async throws {
        let bench = OpsBench()

        try await bench.application().test(.router) { client in
            try await withThrowingTaskGroup { group in
                for _ in 0..<20 { group.addTask { _ = try await client.execute(uri: "/metrics", method: .get) } }
                try await group.waitForAll()
            }
            bench.clock.advance(by: .milliseconds(999))
            _ = try await client.execute(uri: "/metrics", method: .get)
            #expect(bench.store.state.withLock { $0.statisticsReads } == 1)

            bench.clock.advance(by: .milliseconds(1))
            _ = try await client.execute(uri: "/metrics", method: .get)
            #expect(bench.store.state.withLock { $0.statisticsReads } == 2)
        }
    }

    @Test func aStoreThatFailsLeavesTheRestToScrape() async throws {
        var state = MemoryStore.State.sample
        state.fault = StoreError(.failing, "the disk is gone")

        let reply = try await OpsBench(state).send(.get, "/metrics", as: nil)
        let scrape = try ExpositionReader(reply.text)

        #expect(reply.status == .ok)
        #expect(scrape.value("bridge_store_up") == 0)
        #expect(!scrape.families.contains("bridge_entries"))
    }
}
