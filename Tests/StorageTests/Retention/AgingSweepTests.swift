import BridgeCore
import GRDB
import TestSupport
import Testing

@testable import Storage

/// Tables without an order of time: keys, look-ups and what they told; and the space that all this leaves.
struct AgingSweepTests {
    private let main = DestinationName("main")

    @Test func aSweepGoesRoundInPartsAcrossRestarts() async throws {
        func small(_ configuration: inout StoreConfiguration) {
            configuration.agingPace.sweptAtOnce = 2
            configuration.agingPace.sweptInARun = 4
        }
        var fixture = try StoreFixture.aging { small(&$0) }
        for id in Int64(1)...11 { try await fixture.deliver(id, .known("k\(id)")) }
        try await fixture.acceptNewest()
        fixture.pass(days: 401)
        try await fixture.age()
        fixture.pass(days: 801)
        let now = fixture.now
        var left: [Int] = []

        for _ in 0..<4 {
            try await fixture.store.close()
            fixture = try StoreFixture.aging(in: fixture.directory) { small(&$0) }
            try await fixture.store.age(at: now)
            left.append(try await fixture.count("event_key"))
        }

        #expect(left.first != 1 && left.last == 1, "\(left)")
        #expect(try await fixture.count("entry_key") == 1)
    }

    @Test func whatLookupsToldAgesUnlessSomebodyWaits() async throws {
        let fixture = try StoreFixture.aging(.trial(unmatchedPolicy: .create))
        let contact = KnownContact(id: StoreFixture.contact, name: "Ana Ruiz")
        try await fixture.accept(1, [.sample("a", phone: "+12015550101"), .sample("b", phone: "+12015550102")])
        try await fixture.store.record(.found(contact), for: .phone(101), of: main, at: fixture.now)
        try await fixture.store.record(.notFound, for: .phone(102), of: main, at: fixture.now)
        let bob = KnownContact(id: ContactID("bob"), name: nil)
        _ = try await fixture.store.importDirectory([.contact(bob, .phone(103))], into: main, at: fixture.now)
        try await fixture.settleNext(.delivered)
        #expect(try await fixture.count("creation") == 1)
        let creation = try await fixture.store.claimCreation(of: .phone(102), in: main, at: fixture.now)
        #expect(creation != nil)

        fixture.pass(days: 399)
        #expect(try await fixture.age().directory == 0)
        fixture.pass(days: 1)
        try await fixture.age()
        #expect(try await fixture.count("contact_address") == 1, "what was imported stays")
        #expect(try await (fixture.count("lookup"), fixture.count("creation")) == (1, 1), "somebody waits for these")

        let waiting = try #require(try await fixture.entries().first { $0.state == .unmatched })
        try await fixture.store.discard(waiting.id, reason: "spam", by: "kim", at: fixture.now)
        try await fixture.age()
        #expect(try await (fixture.count("lookup"), fixture.count("creation")) == (0, 0))
    }

    @Test func countsOfHoursGoneByGoAlsoWithoutTraffic() async throws {
        let fixture = try StoreFixture.aging(.trial(entriesPerContactAndHour: 9))
        for id in Int64(1)...9 { try await fixture.accept(id, [.sample("k\(id)", contact: ContactID("c\(id)"))]) }
        #expect(try await fixture.count("fuse") == 9)

        #expect(try await fixture.age().directory == 0)
        fixture.clock.advance(by: .seconds(3600))

        #expect(try await fixture.age().directory == 9)
    }

    @Test func lateFactsAreToldThatTheirSubjectIsPast() async throws {
        let fixture = try StoreFixture.aging()
        try await fixture.accept(1, [.settlingCall()])
        try await fixture.passWindow()
        try await fixture.settleNext(.delivered)
        try await fixture.acceptNewest()

        fixture.pass(days: 31)
        try await fixture.age()
        try await fixture.accept(2, [.transcript])
        #expect(try await fixture.event(2).reason?.contains("whose contents have aged out") == true)
        fixture.pass(days: 401)
        try await fixture.age()
        try await fixture.accept(3, [.recording])

        #expect(try await fixture.event(3).reason?.contains("which has aged out") == true)
        #expect(try await fixture.states() == [.resolving])
        #expect(try await fixture.count("settling") == 1)
        fixture.pass(days: 800)
        try await fixture.age()
        #expect(try await fixture.count("settling") == 0)
    }

