import BridgeCore
import TestSupport
import Testing

@testable import Storage

struct ExchangeTests {
    @Test func aClaimCarriesWhatSendingNeedsAndItsAttemptIsOnDisk() async throws {
        let fixture = try StoreFixture()
        let draft = EntryDraft.known("a")
        try await fixture.accept(1, [draft])

        let claim = try #require(try await fixture.claim().first)

        #expect(claim.draft == draft)
        #expect(claim.contact == StoreFixture.contact)
        #expect(claim.contactName == "Ana Ruiz")
        #expect(claim.member == MemberID("default-member"))
        #expect(claim.receivedAt == fixture.now)
        #expect((claim.attempt, claim.failures, claim.unknowns) == (1, 0, 0))
        #expect(try await fixture.states() == [.sending])
        let open = try await fixture.store.pool.read { db in
            try db.first(
                "SELECT count(*) FROM attempt WHERE started_at = ? AND outcome IS NULL",
                [fixture.now.milliseconds]
            ) {
                $0[0] as Int
            }
        }
        #expect(open == 1)
    }

    @Test func oneContactHasAtMostOneEntryInFlightAndKeepsItsOrder() async throws {
        let fixture = try StoreFixture()
        for id in Int64(1)...3 { try await fixture.accept(id, [.known("key \(id)")]) }
        let expected = try await fixture.entries().map(\.id)
        var sent: [EntryID] = []

        var claims = try await fixture.claim()
        while let claim = claims.first {
            #expect(claims.count == 1)
            sent.append(claim.entry)
            claims = try await fixture.claim([claim.settled(.delivered, at: fixture.now)])
        }

        #expect(sent == expected)
    }

    @Test func claimsAreAtMostTheFreeSlotsOldestFirst() async throws {
        let fixture = try StoreFixture()
        for id in Int64(1)...5 { try await fixture.accept(id, [.sample("k\(id)", contact: ContactID("c\(id)"))]) }

        let exchange = try await fixture.store.exchange([], claiming: [fixture.destination.name: 2], at: fixture.now)

        #expect(exchange.claims.map(\.contact.rawValue) == ["c1", "c2"])
        #expect(try await fixture.claim().map(\.contact.rawValue) == ["c3", "c4", "c5"])
    }

