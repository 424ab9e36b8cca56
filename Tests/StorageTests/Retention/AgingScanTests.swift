import BridgeCore
import GRDB
import TestSupport
import Testing

@testable import Storage

/// How a run goes through the store: in small commits, to be stopped at any moment, never over the same rows again.
struct AgingScanTests {
    private let main = DestinationName("main")
    private let ana = KnownContact(id: ContactID("ana"), name: "Ana Ruiz")
    private let bob = KnownContact(id: ContactID("bob"), name: "Bob Ray")

    @Test func aRunThatIsKilledBetweenTwoCommitsIsGoneOnWith() async throws {
        let fixture = try StoreFixture.aging { $0.agingPace.rowsAtOnce = 6 }
        for id in Int64(1)...20 { try await fixture.deliver(id, .known("k\(id)")) }
        fixture.pass(days: 401)
        let (now, terms) = (fixture.now, RetentionTerms())
        var steps: [Int] = []
        for scan in [AgingScan.entryContents, .eventContents, .entryRows] {
            let step = try await fixture.store.writer.commit { try $0.age(scan, terms, atOnce: 6, at: now) }
            steps.append(step.aged)
        }
        #expect(steps.allSatisfy { (1...6).contains($0) })
        try await fixture.store.close()

        let again = try StoreFixture.aging(in: fixture.directory) { $0.agingPace.rowsAtOnce = 6 }
        let report = try await again.store.age(at: now)

        // The newest event and entry lose their contents and keep their rows.
        #expect(report.isComplete && report.rows + steps[2] == 38)
        #expect(try await (again.count("event"), again.count("entry")) == (1, 1))
        #expect(try await (again.count("event", "aged_at IS NULL"), again.count("entry", "aged_at IS NULL")) == (0, 0))
        #expect(try await again.store.statistics(at: now).entries[main] == [.delivered: 1])
    }

    @Test func aRunThatIsCancelledStopsAndSaysSo() async throws {
        let fixture = try StoreFixture.aging()
        try await fixture.deliver(1, .known("a"))
        fixture.pass(days: 31)
        let (store, now) = (fixture.store, fixture.now)

        let report = try await Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await store.age(at: now)
        }.value

