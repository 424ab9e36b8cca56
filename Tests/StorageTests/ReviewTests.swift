import BridgeCore
import GRDB
import TestSupport
import Testing

@testable import Storage

/// The first entries of a changed adapter are held for somebody to look at.
struct ReviewTests {
    private func accept(
        _ fixture: StoreFixture,
        _ id: Int64,
        _ drafts: [EntryDraft],
        version: String,
        review: Int = 2,
        isDry: Bool = false
    ) async throws {
        let sample = Submission.sample(id, drafts, at: fixture.now)
        let submission = Submission(event: sample.event, drafts: drafts, region: "US", isDry: isDry, review: review)
        _ = try await fixture.store.append(submission.of(version: version))
    }

    @Test func theFirstEntriesOfAChangedAdapterAreHeldAndNoMore() async throws {
        let fixture = try StoreFixture()
        try await accept(fixture, 1, [.known("a")], version: "one")
        for number in 2...5 { try await accept(fixture, Int64(number), [.known("k\(number)")], version: "two") }

        let entries = try await fixture.entries()
        #expect(entries.map(\.state) == [.queued, .held, .held, .queued, .queued])
        #expect(entries[1].reason == "review of adapter sample two")
        #expect(try await fixture.claim().count == 1, "what is held blocks nobody")
    }

    @Test func aNewHookAndAnUnchangedAdapterAreNotHeld() async throws {
        let fixture = try StoreFixture()
        try await accept(fixture, 1, [.known("a")], version: "one", review: 0)
        try await accept(fixture, 2, [.known("b")], version: "one")
        try await accept(fixture, 3, [.known("c")], version: "two", review: 0)
        // The review was asked for after the change had been seen.
        try await accept(fixture, 4, [.known("d")], version: "two")

        #expect(try await fixture.states() == [.queued, .queued, .queued, .queued])
    }