    @Test func aDeliveredEntryKeepsItsChIDAndItsAttempt() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.known("a")])
        let claim = try #require(try await fixture.claim().first)

        _ = try await fixture.claim([claim.settled(.delivered, at: fixture.now, chID: 77)])

        let entry = try await fixture.store.entry(claim.entry)
        #expect(entry.record.state == .delivered)
        #expect(entry.record.chID == 77)
        #expect(entry.attempts.map(\.outcome) == [.answered(status: 200, text: "answer")])
        #expect(entry.attempts.map(\.chID) == [77])
    }

    @Test func aRetryWaitsForItsTimeAndBlocksItsLaneAlone() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.known("a")])
        try await fixture.accept(2, [.known("b"), .sample("c", contact: ContactID("other"))])
        let later = fixture.now.advanced(by: .seconds(60))
        let claims = try await fixture.claim()
        let blocked = try #require(claims.first { $0.contact == StoreFixture.contact })

        let exchange = try await fixture.store.exchange(
            [blocked.settled(.retry(at: later, countsAsFailure: true), at: fixture.now)],
            claiming: StoreFixture.slots,
            at: fixture.now
        )

        #expect(claims.count == 2)
        #expect(exchange.claims.isEmpty)
        #expect(exchange.nextDue == later)
        fixture.clock.advance(by: .seconds(60))
        let again = try await fixture.claim()
        #expect(again.map(\.entry) == [blocked.entry])
        #expect(again.map(\.failures) == [1])
        #expect(again.map(\.attempt) == [2])
    }

    @Test func aClockThatIsSetBackHoldsNothingUp() async throws {
        let fixture = try StoreFixture()
        let rightNow = fixture.now
        fixture.clock.advance(by: .seconds(2 * 86_400))
        try await fixture.accept(1, [.known("a")])
        try await fixture.accept(2, [.known("b"), .sample("c", contact: ContactID("other"))])
        fixture.clock.advance(by: rightNow.duration(since: fixture.now))

        let first = try await fixture.claim()
        let second = try await fixture.claim(first.map { $0.settled(.delivered, at: fixture.now) })

        #expect(Set(first.map(\.draft.key)) == ["a", "c"])
        #expect(second.map(\.draft.key) == ["b"])
    }

    @Test func aClockThatIsSetBackHoldsNoFirstLookupUp() async throws {
        let fixture = try StoreFixture()
        let rightNow = fixture.now
        fixture.clock.advance(by: .seconds(2 * 86_400))
        try await fixture.accept(1, [.sample("a", phone: "+12015550101")])
        fixture.clock.advance(by: rightNow.duration(since: fixture.now))
        let name = fixture.destination.name
        #expect(try await fixture.store.dueLookups(of: name, limit: 10, at: fixture.now).isEmpty)

        _ = try await fixture.claim()

        #expect(try await fixture.store.dueLookups(of: name, limit: 10, at: fixture.now) == [.phone(101)])
    }

    @Test func anHourThatWasAskedForIsWaitedFor() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.known("a")])
        let later = fixture.now.advanced(by: .seconds(3600))

        try await fixture.settleNext(.retry(at: later, countsAsFailure: false))

        #expect(try await fixture.claim().isEmpty)
    }

    @Test(arguments: [
        (Verdict.refused(reason: "no"), EntryState.refused), (.held(reason: "no"), .held),
        (.unknown(reason: "no"), .unknown),
    ])
    func anEntryThatWaitsForAPersonBlocksNobody(verdict: Verdict, state: EntryState) async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.known("a"), .known("b")])

        try await fixture.settleNext(verdict)

        #expect(try await fixture.states() == [state, .queued])
        #expect(try await fixture.entries().first?.reason == "no")
        #expect(try await fixture.claim().map(\.draft.key) == ["b"])
    }

    @Test func aResendIsMarkedByItsUnknownAttempt() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.known("a")])

        try await fixture.settleNext(.resend(at: fixture.now))

        #expect(try await fixture.claim().map(\.unknowns) == [1])
    }

    @Test func theSameSettlementTwiceCountsOnce() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.known("a")])
        let claim = try #require(try await fixture.claim().first)
        let settlement = claim.settled(.retry(at: fixture.now, countsAsFailure: true), at: fixture.now)

        let again = try await fixture.claim([settlement, settlement])
        _ = try await fixture.claim([settlement])

        #expect(again.map(\.failures) == [1])
        #expect(try await fixture.states() == [.sending])
    }

    @Test func aPausedDestinationYieldsNothingUntilItIsResumed() async throws {
        let fixture = try StoreFixture()
        let name = fixture.destination.name
        try await fixture.accept(1, [.known("a")])

        try await fixture.store.pause(name, reason: "credentials refused", at: fixture.now)

        #expect(try await fixture.claim().isEmpty)
        let record = try #require(try await fixture.store.destinations().first)
        #expect((record.isPaused, record.pauseReason, record.waiting) == (true, "credentials refused", 1))
        try await fixture.store.resume(name, at: fixture.now)
        #expect(try await fixture.claim().count == 1)
    }

    @Test func alikeRefusalsReturnToTheQueueInTheirOrder() async throws {
        let fixture = try StoreFixture()
        let name = fixture.destination.name
        try await fixture.accept(1, [.known("a"), .known("b")])
        try await fixture.settleNext(.refused(reason: "bad"))
        let refused = try await fixture.entries().map(\.id)[0]

        try await fixture.pause(reason: "five alike", returning: [refused])
        try await fixture.store.resume(name, at: fixture.now)

        #expect(try await fixture.states() == [.queued, .queued])
        #expect(try await fixture.claim().map(\.entry) == [refused])
    }

    @Test func theFifthAlikeRefusalItsPauseAndTheReturnOfAllAreOneCommit() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.known("a")])
        let settlement = try #require(
            try await fixture.claim().first?.settled(.refused(reason: "bad"), at: fixture.now)
        )
        let order = PauseOrder(
            destination: fixture.destination.name,
            reason: "alike",
            returning: [settlement.attempt.entry]
        )

        let exchange = try await fixture.store.exchange(
            [settlement],
            pausing: [order],
            claiming: [fixture.destination.name: 2],
            at: fixture.now
        )

        #expect(exchange.claims.isEmpty)
        #expect(try await fixture.states() == [.queued])
        #expect(try await fixture.store.destinations().map(\.isPaused) == [true])
    }

    @Test func aPauseOfADestinationThatWasRemovedOnlyReturnsItsEntries() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.known("a")])
        try await fixture.settleNext(.refused(reason: "bad"))
        let refused = try await fixture.entries().map(\.id)[0]
        try await fixture.store.configure([])

        try await fixture.pause(reason: "alike", returning: [refused])

        #expect(try await fixture.states() == [.queued])
    }

    @Test func whatBecomesReadyWakesEverySubscriber() async throws {
        let fixture = try StoreFixture()
        var first = fixture.store.wakeups().makeAsyncIterator()
        var second = fixture.store.wakeups().makeAsyncIterator()

        try await fixture.accept(1, [.known("a")])

        #expect(await first.next() != nil)
        #expect(await second.next() != nil)
    }
}
