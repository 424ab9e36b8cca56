import BridgeCore
import GRDB
import JSON
import TestSupport
import Testing

@testable import Storage

/// One call in several events: one entry, complete, when its window closes.
struct SettlingTests {
    @Test func anEntryWaitsForItsFactsAndSaysUntilWhen() async throws {
        let fixture = try StoreFixture()

        try await fixture.accept(1, [.settlingCall()])

        let entry = try #require(try await fixture.entries().first)
        #expect(entry.state == .settling)
        let due = fixture.now.advanced(by: .seconds(600))
        #expect(entry.nextAttemptAt == due)
        #expect(entry.reason == "waits for more facts until \(due.rfc3339(in: .utc))")
        #expect(try await fixture.event(1).state == .accepted)
        #expect(try await fixture.claim().isEmpty)
        #expect(try await fixture.store.statistics(at: fixture.now).entries[fixture.destination.name] == [.settling: 1])
    }

    @Test func laterEventsMergeAndTheLastFactEndsTheWindow() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.settlingCall()])
        try await fixture.accept(2, [.recording])
        #expect(try await fixture.states() == [.settling])

        try await fixture.accept(3, [.transcript])

        let claims = try await fixture.claim()
        #expect(claims.count == 1)
        #expect(claims.first?.draft.data["recording_url"] == "https://example.com/r")
        #expect(claims.first?.draft.data["transcript"] == "Hello")
        #expect(claims.first?.draft.data["outcome"] == "answered")
        #expect(claims.first?.draft.key == "CA1")
        let entries = try await fixture.entries()
        #expect(entries.map(\.state) == [.sending])
        #expect(try await fixture.store.entry(entries[0].id).events.map(\.rawValue) == [1, 2, 3])
    }

    @Test(arguments: [[1, 2, 0], [2, 0, 1], [2, 1, 0], [0, 2, 1]])
    func factsInAnyOrderMakeOneEntry(order: [Int]) async throws {
        let fixture = try StoreFixture()
        let drafts: [EntryDraft] = [.settlingCall(until: ["recording_url", "transcript"]), .recording, .transcript]

        for (id, index) in order.enumerated() { try await fixture.accept(Int64(id + 1), [drafts[index]]) }

        let claims = try await fixture.claim()
        #expect(claims.map(\.draft.key) == ["CA1"])
        #expect(claims.map(\.contact) == [StoreFixture.contact])
        #expect(claims.first?.draft.data["transcript"] == "Hello")
        #expect(try await fixture.states() == [.sending])
    }

    @Test func aWindowEndsByTimeWithWhatThereIs() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.settlingCall()])
        try await fixture.accept(2, [.recording])

        fixture.clock.advance(by: .seconds(599))
        #expect(try await fixture.closeWindows() == 0)
        fixture.clock.advance(by: .seconds(1))
        #expect(try await fixture.closeWindows() == 1)

        let claims = try await fixture.claim()
        #expect(claims.map { $0.draft.data["recording_url"] } == ["https://example.com/r"])
        #expect(claims.first?.receivedAt == fixture.now)
        #expect(try await fixture.closeWindows() == 0)
        #expect(try await fixture.store.statistics(at: fixture.now).entries[fixture.destination.name] == [.sending: 1])
    }

    @Test func aCompleteFirstEventDoesNotWait() async throws {
        let fixture = try StoreFixture()

        try await fixture.accept(1, [.settlingCall(until: ["outcome"])])

        #expect(try await fixture.states() == [.queued])
    }

    @Test func itsPlaceInTheOrderIsTheMomentTheWindowClosed() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.settlingCall()])
        fixture.clock.advance(by: .seconds(60))
        try await fixture.accept(2, [.known("text")])
        try await fixture.passWindow()
        try await fixture.accept(3, [.known("later text")])

        var keys: [String] = []
        var settlements: [Settlement] = []
        for _ in 0..<3 {
            let claims = try await fixture.claim(settlements)
            keys += claims.map(\.draft.key)
            settlements = claims.map { $0.settled(.delivered, at: fixture.now, chID: 1) }
        }

        #expect(keys == ["text", "CA1", "later text"])
    }

    @Test func twoSubjectsDoNotMix() async throws {
        let fixture = try StoreFixture()

        try await fixture.accept(1, [.settlingCall("CA1")])
        try await fixture.accept(2, [.settlingCall("CA2")])
        try await fixture.accept(3, [.settlingPart(["transcript": "Two"], of: "CA2")])

        let entries = try await fixture.entries()
        #expect(entries.map(\.state) == [.settling, .settling])
        #expect(try await fixture.data(of: entries[0])["transcript"] == nil)
        #expect(try await fixture.data(of: entries[1])["transcript"] == "Two")
    }

    @Test func everyDraftOfOneEventAddsItsFacts() async throws {
        let fixture = try StoreFixture()
        let complete = EntryDraft.settlingCall(until: ["outcome"])

        try await fixture.accept(1, [complete, .settlingCall(until: ["outcome"], data: ["handled_by": "Sam Lee"])])

        let entries = try await fixture.entries()
        #expect(entries.map(\.state) == [.queued])
        #expect(try await fixture.data(of: entries[0])["handled_by"] == "Sam Lee")
    }

    @Test func theSameRequestAgainIsADuplicate() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.settlingCall()])

        let receipt = try await fixture.store.append(
            .sample(2, [.settlingCall()], at: fixture.now, fingerprint: "event 1")
        )

        #expect(receipt == .duplicate(of: EventID(rawValue: 1)))
        #expect(try await fixture.states() == [.settling])
    }

    @Test func theKeyIsTakenWithTheFirstEvent() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.settlingCall()])
        var other = EntryDraft.settlingCall(data: ["outcome": "missed"])
        other.settling = nil

        try await fixture.accept(2, [other])
        #expect(try await fixture.states() == [.settling, .duplicate])
        try await fixture.passWindow()

        #expect(try await fixture.states() == [.duplicate, .queued])
    }

    @Test func aKeyThatIsThereAlreadyIsADuplicateAtOnceWhoseFactsGoToTheOther() async throws {
        let fixture = try StoreFixture()
        var first = EntryDraft.settlingCall(data: ["outcome": "missed"])
        first.settling = nil
        try await fixture.accept(1, [first])

        try await fixture.accept(2, [.settlingCall()])
        try await fixture.accept(3, [.transcript])

        #expect(try await fixture.states() == [.queued, .duplicate])
        #expect(try await fixture.event(3).state == .accepted)
    }

    @Test func whatIsIgnoredAnywayIsIgnoredAtOnceWithAllThatCompletesIt() async throws {
        let fixture = try StoreFixture()
        let line = Line(kind: .ignore, address: .phone(120))
        _ = try await fixture.store.importDirectory([.line(line)], into: fixture.destination.name, at: fixture.now)

        try await fixture.accept(1, [.settlingCall(phone: "+12015550120")])
        try await fixture.accept(2, [.recording])
        try await fixture.passWindow()

        let events = [try await fixture.event(1), try await fixture.event(2)]
        #expect(events.map(\.state) == [.ignored, .ignored])
        #expect(events[0].reason == events[1].reason && events[0].reason?.contains("ignore-list") == true)
        #expect(try await fixture.states() == [])
    }

    @Test func theDirectoryAtTheEndDecidesWhoItIsAbout() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.settlingCall(phone: "+12015550121")])
        let row = DirectoryRow.contact(KnownContact(id: ContactID("ana"), name: "Ana Ruiz"), .phone(121))
        _ = try await fixture.store.importDirectory([row], into: fixture.destination.name, at: fixture.now)

        try await fixture.passWindow()

        #expect(try await fixture.claim().map(\.contact) == [ContactID("ana")])
    }

    @Test func aNumberThatBecameOurOwnMeanwhileIsDiscardedWithItsReason() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.settlingCall(phone: "+12015550121")])
        let line = Line(kind: .ignore, address: .phone(121))
        _ = try await fixture.store.importDirectory([.line(line)], into: fixture.destination.name, at: fixture.now)

        try await fixture.passWindow()

        let entry = try #require(try await fixture.entries().first)
        #expect(entry.state == .discarded && entry.reason?.contains("ignore-list") == true)
    }

    @Test func nobodyByThatNumberIsLookedUpWhenTheWindowCloses() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.settlingCall(phone: "+12015550122")])
        #expect(try await fixture.entries().first?.address == .phone(122))

        try await fixture.passWindow()

        #expect(try await fixture.states() == [.resolving])
    }

    @Test func aDryHookRehearsesTheWhole() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.settlingCall()], isDry: true)
        try await fixture.accept(2, [.settlingCall()])
        try await fixture.accept(3, [.recording], isDry: true)
        try await fixture.accept(4, [.transcript], isDry: true)

        let entries = try await fixture.entries()
        #expect(entries.map(\.state).sorted { $0.rawValue < $1.rawValue } == [.rehearsed, .settling])
        let rehearsed = try #require(entries.first { $0.state == .rehearsed })
        #expect(try await fixture.data(of: rehearsed)["transcript"] == "Hello")
        try await fixture.passWindow()
        #expect(try await fixture.claim().count == 1)
    }

    @Test func aSubjectWithSeveralContactsMakesOneEntryForEach() async throws {
        let fixture = try StoreFixture(.trial(severalContacts: .all))
        let rows = ["a", "b"].map { DirectoryRow.contact(KnownContact(id: ContactID($0), name: $0), .phone(123)) }
        _ = try await fixture.store.importDirectory(rows, into: fixture.destination.name, at: fixture.now)
        try await fixture.accept(1, [.settlingCall(phone: "+12015550123")])
        try await fixture.accept(2, [.recording])

        try await fixture.accept(3, [.transcript])

        let claims = try await fixture.claim()
        #expect(claims.map(\.contact.rawValue).sorted() == ["a", "b"])
        #expect(claims.allSatisfy { $0.draft.data["transcript"] == "Hello" })
        for claim in claims { #expect(try await fixture.store.entry(claim.entry).events.count == 3) }
    }

    @Test func aLargeTranscriptIsMergedWhole() async throws {
        let fixture = try StoreFixture()
        let text = String(repeating: "And then she said yes. ", count: 600)
        try await fixture.accept(1, [.settlingCall()])
        try await fixture.accept(2, [.settlingPart(["transcript": .string(text)])])

        try await fixture.accept(3, [.recording])

        #expect(try await fixture.claim().map { $0.draft.data["transcript"] } == [.string(text)])
        let left = try await fixture.store.pool.read { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM entry_draft")
        }
        #expect(left == 1)
    }

    @Test func anEntryThatCannotBeReadIsHeldAndTheNextEventStandsForItself() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.settlingCall()])
        try await fixture.store.pool.write { db in try db.execute(sql: "UPDATE entry SET draft = '{'") }

        try await fixture.accept(2, [.recording])

        #expect(try await fixture.states() == [.held, .unmatched])
        #expect(try await fixture.event(2).state == .accepted)
    }

    @Test func aWindowWhoseEntryCannotBeReadDoesNotKeepTheOthersOpen() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.settlingCall("CA1")])
        try await fixture.store.pool.write { db in try db.execute(sql: "UPDATE entry SET draft = '{'") }
        try await fixture.accept(2, [.settlingCall("CA2")])

        try await fixture.passWindow()

        #expect(try await fixture.states() == [.held, .queued])
        #expect(try await fixture.closeWindows() == 0)
    }
}