    @Test func anOpenWindowNeverAges() async throws {
        let fixture = try StoreFixture.aging()
        try await fixture.accept(1, [.settlingCall()])
        try await fixture.acceptNewest()
        for _ in 0..<5 {
            fixture.pass(days: 400)
            try await fixture.age()
        }

        #expect(try await fixture.states() == [.settling, .resolving])
        #expect(try await fixture.closeWindows() == 1)
        #expect(try await fixture.states() == [.resolving, .queued])
    }

    private func body(_ seed: UInt64) -> [UInt8] {
        var random = SeededRandom(seed: seed)
        return (0..<20_000).map { _ in UInt8.random(in: 0...255, using: &random) }
    }

    @Test(arguments: [0, 1_000_000])
    func freeSpaceIsGivenBackOrUsedAgain(spare: Int) async throws {
        let fixture = try StoreFixture.aging {
            $0.agingPace.sparePages = spare
            $0.agingPace.pagesAtOnce = 64
        }
        for id in Int64(1)...200 { try await fixture.accept(id, as: .accepted, body: body(UInt64(id))) }
        let full = try await fixture.store.pool.read { try FileSpace($0) }
        #expect(full.canShrink && full.pages > 1000 && full.freePages < 100)
        fixture.pass(days: 31)

        let report = try await fixture.age()

        let after = try await fixture.store.pool.read { try FileSpace($0) }
        if spare == 0 {
            #expect(report.pages > 900 && abs(full.pages - report.pages - after.pages) <= 8, "\(report)")
            #expect(after.freePages <= max(64, after.pages / 20))
        } else {
            #expect(report.pages == 0 && after.pages <= full.pages + 8 && after.freePages > 900)
            for id in Int64(201)...380 { try await fixture.accept(id, as: .accepted, body: body(UInt64(id))) }
            let again = try await fixture.store.pool.read { try FileSpace($0) }
            #expect(again.pages <= full.pages + 8)
            #expect(try await fixture.store.statistics(at: fixture.now).freeDatabaseBytes == again.freePages * 4096)
        }
    }

    @Test func theServiceAgesByItself() async throws {
        let fixture = try StoreFixture.aging()
        try await fixture.deliver(1, .known("a"))
        try await fixture.store.close()
        let clock = ManualWallClock(fixture.now.advanced(by: .seconds(31 * 86_400)))
        var configuration = StoreConfiguration()
        configuration.agingPace.first = .milliseconds(1)
        configuration.agingPace.interval = .milliseconds(1)
        configuration.agingPace.pause = .zero
        let store = try SQLiteStore.open(
            path: fixture.path,
            destinations: [fixture.destination],
            clock: clock,
            configuration: configuration
        )

        let running = Task { try await store.run() }
        let hasAged = try await eventually { try await store.event(EventID(rawValue: 1)).agedAt != nil }
        running.cancel()
        try await running.value

        #expect(hasAged)
    }

    @Test(arguments: [
        (wall: 0, elapsed: 0, moment: 0), (wall: 7200, elapsed: 7200, moment: 7200),
        (wall: 3600, elapsed: 0, moment: 3600), (wall: 31_536_000, elapsed: 60, moment: 3660),
        (wall: -86_400, elapsed: 60, moment: -86_400),
    ])
    func aClockThatJumpsAheadIsNotBelieved(wall: Int64, elapsed: Int64, moment: Int64) {
        let start = Timestamp(seconds: 1_772_442_900)
        let clock = AgingClock(start: start) { .seconds(elapsed) }

        let now = clock.believed(start.advanced(by: .seconds(wall)))

        #expect(now == start.advanced(by: .seconds(moment)))
    }
}
