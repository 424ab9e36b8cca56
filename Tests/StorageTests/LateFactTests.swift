import BridgeCore
import JSON
import TestSupport
import Testing

@testable import Storage

/// Facts that come after the window closed, and facts whose main event never comes.
struct LateFactTests {
    private func delivered(late: Settling.Late = .followUp) async throws -> StoreFixture {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.settlingCall(late: late)])
        try await fixture.passWindow()
        try await fixture.settleNext(.delivered)
        return fixture
    }

    @Test func aLateFactIsAShortEntryOfItsOwn() async throws {
        let fixture = try await delivered()
        let first = try #require(try await fixture.entries().first)

        try await fixture.accept(2, [.transcript])

        let claim = try #require(try await fixture.claim().first)
        #expect(claim.contact == StoreFixture.contact)
        #expect(claim.draft.data.names == ["channel", "direction", "occurred_at", "transcript", "note"])
        #expect(claim.draft.data["transcript"] == "Hello")
        #expect(claim.draft.data["note"] == .string("Adds to \(first.id)"))
        #expect(claim.draft.key == "CA1:transcript")
        #expect(try await fixture.event(2).state == .accepted)
    }

    @Test func aLateFactUnderTheSameKeyGetsOneOfItsOwn() async throws {
        let fixture = try await delivered()

        try await fixture.accept(2, [.settlingCall(data: ["tags": ["hot"]])])

        #expect(try await fixture.claim().map(\.draft.key) == ["CA1:late"])
    }

    @Test func aLateFactIsIgnoredWhereTheAdapterSaysSo() async throws {
        let fixture = try await delivered()
        let first = try #require(try await fixture.entries().first)

        try await fixture.accept(2, [.settlingPart(["transcript": "Hello"], late: .ignore)])

        let event = try await fixture.event(2)
        #expect(event.state == .ignored && event.reason == "it came after \(first.id) was made")
        #expect(try await fixture.states() == [.delivered])
    }

    @Test func aLateEventWithoutNewsIsOnlyLinked() async throws {
        let fixture = try await delivered()
        let first = try #require(try await fixture.entries().first)

        try await fixture.accept(2, [.settlingCall(data: ["occurred_at": "2026-03-02T09:14:30Z"])])

        #expect(try await fixture.states() == [.delivered])
        #expect(try await fixture.store.entry(first.id).events.map(\.rawValue) == [1, 2])
    }

    @Test func aFactThatComesBeforeTheFirstAttemptStillGoesIntoTheEntry() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.settlingCall()])
        try await fixture.pause(reason: "credentials")
        try await fixture.passWindow()

        try await fixture.accept(2, [.transcript])

        let entries = try await fixture.entries()
        #expect(entries.map(\.state) == [.queued])
        #expect(try await fixture.data(of: entries[0])["transcript"] == "Hello")
        #expect(try await fixture.store.entry(entries[0].id).events.count == 2)
    }

    @Test func whileItIsBeingSentAFactIsLate() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.settlingCall()])
        try await fixture.passWindow()
        let claims = try await fixture.claim()

        try await fixture.accept(2, [.transcript])

        #expect(try await fixture.states() == [.sending, .queued])
        #expect(try await fixture.data(of: try await fixture.entries()[0])["transcript"] == nil)
        #expect(claims.count == 1)
    }

    @Test func factsWhoseCallNeverComesAreShownToAPerson() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.recording])
        try await fixture.accept(2, [.transcript])
        #expect(try await fixture.states() == [.settling])

        try await fixture.passWindow()

        let entry = try #require(try await fixture.entries().first)
        #expect(entry.state == .unmatched)
        #expect(entry.reason == "the event that names the parties did not come within 10 min")
        #expect(try await fixture.data(of: entry)["transcript"] == "Hello")
        #expect(try await fixture.data(of: entry)["occurred_at"] != nil)
        #expect(try await fixture.entries().count == 1)
    }

    @Test func theCallThatComesAfterAllCompletesWhatAPersonSaw() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.recording])
        try await fixture.passWindow()

        try await fixture.accept(2, [.settlingCall()])

        let claims = try await fixture.claim()
        #expect(claims.map(\.draft.key) == ["CA1"])
        #expect(claims.first?.draft.data["recording_url"] == "https://example.com/r")
        #expect(claims.first?.draft.data["occurred_at"] == "2026-03-02T09:14:00Z")
        #expect(try await fixture.states() == [.sending])
    }

    @Test func whatNamesThePartiesItselfNeedsNoOtherEvent() async throws {
        let fixture = try StoreFixture()
        var draft = EntryDraft.settlingPart(["channel": "phone", "direction": "inbound", "recording_url": "r"])
        draft.contact = ContactHint(contactID: StoreFixture.contact)
        try await fixture.accept(1, [draft])

        try await fixture.passWindow()

        #expect(try await fixture.claim().map(\.draft.key) == [draft.key])
    }

    @Test func theCallThatComesAfterItsPartsWereSentIsAnEntryOfItsOwn() async throws {
        let fixture = try StoreFixture()
        var draft = EntryDraft.settlingPart(["channel": "phone", "direction": "inbound", "recording_url": "r"])
        draft.contact = ContactHint(contactID: StoreFixture.contact)
        try await fixture.accept(1, [draft])
        try await fixture.passWindow()
        try await fixture.settleNext(.delivered)

        try await fixture.accept(2, [.settlingCall()])

        #expect(try await fixture.claim().map(\.draft.key) == ["CA1"])
        #expect(try await fixture.states() == [.delivered, .sending])
    }

    @Test func aFollowUpToADryEntryIsRehearsedWithIt() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.settlingCall()], isDry: true)
        try await fixture.passWindow()

        try await fixture.accept(2, [.transcript], isDry: true)

        let entries = try await fixture.entries()
        #expect(entries.map(\.state) == [.rehearsed])
        #expect(try await fixture.data(of: entries[0])["transcript"] == "Hello")
    }

    @Test func theSameLateRequestTwiceIsOneFollowUp() async throws {
        let fixture = try await delivered()
        try await fixture.accept(2, [.transcript])

        try await fixture.accept(3, [.transcript])

        #expect(try await fixture.states() == [.delivered, .queued])
    }
}
