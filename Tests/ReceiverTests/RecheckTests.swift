import Adapters
import BridgeCore
import Receiver
import TestSupport
import Testing

/// Verifying refused requests again, over an adapter whose every decision the test makes.
struct RecheckTests {
    /// Believes a request whose header `x-proof` is the hook's secret within five minutes of `x-time`.
    private static let adapter = StubAdapter { _ in .refused(Refusal(.wrongSecret)) }

    private struct Signed: HookHandling {
        let stub = StubAdapter()
        var isHandshake = false
        var name: String { stub.name }
        var version: String { stub.version }
        var receive: ReceiveRules { stub.receive }
        var credentialPlaces: CredentialPlaces { CredentialPlaces() }

        func handle(_ request: RawRequest, hook: Hook, event: EventID) -> Handling {
            guard let proof = request.header("x-proof") else { return .refused(Refusal(.noSignature)) }
            guard hook.secrets.contains(where: { proof == "made with " + String($0.revealed.reversed()) }) else {
                return .refused(Refusal(.wrongSecret))
            }
            let signed = request.header("x-time").flatMap { Int64($0) }.map(Timestamp.init(seconds:))
            guard let signed, request.receivedAt.duration(since: signed) <= .seconds(300) else {
                return .refused(Refusal(.stale))
            }
            guard !isHandshake else { return .handshake(Answer(status: 200, body: "proof"), isAuthentic: true) }
            return .translated(.of(request))
        }
    }

    private static func hook(_ secret: String) -> Hook {
        Hook(
            name: HookName("trial"),
            adapter: "stub",
            destination: DestinationName("main"),
            secrets: [Secret(secret)],
            perMinute: 1
        )
    }

    private func bench(_ adapter: some HookHandling = Signed()) throws -> RecheckBench {
        let bench = try RecheckBench(adapter)
        try bench.use(Self.hook("outdated"))
        return bench
    }

    /// Signed with the secret `mended` unless told otherwise, now.
    private func request(
        _ text: String,
        _ bench: RecheckBench,
        proof: String? = "made with dednem",
        signed: Timestamp? = nil,
        query: String = "n=1"
    ) -> RawRequest {
        let time = HeaderField(name: "x-time", value: "\((signed ?? bench.clock.now()).seconds)")
        return RawRequest(
            method: "POST",
            url: "https://hooks.example.com/hooks/trial?\(query)",
            headers: [time] + (proof.map { [HeaderField(name: "x-proof", value: $0)] } ?? []),
            body: Array(text.utf8),
            remoteAddress: "192.0.2.1",
            receivedAt: bench.clock.now()
        )
    }

    private func refuse(_ requests: [RawRequest], _ bench: RecheckBench) async {
        for request in requests { _ = await bench.send(request) }
        while await bench.service.keepBatch() {}
    }

    @Test func acceptsWhatPassesInOrderOfArrivalByTheClockOfItsArrival() async throws {
        let bench = try bench()
        var arrivals: [Timestamp] = []
        for number in 0..<10 {
            arrivals.append(bench.clock.now())
            await refuse([request("message \(number)", bench)], bench)
            bench.clock.advance(by: .seconds(60))
        }
        await refuse([request("forged", bench, proof: "made with nothing")], bench)
        #expect(bench.eventLog.events.isEmpty)
        bench.clock.advance(by: .seconds(40 * 3600))
        try bench.use(Self.hook("mended"))

        let report = try await bench.recheck()

        #expect((report.examined, report.accepted, report.duplicates) == (11, 10, 0))
        #expect(report.remaining.map(\.diagnosis) == ["wrong secret"])
        #expect(report.next == nil)
        let bodies = bench.eventLog.events.map { String(decoding: $0.body, as: UTF8.self) }
        #expect(bodies == (0..<10).map { "message \($0)" })
        #expect(bench.eventLog.events.map(\.receivedAt) == arrivals)
        #expect(bench.quarantine.kept.count == 1)
        let again = try await bench.recheck()
        #expect((again.examined, again.accepted) == (1, 0))
    }

