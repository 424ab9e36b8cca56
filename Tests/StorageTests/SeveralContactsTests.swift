import BridgeCore
import TestSupport
import Testing

@testable import Storage

/// Addresses with several contacts, mails with several recipients, contacts that Zyntro no longer knows.
struct SeveralContactsTests {
    private let ana = KnownContact(id: ContactID("ana"), name: "Ana Ruiz")
    private let bob = KnownContact(id: ContactID("bob"), name: "Bob Ray")
    private let main = DestinationName("main")

    @Test func severalContactsForOneAddressWaitForAPerson() async throws {
        let fixture = try StoreFixture()
        _ = try await fixture.store.importDirectory(
            [.contact(ana, .phone(101)), .contact(bob, .phone(101))],
            into: main,
            at: fixture.now
        )

        try await fixture.accept(1, [.sample("a", phone: "+12015550101")])

        #expect(try await fixture.states() == [.unmatched])
        #expect(try await fixture.entries().first?.reason?.contains("2 contacts") == true)
        #expect(try await fixture.store.lookup(.phone(101), in: main).contacts == [ana, bob])
    }

    @Test func thePolicyAllLogsForEverybodyWhoSharesTheAddress() async throws {
        let fixture = try StoreFixture(.trial(severalContacts: .all))
        try await fixture.accept(1, [.sample("a", phone: "+12015550101")])

        _ = try await fixture.store.importDirectory(
            [.contact(ana, .phone(101)), .contact(bob, .phone(101))],
            into: main,
            at: fixture.now
        )

        #expect(Set(try await fixture.claim().map(\.contact)) == [ana.id, bob.id])
        #expect(try await fixture.store.event(EventID(rawValue: 1)).record.entries.count == 2)
    }

    @Test func aRecipientWhomZyntroDoesNotKnowNeedsNobodyWhenAnotherIsAContact() async throws {
        let fixture = try StoreFixture()
        try await fixture.importMailbox()
        _ = try await fixture.store.importDirectory([.contact(ana, .email("ana"))], into: main, at: fixture.now)
        try await fixture.accept(1, [.sample("a", recipients: ["ana@example.com", "eve@example.com"])])

        try await fixture.store.record(.notFound, for: .email("eve"), of: main, at: fixture.now)

        let entries = try await fixture.entries()
        #expect(entries.map(\.state) == [.queued, .discarded])
        #expect(entries.last?.reason == "not a contact; others of this mail are")
        #expect(try await fixture.store.nextLookup(of: main) == nil)
    }

    @Test func aRecipientWhoIsHeldWithoutAContactIsNoContact() async throws {
        let fixture = try StoreFixture()
        try await fixture.importMailbox()
        let sample = Submission.sample(
            1,
            [.sample("a", recipients: ["ana@example.com", "eve@example.com"])],
            at: fixture.now
        )
        let submission = Submission(event: sample.event, drafts: sample.drafts, region: "US", review: 2)
        try await fixture.accept(9, [])
        _ = try await fixture.store.append(submission.of(version: "two"))
        let held = try await fixture.entries()
        #expect(held.map(\.state) == [.held, .held])

        try await fixture.store.release(held[1].id, by: "kim", at: fixture.now)
        try await fixture.store.record(.notFound, for: .email("eve"), of: main, at: fixture.now)

        #expect(try await fixture.states() == [.held, .unmatched])
    }

    @Test func theOrderOfTheAnswersDoesNotMatter() async throws {
        let fixture = try StoreFixture()
        try await fixture.importMailbox()
        try await fixture.accept(1, [.sample("a", recipients: ["ana@example.com", "eve@example.com"])])

        try await fixture.store.record(.notFound, for: .email("eve"), of: main, at: fixture.now)
        try await fixture.store.record(.found(ana), for: .email("ana"), of: main, at: fixture.now)

        #expect(try await fixture.states() == [.queued, .discarded])
    }

    @Test func aMailOfNobodyWeKnowStaysVisible() async throws {
        let fixture = try StoreFixture()
        try await fixture.importMailbox()
        try await fixture.accept(1, [.sample("a", recipients: ["ana@example.com", "eve@example.com"])])

        try await fixture.store.record(.notFound, for: .email("eve"), of: main, at: fixture.now)
        try await fixture.store.record(.notFound, for: .email("ana"), of: main, at: fixture.now)

        #expect(try await fixture.states() == [.unmatched, .unmatched])
    }

    @Test func anEntryThatTurnsOutToBeThereAlreadyIsADuplicate() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.sample("a", phone: "+12015550101")])
        try await fixture.accept(2, [.sample("a", contact: ana.id)])

        try await fixture.store.record(.found(ana), for: .phone(101), of: main, at: fixture.now)

        #expect(try await fixture.states() == [.duplicate, .queued])
    }

    @Test func aContactThatZyntroForgotIsLookedUpAnewOnce() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.sample("a", phone: "+12015550101")])
        try await fixture.store.record(.found(ana), for: .phone(101), of: main, at: fixture.now)

        try await fixture.settleNext(.contactNotFound)
        #expect(try await fixture.states() == [.resolving])
        #expect(try await fixture.store.dueLookups(of: main, limit: 9, at: fixture.now) == [.phone(101)])
        try await fixture.store.record(.found(bob), for: .phone(101), of: main, at: fixture.now)
        #expect(try await fixture.entries().map(\.contact) == [bob.id])
        try await fixture.settleNext(.contactNotFound)

        #expect(try await fixture.states() == [.unmatched])
        #expect(try await fixture.entries().first?.reason?.contains("bob") == true)
    }

    @Test func aContactIDOfThePayloadThatZyntroDoesNotKnowWaitsForAPerson() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.known("a")])

        try await fixture.settleNext(.contactNotFound)

        #expect(try await fixture.states() == [.unmatched])
    }
}