        #expect(!report.isComplete && report.contents == 0)
        #expect(try await fixture.age().contents == 2)
    }

    @Test func whatWaitsIsPutDownOnceAndNotLookedAtAgainBeforeATerm() async throws {
        let fixture = try StoreFixture.aging()
        for id in Int64(1)...50 { try await fixture.accept(id, [.sample("k\(id)", phone: "+12015550101")]) }
        fixture.pass(days: 500)
        #expect(try await fixture.age().contents == 0)
        // Of each entry and each event its contents and its row.
        #expect(try await fixture.count("aging_later") == 200)

        for _ in 0..<3 {
            fixture.clock.advance(by: .seconds(3600))
            let report = try await fixture.age()
            #expect(report.largestCommit <= 1, "only the place of a sweep is written")
        }

        #expect(try await fixture.count("aging_later") == 200)
        fixture.pass(days: 30)
        #expect(try await fixture.age().largestCommit > 50)
        #expect(try await fixture.count("aging_later") == 200)
    }

    @Test func anEntryThatStandsAmongOlderOnesAgesToo() async throws {
        let fixture = try StoreFixture.aging(.trial(severalContacts: .all))
        try await fixture.accept(1, [.sample("a", phone: "+12015550101")])
        try await fixture.acceptNewest()
        fixture.pass(days: 60)
        try await fixture.age()
        let rows: [DirectoryRow] = [.contact(ana, .phone(101)), .contact(bob, .phone(101))]
        _ = try await fixture.store.importDirectory(rows, into: main, at: fixture.now)
        let claims = try await fixture.claim()
        #expect(claims.count == 2)
        _ = try await fixture.claim(claims.map { $0.settled(.delivered, at: fixture.now) })

        fixture.pass(days: 20)
        try await fixture.age()
        #expect(try await fixture.count("entry", "aged_at IS NOT NULL") == 0)
        fixture.pass(days: 11)
        try await fixture.age()

        #expect(try await fixture.count("entry", "state = 'delivered' AND aged_at IS NOT NULL") == 2)
    }

    @Test func aShorterTermCountsAtOnceAlsoForWhatWasPutDown() async throws {
        let fixture = try StoreFixture.aging { $0.retention.bodies = .seconds(300 * 86_400) }
        try await fixture.accept(1, [.sample("a", phone: "+12015550101")])
        fixture.pass(days: 301)
        try await fixture.age()
        let id = try await fixture.entries()[0].id
        try await fixture.store.discard(id, reason: "spam", by: "kim", at: fixture.now)
        try await fixture.store.close()

        let shorter = try StoreFixture.aging(in: fixture.directory)
        try await shorter.store.age(at: fixture.now.advanced(by: .seconds(31 * 86_400)))

        #expect(try await shorter.store.entry(id).agedAt != nil)
    }

    @Test func aClockThatWasSetBackAgesNothingEarlyAndStopsNothing() async throws {
        let fixture = try StoreFixture.aging()
        let start = fixture.now
        fixture.pass(days: 3650)
        try await fixture.deliver(1, .known("a"))
        fixture.pass(days: -3650)
        try await fixture.deliver(2, .known("b"))

        fixture.pass(days: 40)
        try await fixture.age()
        #expect(try await fixture.count("event", "aged_at IS NULL") == 1, "the second ages in its time")
        #expect(try await fixture.store.event(EventID(rawValue: 1)).agedAt == nil)

        for _ in 0..<13 {
            fixture.pass(days: 300)
            try await fixture.age()
        }
        #expect(fixture.now > start.advanced(by: .seconds(3700 * 86_400)))
        #expect(try await fixture.count("event", "id = 1 AND aged_at IS NULL") == 0)
    }

    @Test func aHundredThousandOldRowsAgeInSmallCommitsWhileRequestsAreAccepted() async throws {
        let fixture = try StoreFixture.aging()
        let old = fixture.now.milliseconds
        try await fixture.change(
            """
            INSERT INTO event (id, hook, destination, adapter, adapter_version, received_at, method, target, headers, state,
                body_digest, body)
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
            SELECT i, 'sms', 'main', 'sample', '0123456789ab', \(old), 'POST', '/hooks/sms', '[]', 'accepted', zeroblob(32),
                randomblob(200) FROM n;
            INSERT INTO state_count (subject, destination, state, total) VALUES ('event', 'main', 'accepted', 100000);
            """
        )
        fixture.pass(days: 60)
        let (store, now) = (fixture.store, fixture.now)
        let isLastWaiting = "id = 100000 AND aged_at IS NULL"

        let aging = Task { try await store.age(at: now) }
        var accepted = 0
        var acceptedMeanwhile = 0
        while try await fixture.count("event", isLastWaiting) > 0 {
            accepted += 1
            let id = Int64(1 << 60) + Int64(accepted)
            #expect(try await fixture.accept(id, [.known("k\(accepted)")]) == .accepted(EventID(rawValue: id)))
            if try await fixture.count("event", isLastWaiting) > 0 { acceptedMeanwhile = accepted }
        }
        let report = try await aging.value

        #expect(report.isComplete && report.contents == 100_000)
        #expect(report.largestCommit <= 512, "\(report)")
        #expect(acceptedMeanwhile > 0)
        #expect(try await store.statistics(at: now).events[.accepted] == 100_000 + accepted)
    }

    @Test func attemptsOfALongOutageGoInParts() async throws {
        let fixture = try StoreFixture.aging()
        try await fixture.deliver(1, .known("a"))
        let id = try await fixture.entries()[0].id.rawValue
        try await fixture.change(
            """
            INSERT INTO attempt (entry_id, number, started_at, outcome)
            WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
            SELECT \(id), i, 0, 'not_sent' FROM n
            """
        )
        try await fixture.acceptNewest()
        fixture.pass(days: 500)

        let report = try await fixture.age()

        #expect(report.rows == 2 && report.largestCommit <= 512)
        #expect(try await fixture.count("attempt") == 0)
    }
}