    @Test func whatWasStaleWhenItArrivedStays() async throws {
        let bench = try bench()
        let old = bench.clock.now().advanced(by: .seconds(-301))
        await refuse([request("captured", bench, signed: old)], bench)
        try bench.use(Self.hook("mended"))

        let report = try await bench.recheck()

        #expect(report.remaining.map(\.diagnosis) == ["stale"])
        #expect(bench.quarantine.kept.map(\.record.diagnosis) == ["stale"])
        #expect(bench.eventLog.events.isEmpty)
    }

    @Test func whatTheProviderSentAgainMeanwhileIsADuplicate() async throws {
        let bench = try bench()
        await refuse([request("message", bench)], bench)
        try bench.use(Self.hook("mended"))
        bench.clock.advance(by: .seconds(600))
        #expect(await bench.send(request("message", bench))?.status == 200)

        let report = try await bench.recheck()

        #expect((report.accepted, report.duplicates) == (0, 1))
        #expect(bench.eventLog.events.count == 1)
        #expect(bench.quarantine.kept.isEmpty)
    }

    /// No signature of this scheme covers the URL, but the event is known by it.
    @Test(arguments: ["token=planted-77aa", "n=1&key=a", "KEY=planted%2F77aa&auth=mended", "sig=outdated"])
    func whatTheURLHoldsIsPartOfTheSameEvent(query: String) async throws {
        let bench = try bench()
        await refuse([request("message", bench, query: query)], bench)
        try bench.use(Self.hook("mended"))

        #expect(try await bench.recheck().accepted == 1)
        bench.clock.advance(by: .seconds(120))
        #expect(await bench.send(request("message", bench, query: query))?.body == "duplicate")

        #expect(bench.eventLog.events.count == 1)
        let live = try bench.fresh()
        try live.use(Self.hook("mended"))
        _ = await live.send(request("message", live, query: query))
        #expect(live.eventLog.events.map(\.fingerprint) == bench.eventLog.events.map(\.fingerprint))
        #expect(live.eventLog.events.map(\.target) == bench.eventLog.events.map(\.target))
    }

    @Test func whoseKeyIsLostIsStillAcceptedWhereItsProofNeedsNothingSealed() async throws {
        let bench = try bench()
        await refuse([request("message", bench, query: "token=planted-77aa")], bench)
        try bench.use(Self.hook("mended"))
        bench.quarantine.loseKey()

        #expect(try await bench.recheck().accepted == 1)
        #expect(bench.eventLog.events.map(\.target) == ["/hooks/trial?token=…"])
    }

    /// Such as an `X-Idempotency-Key`, which only has the name of a credential.
    @Test func aRetrysOwnHeadersAreReadAsTheyCame() async throws {
        let reading = StubAdapter { request in
            guard request.header("x-idempotency-key") == "try-2-77aa" else { return .refused(Refusal(.wrongSecret)) }
            return .translated(.of(request))
        }
        let bench = try bench(Self.adapter)
        for number in 1...2 {
            let request = request("message", bench)
            let key = HeaderField(name: "x-idempotency-key", value: "try-\(number)-77aa")
            await refuse([request.replacing(headers: request.headers + [key])], bench)
        }
        #expect(bench.quarantine.kept.map(\.record.times) == [2])
        #expect(bench.quarantine.kept.allSatisfy { !$0.text.contains("77aa") })
        try bench.hooks.replace(with: [Self.hook("mended")], adapters: ["stub": reading], now: bench.clock.now())

        #expect(try await bench.recheck().accepted == 1)
    }

