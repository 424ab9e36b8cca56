import Adapters
import BridgeCore
import InMemoryLogging
import Logging
import MetricsTestKit
import Receiver
import ServiceLifecycle
import TestSupport
import Testing

/// Refused requests over a socket.
struct QuarantineReceiverTests {
    private static let refusing = StubAdapter { _ in .refused(Refusal(.wrongSecret)) }

    private func service(
        _ store: MemoryQuarantine,
        metrics: TestMetrics = TestMetrics()
    ) -> QuarantineService {
        QuarantineService(
            store: store,
            clock: ManualWallClock(),
            metrics: metrics,
            logger: Logger(label: "quarantine") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    /// Runs the service beside the receiver until `body` is done.
    private func running(
        _ store: MemoryQuarantine,
        _ setup: RunningReceiver.Setup,
        _ body: (RunningReceiver) async throws -> Void
    ) async throws {
        let service = service(store)
        var setup = setup
        setup.refusals = service
        let group = ServiceGroup(
            services: [service],
            logger: Logger(label: "group") { _ in SwiftLogNoOpLogHandler() }
        )
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            try await RunningReceiver.run(setup, body)
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    @Test func isKeptUnderTheCallersAddress() async throws {
        let store = MemoryQuarantine()
        let setup = RunningReceiver.Setup(adapter: Self.refusing, trustedProxies: ["127.0.0.1"])
        try await running(store, setup) { receiver in
            let callers = ["192.0.2.7", "2001:db8:1:2:3:4:5:6"]
            for caller in callers {
                let response = try await receiver.send(
                    post("/hooks/trial?a=1", caller, headers: "X-Forwarded-For: \(caller)\r\nX-Sign: abc\r\n")
                )
                #expect(response.status == 401)
            }
            _ = try await receiver.send(post("/hooks/elsewhere"))
            _ = try await receiver.send("GET /hooks/trial HTTP/1.1\r\nHost: x\r\n\r\n")
        }

        // The shutdown kept what was still in memory.
        #expect(store.kept.map(\.record.source) == ["192.0.2.7", "2001:db8:1:2::/64"])
        let first = try #require(store.kept.first?.request)
        #expect(String(decoding: first.target.bytes, as: UTF8.self) == "/hooks/trial?a=1")
        #expect(first.body?.bytes == Array("192.0.2.7".utf8))
        #expect(first.headers.contains { $0.name == "x-sign" && $0.value.bytes == Array("abc".utf8) })
    }

    @Test func callersHaveTheirAnswersBeforeAnythingIsWritten() async throws {
        let store = MemoryQuarantine()
        let service = service(store)
        let setup = RunningReceiver.Setup(adapter: Self.refusing, refusals: service)
        try await RunningReceiver.run(setup) { receiver in
            for number in 0..<150 {
                let response = try await receiver.send(post("/hooks/trial", "\(number)"))
                #expect(response.status == 401)
            }
        }

        #expect(store.commits == 0)
        while await service.keepBatch() {}
        #expect(store.kept.count == 150)
        // A hundred requests share a commit.
        #expect(store.commits == 2)
    }

    @Test func aStoreThatFailsCostsTheRefusedAlone() async throws {
        let store = MemoryQuarantine()
        store.fail(with: StoreError(.full, "trial"))
        let metrics = TestMetrics()
        let service = service(store, metrics: metrics)
        try await RunningReceiver.run(.init(adapter: Self.refusing, refusals: service)) { receiver in
            let first = try await receiver.send(post())
            let isTried = await service.keepBatch()
            let second = try await receiver.send(post("/hooks/trial", "other"))
            #expect(isTried && first.status == 401 && second.status == 401)
        }
        store.fail(with: nil)

        #expect(await service.keepBatch())
        #expect(store.kept.count == 1)
        #expect(try dropped(metrics) == ["overload": 0, "room": 0, "store": 1])
    }

    @Test func countsWhatHadToGiveWayInTheStore() async throws {
        let store = MemoryQuarantine()
        let metrics = TestMetrics()
        let service = service(store, metrics: metrics)
        store.evict(3)
        try await RunningReceiver.run(.init(adapter: Self.refusing, refusals: service)) { receiver in
            for number in 0..<2 { _ = try await receiver.send(post("/hooks/trial", "\(number)")) }
        }
        #expect(try dropped(metrics) == ["overload": 0, "room": 0, "store": 0])

        await service.keepBatch()

        #expect(try dropped(metrics) == ["overload": 0, "room": 3, "store": 0])
    }

    /// A clock that is wrong at the start is often set within minutes.
    @Test func nothingExpiresWhileTheServiceStarts() async throws {
        let store = MemoryQuarantine()
        try await running(store, RunningReceiver.Setup(adapter: Self.refusing)) { receiver in
            _ = try await receiver.send(post())
            #expect(await eventually { store.kept.count == 1 })
        }

        #expect(store.expired.isEmpty)
    }

    /// `bridge_quarantine_dropped_total` by its label `reason`.
    private func dropped(_ metrics: TestMetrics) throws -> [String: Int64] {
        let reasons = ["overload", "room", "store"]
        return try Dictionary(
            uniqueKeysWithValues: reasons.map { reason in
                (reason, try metrics.expectCounter("bridge_quarantine_dropped_total", [("reason", reason)]).totalValue)
            }
        )
    }

    @Test func aFloodInMemoryDropsOnlyItself() async throws {
        let store = MemoryQuarantine()
        let metrics = TestMetrics()
        let service = service(store, metrics: metrics)
        let setup = RunningReceiver.Setup(adapter: Self.refusing, trustedProxies: ["127.0.0.1"], refusals: service)
        try await RunningReceiver.run(setup) { receiver in
            let connection = try await receiver.connect()
            func send(_ body: String, from caller: String) async throws {
                try await connection.send(post("/hooks/trial", body, headers: "X-Forwarded-For: \(caller)\r\n"))
                #expect(try await connection.response().status == 401)
            }
            for number in 0..<20 { try await send("honest \(number)", from: "198.51.100.7") }
            for number in 0..<1200 { try await send("flood \(number)", from: "192.0.2.66") }
            for number in 20..<30 { try await send("honest \(number)", from: "198.51.100.7") }
        }
        while await service.keepBatch() {}

        let bodies = store.kept.map { String(decoding: $0.request.body?.bytes ?? [], as: UTF8.self) }
        #expect(bodies.filter { $0.hasPrefix("honest") } == (0..<30).map { "honest \($0)" })
        #expect(bodies.filter { $0.hasPrefix("flood") }.count == 250)
        #expect(try dropped(metrics) == ["overload": 950, "room": 0, "store": 0])
    }
}
