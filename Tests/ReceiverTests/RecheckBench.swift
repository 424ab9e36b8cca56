import Adapters
import BridgeCore
import InMemoryLogging
import Logging
import Receiver
import TestSupport

/// An intake with a quarantine behind it and one hook, `trial`, without sockets.
struct RecheckBench {
    let eventLog = RecordingEventLog()
    let quarantine = MemoryQuarantine()
    let clock = ManualWallClock()
    let logs = InMemoryLogHandler()
    let hooks: HookTable
    let service: QuarantineService
    let intake: Intake
    private let publicURL: PublicURL
    private let adapter: any HookHandling

    /// `base` is any URL of the hook: its scheme and host are the public URL's.
    init(_ adapter: some HookHandling, base: String = "https://hooks.example.com/hooks/trial") throws {
        let parts = base.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        guard let url = PublicURL(parts.prefix(3).joined(separator: "/")) else { throw BadURL() }
        publicURL = url
        self.adapter = adapter
        let clock = clock
        hooks = try HookTable(hooks: [], adapters: ["stub": StubAdapter()], now: clock.now())
        let logger = Logger(label: "receiver") { [logs] _ in logs }
        service = QuarantineService(store: quarantine, clock: clock, logger: logger)
        intake = Intake(eventLog: eventLog, refusals: service, ids: RecordIDGenerator(), logger: logger)
    }

    struct BadURL: Error {}

    /// Another bench for the same adapter and URL.
    func fresh() throws -> RecheckBench {
        try RecheckBench(AnyHandling(adapter), base: publicURL.base + "/hooks/trial")
    }

    func use(_ hook: Hook) throws {
        try hooks.replace(with: [hook], adapters: [hook.adapter: AnyHandling(adapter)], now: clock.now())
    }

    /// As the receiver hands it over.
    func send(_ request: RawRequest) async -> Answer? {
        guard let hook = hooks["trial"] else { return nil }
        return await intake.answer(to: request, target: request.target, hook: hook)
    }

    func recheck(_ change: (inout RecheckOrder) -> Void = { _ in }) async throws -> RecheckReport {
        var order = RecheckOrder()
        change(&order)
        return try await QuarantineRecheck(
            store: quarantine,
            hooks: hooks,
            intake: intake,
            publicURL: publicURL,
            clock: clock
        ).recheck(order)
    }
}

/// Whatever adapter it is, under one type.
struct AnyHandling: HookHandling {
    let adapter: any HookHandling

    init(_ adapter: any HookHandling) { self.adapter = adapter }

    var name: String { adapter.name }
    var version: String { adapter.version }
    var receive: ReceiveRules { adapter.receive }
    var credentialPlaces: CredentialPlaces { adapter.credentialPlaces }

    func handle(_ request: RawRequest, hook: Hook, event: EventID) -> Handling {
        adapter.handle(request, hook: hook, event: event)
    }
}