    @Test func theCountSurvivesARestartAndBeginsAnewWithTheNextVersion() async throws {
        let directory = try TemporaryDirectory()
        let first = try StoreFixture(in: directory)
        try await accept(first, 1, [.known("a")], version: "one")
        try await accept(first, 2, [.known("b")], version: "two")
        try await first.store.close()

        let second = try StoreFixture(in: directory)
        for number in 3...4 { try await accept(second, Int64(number), [.known("k\(number)")], version: "two") }
        for number in 5...7 { try await accept(second, Int64(number), [.known("k\(number)")], version: "three") }

        #expect(
            try await second.states() == [.queued, .held, .held, .queued, .held, .held, .queued]
        )
    }

    @Test func aStoreOfTheFirstReleaseIsMigratedAndTakesReviews() async throws {
        let directory = try TemporaryDirectory()
        let first = try StoreFixture(in: directory)
        try await accept(first, 1, [.known("a")], version: "one", review: 0)
        try await first.store.close()
        try await DatabaseQueue(path: first.path).write { db in
            try db.execute(sql: "DROP TABLE review")
            try db.execute(sql: "DELETE FROM grdb_migrations WHERE identifier = '5 review of changed adapters'")
        }

        let second = try StoreFixture(in: directory)
        try await accept(second, 2, [.known("b")], version: "two")

        #expect(try await second.states() == [.queued, .held])
    }

    @Test func whatIsNoNewEntryDoesNotCount() async throws {
        let fixture = try StoreFixture()
        try await accept(fixture, 1, [.known("a")], version: "one")
        try await accept(fixture, 2, [.known("b")], version: "two", isDry: true)
        try await accept(fixture, 3, [.known("a", text: "other")], version: "two")
        try await accept(fixture, 4, [], version: "two")
        for number in 5...7 { try await accept(fixture, Int64(number), [.known("k\(number)")], version: "two") }

        #expect(try await fixture.states() == [.queued, .rehearsed, .duplicate, .held, .held, .queued])
    }

    @Test func whatIsReleasedGoesToItsContact() async throws {
        let fixture = try StoreFixture()
        try await accept(fixture, 1, [.known("a")], version: "one")
        try await accept(fixture, 2, [.known("b")], version: "two")
        try await fixture.settleNext(.delivered)
        let held = try #require(try await fixture.entries().last)

        try await fixture.store.release(held.id, by: "kim", at: fixture.now)

        #expect(try await fixture.claim().map(\.entry) == [held.id])
        let again = await #expect(throws: StoreError.self) {
            try await fixture.store.release(held.id, by: "kim", at: fixture.now)
        }
        #expect(again?.code == .conflict)
    }

    @Test func whatIsReleasedWithoutAContactIsLookedUp() async throws {
        let fixture = try StoreFixture()
        try await accept(fixture, 1, [.known("a")], version: "one")
        try await accept(fixture, 2, [.sample("b", phone: "+12015550101")], version: "two")
        let held = try #require(try await fixture.entries().last)
        #expect(held.state == .held)
        #expect(try await fixture.store.dueLookups(of: DestinationName("main"), limit: 9, at: fixture.now) == [])

        try await fixture.store.release(held.id, by: "kim", at: fixture.now)

        #expect(try await fixture.states().last == .resolving)
        #expect(
            try await fixture.store.dueLookups(of: DestinationName("main"), limit: 9, at: fixture.now) == [.phone(101)]
        )
    }

    @Test(arguments: [true, false], [true, false])
    func retryAndReleaseAreOneWayOutForWhatIsHeldWithoutAContact(retries: Bool, looksUp: Bool) async throws {
        let fixture = try StoreFixture(.trial(looksUpContacts: looksUp))
        try await accept(fixture, 1, [.known("a")], version: "one")
        let drafts: [EntryDraft] = [.sample("b", phone: "+12015550101"), .sample("c")]
        try await accept(fixture, 2, drafts, version: "two")
        // Zyntro was asked a moment ago for somebody else and knew nobody.
        try await accept(fixture, 3, [.sample("d", phone: "+12015550101")], version: "two", review: 0)
        if looksUp { try await fixture.store.record(.notFound, for: .phone(101), of: .init("main"), at: fixture.now) }

        for entry in try await fixture.entries()[1...2] {
            if retries {
                try await fixture.store.retry(entry.id, by: "kim", at: fixture.now)
            } else {
                try await fixture.store.release(entry.id, by: "kim", at: fixture.now)
            }
        }

        let entries = try await fixture.entries()
        #expect(entries[1...2].map(\.state) == [looksUp ? .resolving : .unmatched, .unmatched])
        #expect(entries[2].reason == "it names no address of a contact; assign one")
        let due = try await fixture.store.dueLookups(of: DestinationName("main"), limit: 9, at: fixture.now)
        #expect(due == (looksUp ? [.phone(101)] : []))
    }

    @Test func anImportMeanwhileDoesNotLetItGoButIsUsedWhenItIsReleased() async throws {
        let fixture = try StoreFixture()
        try await accept(fixture, 1, [.known("a")], version: "one")
        try await accept(fixture, 2, [.sample("b", phone: "+12015550101")], version: "two")
        let contact = KnownContact(id: StoreFixture.contact, name: "Ana Ruiz")
        _ = try await fixture.store.importDirectory(
            [.contact(contact, .phone(101))],
            into: DestinationName("main"),
            at: fixture.now
        )
        let held = try #require(try await fixture.entries().last)
        #expect(held.state == .held)

        try await fixture.store.release(held.id, by: "kim", at: fixture.now)

        #expect(try await fixture.states().last == .queued)
    }
}

extension Submission {
    /// The same by another version of its adapter.
    func of(version: String) -> Submission {
        let changed = Event(
            id: event.id,
            hook: event.hook,
            destination: event.destination,
            adapter: event.adapter,
            adapterVersion: version,
            receivedAt: event.receivedAt,
            method: event.method,
            target: event.target,
            headers: event.headers,
            body: event.body,
            bodyDigest: event.bodyDigest,
            fingerprint: event.fingerprint,
            state: event.state
        )
        return Submission(event: changed, drafts: drafts, region: region, isDry: isDry, review: review)
    }
}
