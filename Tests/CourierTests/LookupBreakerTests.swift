import BridgeCore
import Courier
import JSON
import Logging
import TestSupport
import Testing

/// Look-ups and deliveries wait for themselves alone.
struct LookupBreakerTests {
    private var random = SeededRandom(seed: 3)

    private func address(_ last: Int) throws -> Address {
        .phone(try #require(PhoneNumber(e164: "+1212555\(1000 + last)")))
    }

    @Test mutating func asksAFailingEndpointAtGrowingIntervalsByOneAddress() {
        var breaker = LookupBreaker()
        var now = Duration.zero
        for _ in 1...LookupBreaker.limit {
            #expect(breaker.permission(at: now) == .proceed)
            breaker.failed(isClear: false, startedAt: now, at: now, using: &random)
        }
        var waits: [Duration] = []
        for _ in 1...8 {
            guard case .wait(let until) = breaker.permission(at: now) else {
                Issue.record("it does not wait")
                return
            }
            waits.append(until - now)
            now = until
            #expect(breaker.permission(at: now) == .trial)
            breaker.failed(isClear: false, startedAt: now, at: now, using: &random)
        }

        #expect(waits[0] >= .milliseconds(2500) && waits[7] > waits[0] * 20 && waits[7] <= .seconds(600))
        breaker.succeeded()
        #expect(breaker.permission(at: now) == .proceed)
    }

    @Test mutating func opensAtOnceWhereZyntroCannotBeReached() {
        var breaker = LookupBreaker()

        breaker.failed(isClear: true, retryAfter: .seconds(90), startedAt: .zero, at: .zero, using: &random)

        #expect(breaker.permission(at: .zero) == .wait(until: .seconds(90)))
    }

    @Test mutating func callsThatWereUnderWayDoNotOpenItFurther() {
        var breaker = LookupBreaker()
        breaker.failed(isClear: true, startedAt: .zero, at: .zero, using: &random)
        let first = breaker.permission(at: .zero)

        for _ in 1...10 { breaker.failed(isClear: true, startedAt: .zero, at: .zero, using: &random) }

        #expect(breaker.permission(at: .zero) == first)
    }

    @Test mutating func deliveriesThatWaitDoNotStopLookups() throws {
        var lane = DestinationLane(Fixture.destination(looksUpContacts: true), at: .zero)
        lane.claimed(3, of: 3, at: .zero)
        for number in 1...3 {
            _ = lane.judge(
                .unknown(reason: "closed"),
                of: try Fixture.claim(number),
                round: 0,
                startedAt: .zero,
                at: Fixture.moment(),
                using: &random
            )
        }
        _ = lane.plan(at: .zero)
        lane.lookupsFetched([try address(1)], next: nil, at: .zero)

        let plan = lane.plan(at: .seconds(1))

        #expect(lane.isSuspect && plan.entries == 0)
        #expect(plan.lookups == [try address(1)])
    }

    @Test func lookupsThatHangLeaveSlotsToDeliveries() throws {
        var lane = DestinationLane(Fixture.destination(concurrency: 4, looksUpContacts: true), at: .zero)
        _ = lane.plan(at: .zero)
        lane.lookupsFetched(try (1...20).map(address), next: nil, at: .zero)

        var started = 0
        for _ in 1...10 { started += lane.plan(at: .zero).lookups.count }

        #expect(started == 2)
        #expect(lane.plan(at: .zero).entries == 2)
    }

    /// The look-ups are refused for an hour; entries go out all the same.
    @Test func aBusyLookupEndpointStopsNoDelivery() async throws {
        let addresses = try (1...12).map(address)
        let outbox = MemoryOutbox(try (1...20).map { try Fixture.claim($0) }, lookups: addresses)
        try await ScriptedZyntro.serve { request in
            request.path.hasSuffix("/lookupContact")
                ? .answer("HTTP/1.1 503 Busy\r\nRetry-After: 3600\r\nContent-Length: 0\r\n\r\n") : .success()
        } during: { server in
            let destination = Fixture.destination(baseURL: server.baseURL, concurrency: 2, looksUpContacts: true)
            try await run(outbox, destination) { await $0.reaches { $0.count(.delivered) == 20 } }
            let asked = server.requests.count { $0.path.hasSuffix("/lookupContact") }
            #expect(asked <= 1)
        }
    }

    @Test func aContactIsCreatedOnceWithOutreachOff() async throws {
        let order = try #require(
            ContactCreation(addresses: [try address(1)], name: "Ana Ruiz", member: MemberID("member-1"))
        )
        let outbox = MemoryOutbox()
        outbox.change { $0.creations = [order] }
        try await ScriptedZyntro.serve { _ in
            .json(#"{"data":{"contact_id":"c-7","message":"Contact created"},"status":"success"}"#)
        } during: { server in
            let destination = Fixture.destination(
                baseURL: server.baseURL,
                unmatchedPolicy: .create,
                looksUpContacts: true
            )
            try await run(outbox, destination) { await $0.reaches { $0.created.count == 1 } }
            let body = try #require(server.requests.first?.body)
            #expect(server.requests.map(\.path) == ["/apis/v2/public/crm/addContactsFull"])
            #expect((body["mode"], body["lookup_by"], body["member_id"]) == ("upsert", "phone", "member-1"))
            let contact: JSONValue = [
                "firstName": "Ana", "lastName": "Ruiz", "primaryPhone": "+12125551001", "auto_engage": false,
                "autoEngage": false,
            ]
            #expect(body["contact"] == contact)
        }
        #expect(outbox.state.created[order.address] == .created(ContactID("c-7")))
        #expect(outbox.state.claimed.count == 1)
    }

    @Test(arguments: [
        (#"{"data":{"contact_id":"c-1"},"status":"success"}"#, "created"),
        (#"{"data":[{"id":"c-1"}],"status":"success"}"#, "created"),
        (#"{"data":["Plan limit reached"],"status":"error"}"#, "refused"),
        (#"{"data":["Invalid API key"],"status":"error"}"#, "credentials"), ("<html>", "unknown"),
    ])
    func readsWhatCameOfACreation(body: String, label: String) throws {
        let reply = Reply.read(httpStatus: 200, retryAfter: nil, body: Array(body.utf8))

        let outcome = CreationOutcome(reply, table: try ResponseTable(), destination: Fixture.destination())

        #expect(outcome.label == label)
        if label == "created" { #expect(outcome == .created(ContactID("c-1"))) }
    }

    private func run(
        _ outbox: MemoryOutbox,
        _ destination: Destination,
        until body: @escaping @Sendable (MemoryOutbox) async -> Void
    ) async throws {
        let courier = try Courier(
            configuration: CourierConfiguration(destinations: [destination], shutdownLimit: .seconds(5)),
            outbox: outbox,
            lookups: outbox,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            wall: ManualWallClock(Fixture.start)
        )
        let task = Task { try await courier.run() }
        await body(outbox)
        task.cancel()
        try await task.value
    }
}
