import BridgeCore
import InMemoryLogging
import Logging
import Receiver
import ServiceLifecycle
import TestSupport
import Testing

/// A receiver on a port of its own with one hook, `trial`.
struct RunningReceiver {
    let port: Int
    let eventLog: RecordingEventLog
    let hooks: HookTable
    let logs: InMemoryLogHandler

    struct Setup {
        var adapter = StubAdapter()
        var limits = Limits()
        var trustedProxies: [String] = []
        var publicURL = "https://bridge.example.com"
        var perMinute: Int?
        var secrets: [Secret] = []
        var refusals: any RefusalKeeping = NoRefusalsKept()
    }

    func connect() async throws -> RawConnection { try await RawConnection(port: port) }

    /// Sends one request on a connection of its own.
    func send(_ request: String) async throws -> RawConnection.Response {
        let connection = try await connect()
        try await connection.send(request)
        return try await connection.response()
    }

    static func run<Result>(
        _ setup: Setup = Setup(),
        _ body: (RunningReceiver) async throws -> Result
    ) async throws -> Result {
        let publicURL = try #require(PublicURL(setup.publicURL))
        let clock = ManualWallClock()
        let hook = Hook(
            name: HookName("trial"),
            adapter: "stub",
            destination: DestinationName("main"),
            secrets: setup.secrets,
            perMinute: setup.perMinute
        )
        let hooks = try HookTable(hooks: [hook], adapters: ["stub": setup.adapter], now: clock.now())
        let eventLog = RecordingEventLog()
        let logs = InMemoryLogHandler()
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        let application = ReceiverApplication(
            configuration: ReceiverConfiguration(
                port: 0,
                publicURL: publicURL,
                trustedProxies: TrustedProxies(setup.trustedProxies.compactMap(NetworkRange.init)),
                limits: setup.limits
            ),
            hooks: hooks,
            eventLog: eventLog,
            refusals: setup.refusals,
            ids: RecordIDGenerator(),
            clock: clock,
            logger: Logger(label: "receiver") { _ in logs },
            onServerRunning: { continuation.yield($0) }
        )
        let group = ServiceGroup(
            services: [application],
            logger: Logger(label: "group") { _ in SwiftLogNoOpLogHandler() }
        )
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            var iterator = ports.makeAsyncIterator()
            let port = try #require(await iterator.next())
            let result = try await body(RunningReceiver(port: port, eventLog: eventLog, hooks: hooks, logs: logs))
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            return result
        }
    }
}

/// A request with a body of known length.
func post(_ target: String = "/hooks/trial", _ body: String = "hello", headers: String = "") -> String {
    "POST \(target) HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)"
}