    @Test func aRetryWithAProofStandsForTheFirstWithoutOne() async throws {
        let bench = try bench()
        let arrival = bench.clock.now()
        await refuse([request("message", bench, proof: nil)], bench)
        bench.clock.advance(by: .seconds(3600))
        await refuse([request("message", bench)], bench)
        #expect(bench.quarantine.kept.map(\.record.times) == [2])
        try bench.use(Self.hook("mended"))

        let report = try await bench.recheck()

        #expect(report.accepted == 1)
        #expect(bench.eventLog.events.map(\.receivedAt) == [arrival])
    }

    @Test func aDryRunChangesNothing() async throws {
        let bench = try bench()
        await refuse([request("a", bench), request("b", bench, proof: "made with nothing")], bench)
        try bench.use(Self.hook("mended"))

        let report = try await bench.recheck { $0.isDryRun = true }

        #expect((report.examined, report.accepted, report.remaining.count) == (2, 1, 1))
        #expect(bench.eventLog.events.isEmpty)
        #expect(bench.quarantine.kept.count == 2)
    }

    @Test func goesOnWhereTheLastOrderEnded() async throws {
        let bench = try bench()
        await refuse((0..<120).map { request("message \($0)", bench) }, bench)
        try bench.use(Self.hook("mended"))

        let first = try await bench.recheck { $0.limit = 70 }
        let second = try await bench.recheck { order in
            order.limit = 70
            order.after = first.next
        }

        #expect((first.accepted, second.accepted, second.next) == (70, 50, nil))
        #expect(bench.eventLog.events.count == 120)
    }

    @Test(arguments: [true, false])
    func aHandshakeIsNeverAnswered(byItsOwnProof: Bool) async throws {
        let handshake = StubAdapter { request in
            guard byItsOwnProof else {
                var translation = Translation.of(request, .ignored, reason: "a handshake")
                translation.isHandshake = true
                translation.confirmation = ("https://example.com/confirm", "topic")
                return .translated(translation)
            }
            return .handshake(Answer(status: 200, body: "proof"), isAuthentic: true)
        }
        let bench = try bench(Self.adapter)
        await refuse([request("challenge", bench)], bench)
        try bench.hooks.replace(with: [Self.hook("mended")], adapters: ["stub": handshake], now: bench.clock.now())

        let report = try await bench.recheck()

        #expect(report.remaining.first?.diagnosis.hasPrefix("a handshake") == true)
        #expect(bench.eventLog.events.isEmpty)
    }

    @Test func ofALargeBodyOnlyTheHeadIsKept() async throws {
        let bench = try bench()
        let large = String(repeating: "x", count: QuarantineLimits.bodyLimit + 1)
        await refuse([request(large, bench), request(large, bench), request(large + "y", bench)], bench)
        try bench.use(Self.hook("mended"))

        let report = try await bench.recheck()

        #expect(bench.quarantine.kept.map(\.record.bodySize) == [large.utf8.count, large.utf8.count + 1])
        #expect(bench.quarantine.kept.map(\.record.times) == [2, 1])
        #expect(bench.quarantine.kept.allSatisfy { $0.request.body == nil })
        #expect(report.accepted == 0)
        #expect(report.remaining.first?.diagnosis.contains("was not kept") == true)
    }

    @Test func aStoreThatFailsLosesNothing() async throws {
        let bench = try bench()
        await refuse([request("a", bench), request("b", bench)], bench)
        try bench.use(Self.hook("mended"))
        bench.eventLog.fail(with: StoreError(.full, "trial"))

        await #expect(throws: StoreError.self) { try await bench.recheck() }

        #expect(bench.quarantine.kept.count == 2)
        bench.eventLog.fail(with: nil)
        #expect(try await bench.recheck().accepted == 2)
    }

    @Test func requestsOfAHookThatIsGoneStay() async throws {
        let bench = try bench()
        await refuse([request("a", bench)], bench)
        try bench.hooks.replace(with: [], adapters: ["stub": Self.adapter], now: bench.clock.now())

        #expect(try await bench.recheck().remaining.map(\.diagnosis) == ["there is no hook of that name any more"])
    }
}
