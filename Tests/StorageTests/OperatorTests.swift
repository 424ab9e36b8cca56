import BridgeCore
import TestSupport
import Testing

@testable import Storage

struct OperatorTests {
    private let main = DestinationName("main")

    @Test(arguments: [
        Verdict.refused(reason: "no"), .held(reason: "no"), .unknown(reason: "no"),
        .retry(at: Timestamp(seconds: 4_000_000_000), countsAsFailure: true),
    ])
    func aRetryPutsTheEntryBackToTheHeadOfItsLane(verdict: Verdict) async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.known("a"), .known("b")])
        try await fixture.settleNext(verdict)
        let id = try await fixture.entries()[0].id

        try await fixture.store.retry(id, by: "kim", at: fixture.now)

        let claims = try await fixture.claim()
        #expect(claims.map(\.entry) == [id])
        #expect(claims.map(\.failures) == [0])
    }

    @Test func anUnmatchedEntryIsLookedUpAgainAtOnce() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.sample("a", phone: "+12015550101")])
        try await fixture.store.record(.notFound, for: .phone(101), of: main, at: fixture.now)

        try await fixture.store.retry(try await fixture.entries()[0].id, by: "kim", at: fixture.now)

        #expect(try await fixture.states() == [.resolving])
        #expect(try await fixture.store.dueLookups(of: main, limit: 9, at: fixture.now) == [.phone(101)])
    }

    @Test func aPausedDestinationAsksForNobodyAndFailedLookupsAreDueAgainAtItsResume() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.sample("a", phone: "+12015550101")])
        let later = fixture.now.advanced(by: .seconds(600))
        try await fixture.store.record(
            .failed(reason: "HTTP 500", retryAt: later),
            for: .phone(101),
            of: main,
            at: fixture.now
        )
        try await fixture.store.pause(main, reason: "Invalid API key", at: fixture.now)
        #expect(try await fixture.store.dueLookups(of: main, limit: 9, at: later) == [])
        #expect(try await fixture.store.nextLookup(of: main) == nil)

        try await fixture.store.resume(main, at: fixture.now)

        #expect(try await fixture.store.dueLookups(of: main, limit: 9, at: fixture.now) == [.phone(101)])
    }

    @Test func whatIsInFlightOrDeliveredCannotBeRetriedOrDiscarded() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.known("a")])
        let claim = try #require(try await fixture.claim().first)
        for _ in 0..<2 {
            let retried = await #expect(throws: StoreError.self) {
                try await fixture.store.retry(claim.entry, by: "kim", at: fixture.now)
            }
            let discarded = await #expect(throws: StoreError.self) {
                try await fixture.store.discard(claim.entry, reason: "test", by: "kim", at: fixture.now)
            }
            #expect(retried?.code == .conflict)
            #expect(discarded?.code == .conflict)
            _ = try await fixture.claim([claim.settled(.delivered, at: fixture.now)])
        }
        #expect(await fixture.store.fault() == nil)
    }

    @Test func discardingTheHeadFreesTheLane() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.known("a"), .known("b")])
        let id = try await fixture.entries()[0].id

        try await fixture.store.discard(id, reason: "a test call", by: "kim", at: fixture.now)

        let entry = try await fixture.store.entry(id).record
        #expect((entry.state, entry.reason) == (.discarded, "a test call (kim)"))
        #expect(try await fixture.claim().map(\.draft.key) == ["b"])
    }

    @Test func discardingWhatWaitsForALookupEndsTheLookup() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.sample("a", phone: "+12015550101")])

        try await fixture.store.discard(try await fixture.entries()[0].id, reason: "spam", by: "kim", at: fixture.now)

        #expect(try await fixture.store.nextLookup(of: main) == nil)
    }

    @Test func whatIsNotThereIsSaidSo() async throws {
        let fixture = try StoreFixture()
        let (entry, event) = (EntryID(rawValue: 9), EventID(rawValue: 9))
        let store = fixture.store

        let codes = [
            await #expect(throws: StoreError.self) { try await store.retry(entry, by: "kim", at: fixture.now) }?.code,
            await #expect(throws: StoreError.self) { _ = try await store.entry(entry) }?.code,
            await #expect(throws: StoreError.self) { _ = try await store.event(event) }?.code,
            await #expect(throws: StoreError.self) {
                try await store.resume(DestinationName("nowhere"), at: fixture.now)
            }?.code,
        ]

        #expect(codes == [.notFound, .notFound, .notFound, .notFound])
    }

    @Test func entriesAreListedByStateAndPageByPage() async throws {
        let fixture = try StoreFixture()
        for id in Int64(1)...5 { try await fixture.accept(id, [.sample("k\(id)", contact: ContactID("c\(id)"))]) }
        try await fixture.accept(6, [.sample("k6")])
        var filter = EntryFilter()
        filter.state = .queued
        filter.limit = 2

        let first = try await fixture.store.entries(filter)
        filter.before = first.last?.id
        let second = try await fixture.store.entries(filter)

        #expect(first.map(\.contact?.rawValue) == ["c5", "c4"])
        #expect(second.map(\.contact?.rawValue) == ["c3", "c2"])
    }

    @Test func eventsAreListedByHookAndState() async throws {
        let fixture = try StoreFixture()
        for id in Int64(1)...3 { try await fixture.accept(id, []) }
        var filter = EventFilter()
        filter.hook = HookName("sms")
        filter.state = .accepted
        filter.before = EventID(rawValue: 3)

        #expect(try await fixture.store.events(filter).map(\.id.rawValue) == [2, 1])
        filter.hook = HookName("other")
        #expect(try await fixture.store.events(filter).isEmpty)
        filter.hook = nil
        filter.state = .ignored
        #expect(try await fixture.store.events(filter).isEmpty)
    }

    @Test func statisticsKnowTheOldestThatWaits() async throws {
        let fixture = try StoreFixture()
        let start = fixture.now
        try await fixture.accept(1, [.known("a")])
        fixture.clock.advance(by: .seconds(10))
        try await fixture.accept(2, [.sample("b", phone: "+12015550101")])

        #expect(try await fixture.store.statistics(at: fixture.now).oldestWaiting[main] == start)
        try await fixture.settleNext(.delivered)
        let statistics = try await fixture.store.statistics(at: fixture.now)
        #expect(statistics.oldestWaiting[main] == start.advanced(by: .seconds(10)))
        #expect(statistics.entries[main] == [.delivered: 1, .resolving: 1])
        #expect(statistics.databaseBytes > 0)
        #expect(try #require(statistics.freeDiskBytes) > 0)
    }

    @Test func aDiskThatIsAlmostFullIsAFault() async throws {
        let fixture = try StoreFixture(configuration: StoreConfiguration(minimumFreeBytes: .max))

        #expect(await fixture.store.fault()?.contains("free") == true)
    }

    @Test func aReloadBringsNewDestinations() async throws {
        let fixture = try StoreFixture()

        try await fixture.store.configure([.trial(), .trial("second")])

        _ = try await fixture.store.append(.sample(1, [.known("a")], at: fixture.now, destination: "second"))
        #expect(try await fixture.store.destinations().map(\.name.rawValue) == ["main", "second"])
    }
}
