import BridgeCore
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Storage

/// What ages when, counted from a final state; what waits for a person stays.
struct RetentionTests {
    private let main = DestinationName("main")

    @Test func whatIsDeliveredLosesItsContentsThenItsRowsThenItsKeys() async throws {
        let fixture = try StoreFixture.aging()
        try await fixture.deliver(1, .known("a", text: "a secret wish"))
        let entry = try #require(try await fixture.entries().first?.id)
        try await fixture.acceptNewest()

        fixture.pass(days: 29)
        #expect(try await fixture.age().contents == 0)
        fixture.pass(days: 2)
        #expect(try await fixture.age().contents == 2)
        let aged = try await fixture.store.entry(entry)
        #expect(aged.agedAt == fixture.now && aged.draft.data.isEmpty && aged.attempts.count == 1)
        #expect(aged.record.contact == StoreFixture.contact)
        #expect(try await fixture.accept(1, [.known("a")]) == .duplicate(of: EventID(rawValue: 1)))
        try await fixture.accept(2, [.known("a", text: "a secret wish")])
        #expect(try await fixture.states() == [.delivered, .resolving, .duplicate])

        fixture.pass(days: 368)
        #expect(try await fixture.age().rows == 0)
        fixture.pass(days: 1)
        #expect(try await fixture.age().rows == 2)
        #expect(try await fixture.count("attempt") == 0)
        #expect(try await fixture.accept(1, [.known("a")]) == .duplicate(of: EventID(rawValue: 1)))
        try await fixture.accept(3, [.known("a")])
        #expect(try await fixture.states().filter { $0 == .duplicate }.count == 2)

        fixture.pass(days: 803)
        #expect(try await fixture.age().keys == 2)
        #expect(try await fixture.accept(1, [.known("a")]) == .accepted(EventID(rawValue: 1)))
        #expect(try await fixture.states().contains(.queued))
    }

    @Test(arguments: EntryState.allCases)
    func onlyFinalStatesAge(state: EntryState) async throws {
        let fixture = try StoreFixture.aging()
        try await fixture.accept(1, [.known("a")])
        try await fixture.change("UPDATE entry SET state = '\(state.rawValue)'")
        let id = try #require(try await fixture.entries().first?.id)
        try await fixture.acceptNewest()

        for _ in 0..<30 {
            fixture.pass(days: 31)
            try await fixture.age()
        }

        let isKept = try await fixture.count("entry", "id = \(id.rawValue) AND aged_at IS NULL") == 1
        let hasBody = try await fixture.count("event", "id = 1 AND length(body) > 0 AND aged_at IS NULL") == 1
        #expect(isKept == !state.isFinal)
        #expect(hasBody == !state.isFinal)
        #expect(try await fixture.count("entry_event", "event_id = 1") == (state.isFinal ? 0 : 1))
    }

