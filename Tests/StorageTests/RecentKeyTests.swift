import BridgeCore
import GRDB
import TestSupport
import Testing

@testable import Storage

/// Keys are written in the order of their coming first and filed in their own order later: each is found all the while.
struct RecentKeyTests {
    private static let limit = 8
    private static let configuration = StoreConfiguration(recentKeys: limit)

    private func count(_ table: String, _ fixture: StoreFixture) async throws -> Int {
        try await fixture.store.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") ?? 0 }
    }

    /// A pass of filing takes some five hundred commits; the store is closed at different moments of it.
    @Test(arguments: [3, Self.limit, 60, 400, Self.limit + KeyShelves.shelfCount, 700])
    func everyKeyIsFoundAfterEachStepOfFilingAndAfterARestart(events: Int) async throws {
        let directory = try TemporaryDirectory()
        var fixture = try StoreFixture(configuration: Self.configuration, in: directory)

        for id in 1...events { try await fixture.accept(Int64(id), [.known("key \(id)")]) }
        try await fixture.store.close()
        fixture = try StoreFixture(configuration: Self.configuration, in: directory)
        var again = 0
        for id in 1...events {
            let receipt = try await fixture.accept(Int64(id), [.known("key \(id)")])
            if receipt == .duplicate(of: EventID(rawValue: Int64(id))) { again += 1 }
        }
        try await fixture.accept(9001, (1...events).map { .known("key \($0)", text: "Another text") })

        #expect(again == events)
        let states = try await fixture.store.statistics(at: fixture.now).entries[fixture.destination.name]
        #expect(states?[.queued] == events)
        #expect(states?[.duplicate] == events)
    }

    @Test func keysAreFiledInTheirTablesAndLeaveTheOthers() async throws {
        let fixture = try StoreFixture(configuration: Self.configuration)
        let events = Self.limit + KeyShelves.shelfCount + 10

        for id in 1...events { try await fixture.accept(Int64(id), [.known("key \(id)")]) }

        // The pass began with the commit that reached the limit, and has deleted what there was then.
        for (table, recent) in [("event_key", "recent_event_key"), ("entry_key", "recent_entry_key")] {
            #expect(try await count(recent, fixture) == events - Self.limit)
            #expect(try await count(table, fixture) >= Self.limit)
        }
    }

    @Test func whatComesSeldomIsFiledAfterADay() async throws {
        let fixture = try StoreFixture()
        let day: Int64 = 86_400_000_000 << 10

        try await fixture.accept(1, [.known("key 1")])
        for id in 1...Int64(KeyShelves.shelfCount + 3) { try await fixture.accept(day + 1 + id, []) }

        #expect(try await count("entry_key", fixture) == 1)
        #expect(try await count("recent_entry_key", fixture) == 0)
    }

    /// What is in memory of a filed row is dropped by its number after the commit, when a new row may stand there already.
    @Test func aRowOfTheRecentTableHasANumberOfItsOwn() async throws {
        let fixture = try StoreFixture()
        let event = EventID(rawValue: 2 * 86_400_000_000 << 10)

        try await fixture.accept(1, [.known("a")])
        var isDone = false
        while !isDone {
            isDone = try await fixture.store.writer.commit { transaction in try transaction.fileRecentKeys(at: event) }
        }
        #expect(try await count("recent_entry_key", fixture) == 0)
        try await fixture.accept(2, [.known("b")])

        let row = try await fixture.store.read { db in try Int.fetchOne(db, sql: "SELECT id FROM recent_entry_key") }
        #expect(row == 2)
    }

    @Test func aStepThatFailedLeavesTheNextRequestsAlone() async throws {
        let fixture = try StoreFixture()
        let event = EventID(rawValue: 2 * 86_400_000_000 << 10)
        try await fixture.accept(1, [.known("a")])
        let keys = fixture.store.context.recentKeys
        #expect(keys.step(at: event) == .begin)

        keys.rest()

        #expect((0..<1000).allSatisfy { _ in keys.step(at: event) == nil })
        #expect(keys.step(at: event) == .begin)
    }

    @Test func aKeyThatWasRolledBackIsFree() async throws {
        let fixture = try StoreFixture()
        let submission = Submission.sample(1, [.known("key")], at: fixture.now)

        await #expect(throws: StoreError.self) {
            try await fixture.store.writer.commit { transaction in
                _ = try transaction.append(EncodedSubmission(submission))
                throw StoreError(.failing, "after the keys were taken")
            }
        }
        let other = try await fixture.accept(2, [.known("key")])
        let first = try await fixture.store.append(submission)

        #expect(other == .accepted(EventID(rawValue: 2)))
        #expect(first == .accepted(EventID(rawValue: 1)))
        #expect(try await fixture.states() == [.queued])
    }

    @Test func oneDigestMayHaveAKeyForEachOfSeveralContacts() async throws {
        let fixture = try StoreFixture()
        let drafts = ["ana", "bob"].map { EntryDraft.sample("mail", contact: ContactID($0)) }

        try await fixture.accept(1, drafts)
        try await fixture.accept(2, drafts)

        #expect(try await fixture.states() == [.queued, .queued])
        #expect(try await count("recent_entry_key", fixture) == 2)
    }

    @Test func aPersonIsErasedFromKeysThatAreNotYetFiled() async throws {
        let fixture = try StoreFixture()
        let ana = ContactID("ana-ruiz-id")

        try await fixture.accept(1, [.sample("a", contact: ana)])
        let main = fixture.destination.name
        _ = try await fixture.store.forget(.contact(ana), of: main, isDryRun: false, at: fixture.now)

        let kept = try await fixture.store.read { db in
            try Int.fetchOne(
                db,
                sql: """
                    SELECT (SELECT count(*) FROM recent_entry_key) + (SELECT count(*) FROM entry_key WHERE party = ?)
                    """,
                arguments: [ana.rawValue]
            )
        }
        #expect(kept == 0)
        #expect(try await count("entry_key", fixture) == 1)
    }
}