    @Test(arguments: EventState.allCases)
    func anEventThatMadeNothingAgesUnlessItWaitsToBeTranslated(state: EventState) async throws {
        let fixture = try StoreFixture.aging()
        let large = (0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try await fixture.accept(1, as: state, body: large)
        try await fixture.acceptNewest()
        let stays = state == .untranslated

        fixture.pass(days: 31)
        try await fixture.age()
        let event = try await fixture.store.event(EventID(rawValue: 1))
        #expect(event.body == (stays ? large : []) && event.headers.isEmpty == !stays)
        #expect(event.target == (stays ? "/hooks/sms?from=ana" : "/hooks/sms"))
        #expect(event.agedAt == (stays ? nil : fixture.now))
        #expect(try await fixture.count("event_body") == (stays ? 1 : 0))

        fixture.pass(days: 370)
        #expect(try await fixture.age().rows == (stays ? 0 : 1))
        // The newest is accepted too.
        let left = state == .ignored ? 0 : 1
        #expect(try await fixture.store.statistics(at: fixture.now).events[state] == left)
    }

    @Test func aBodyStaysAsLongAsAnyOfItsEntriesWaits() async throws {
        let fixture = try StoreFixture.aging()
        try await fixture.accept(1, [.known("a"), .sample("b", phone: "+12015550101")])
        try await fixture.settleNext(.delivered)
        let entries = try await fixture.entries()

        fixture.pass(days: 500)
        try await fixture.age()
        #expect(try await fixture.store.event(EventID(rawValue: 1)).body == Array("{}".utf8))
        #expect(try await fixture.entries().map(\.id) == [entries[1].id])

        try await fixture.store.discard(entries[1].id, reason: "spam", by: "kim", at: fixture.now)
        fixture.pass(days: 29)
        try await fixture.age()
        #expect(try await fixture.store.event(EventID(rawValue: 1)).agedAt == nil)
        fixture.pass(days: 1)
        try await fixture.age()
        #expect(try await fixture.store.event(EventID(rawValue: 1)).agedAt == fixture.now)
        #expect(try await fixture.store.entry(entries[1].id).agedAt == fixture.now)
    }

    @Test func everyTermCountsFromTheFinalStateAlsoThatOfTheKeys() async throws {
        let fixture = try StoreFixture.aging()
        try await fixture.accept(1, [.sample("a", phone: "+12015550101")])
        try await fixture.acceptNewest()
        let entry = try await fixture.entries()[0].id
        for _ in 0..<20 {
            fixture.pass(days: 50)
            try await fixture.age()
        }
        try await fixture.store.discard(entry, reason: "spam", by: "kim", at: fixture.now)

        for _ in 0..<23 {
            fixture.pass(days: 50)
            try await fixture.age()
        }
        #expect(try await fixture.count("entry", "id = \(entry.rawValue)") == 0)
        #expect(try await fixture.accept(1, []) == .duplicate(of: EventID(rawValue: 1)))
        try await fixture.accept(2, [.sample("a", phone: "+12015550101")])
        #expect(try await fixture.states().last == .duplicate)

        fixture.pass(days: 52)
        #expect(try await fixture.age().keys == 2)
        #expect(try await fixture.count("kept_key") == 0)
    }

    @Test func theNewestRowsStayForTheStartOfTheService() async throws {
        let fixture = try StoreFixture.aging()
        try await fixture.deliver(1, .known("a"))
        try await fixture.deliver(2, .known("b"))
        for _ in 0..<3 {
            fixture.pass(days: 500)
            try await fixture.age()
        }
        #expect(try await (fixture.count("event"), fixture.count("entry")) == (1, 1))
        try await fixture.store.close()

        let again = try StoreFixture.aging(in: fixture.directory)

        #expect(again.store.highestEventID == EventID(rawValue: 2))
    }

    @Test(arguments: [true, false])
    func whatAgedCannotBeRetriedOrReleasedAndTheErrorSaysWhy(isGone: Bool) async throws {
        let fixture = try StoreFixture.aging()
        try await fixture.deliver(1, .known("a"))
        let id = try await fixture.entries()[0].id
        try await fixture.acceptNewest()
        fixture.pass(days: isGone ? 401 : 31)
        try await fixture.age()
        let store = fixture.store

        let errors = [
            await #expect(throws: StoreError.self) { try await store.retry(id, by: "kim", at: fixture.now) },
            await #expect(throws: StoreError.self) { try await store.release(id, by: "kim", at: fixture.now) },
        ]

        for error in errors {
            #expect(error?.code == (isGone ? .notFound : .conflict))
            let detail = try #require(error?.detail)
            #expect(detail.contains(isGone ? "has aged out" : "its contents aged out at 2026-"), "\(detail)")
        }
    }

    @Test func aMailUnderTheKeyOfOneWhoseContentsAgedIsADuplicate() async throws {
        let fixture = try StoreFixture.aging()
        try await fixture.importMailbox()
        let contact = KnownContact(id: StoreFixture.contact, name: nil)
        _ = try await fixture.store.importDirectory([.contact(contact, .email("ana"))], into: main, at: fixture.now)
        try await fixture.deliver(1, .sample("m", text: "Hello", recipients: ["ana@example.com"]))
        fixture.pass(days: 31)
        try await fixture.age()

        try await fixture.accept(2, [.sample("m", text: "Hello again", recipients: ["ana@example.com"])])

        #expect(try await fixture.states() == [.delivered, .duplicate])
    }

    @Test func aPersonIsForgottenInWhatIsLeft() async throws {
        let fixture = try StoreFixture.aging()
        try await fixture.deliver(1, .known("a"))
        fixture.pass(days: 401)
        try await fixture.age()
        try await fixture.deliver(2, .known("b"))
        fixture.pass(days: 31)
        try await fixture.age()
        #expect(try await fixture.count("entry_key", "party = '\(StoreFixture.contact)'") == 2)

        let report = try await fixture.store.forget(
            .contact(StoreFixture.contact),
            of: main,
            isDryRun: false,
            at: fixture.now
        )

        #expect((report.entries, report.events) == (2, 0))
        #expect(try await fixture.count("entry", "contact_id IS NOT NULL") == 0)
        #expect(try await fixture.count("entry_key", "party LIKE 'forgotten:%'") == 2)
    }

    @Test func everyTableHasItsDecision() async throws {
        let fixture = try StoreFixture()
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(
            contentsOf: root.appending(path: "Sources/Storage/Retention/Retention.swift"),
            encoding: .utf8
        )
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("/// | `") }
        let decided = Set(
            rows.flatMap { row in
                row.split(separator: "|")[1].matches(of: /`([a-z_]+)`/).map { String($0.output.1) }
            }
        )

        let tables = try await fixture.store.pool.read { db in
            try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'")
        }

        let others = ["grdb_migrations", "sqlite_sequence"]
        let undecided = tables.filter { !others.contains($0) && !decided.contains($0) }
        #expect(decided.count > 20)
        #expect(undecided == [], "say in Retention.swift what of them ages, and when")
    }
}
