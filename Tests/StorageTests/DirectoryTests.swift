import BridgeCore
import TestSupport
import Testing

@testable import Storage

struct DirectoryTests {
    private let ana = KnownContact(id: ContactID("ana"), name: "Ana Ruiz")
    private let bob = KnownContact(id: ContactID("bob"), name: "Bob Ray")
    private let main = DestinationName("main")

    @Test func anUnknownAddressIsLookedUpOnceForAllItsEntries() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.sample("a", phone: "+12015550101")])
        try await fixture.accept(2, [.sample("b", phone: "+12015550101")])

        #expect(try await fixture.states() == [.resolving, .resolving])
        #expect(try await fixture.store.dueLookups(of: main, limit: 10, at: fixture.now) == [.phone(101)])
        #expect(try await fixture.store.nextLookup(of: main) == fixture.now)
    }

    @Test func aHitFreesEveryEntryInTheOrderOfReceipt() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.sample("a", phone: "+12015550101")])
        try await fixture.accept(2, [.sample("b", phone: "+12015550101")])

        try await fixture.store.record(.found(ana), for: .phone(101), of: main, at: fixture.now)

        #expect(try await fixture.states() == [.queued, .queued])
        #expect(try await fixture.store.nextLookup(of: main) == nil)
        let claims = try await fixture.claim()
        #expect(claims.map(\.draft.key) == ["a"])
        #expect(claims.map(\.contact) == [ana.id])
        let answer = try await fixture.store.lookup(.phone(101), in: main)
        #expect(answer.contacts == [ana])
        #expect((answer.source, answer.checkedAt) == ("lookup", fixture.now))
    }

    @Test func aMissLeavesThemUnmatchedAndIsAskedAgainLater() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.sample("a", phone: "+12015550101")])

        try await fixture.store.record(.notFound, for: .phone(101), of: main, at: fixture.now)

        let recheck = fixture.now.advanced(by: fixture.destination.recheckInterval)
        #expect(try await fixture.states() == [.unmatched])
        #expect(try await fixture.store.dueLookups(of: main, limit: 10, at: fixture.now) == [])
        #expect(try await fixture.store.nextLookup(of: main) == recheck)
        #expect(try await fixture.store.dueLookups(of: main, limit: 10, at: recheck) == [.phone(101)])
        try await fixture.accept(2, [.sample("b", phone: "+12015550101")])
        #expect(try await fixture.states() == [.unmatched, .unmatched])
        try await fixture.store.record(.found(ana), for: .phone(101), of: main, at: recheck)
        #expect(try await fixture.states() == [.queued, .queued])
    }

    @Test func aFailedLookupIsAskedAgainAtItsTime() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.sample("a", phone: "+12015550101")])
        let later = fixture.now.advanced(by: .seconds(30))

        try await fixture.store.record(
            .failed(reason: "HTTP 500", retryAt: later),
            for: .phone(101),
            of: main,
            at: fixture.now
        )

        #expect(try await fixture.states() == [.resolving])
        #expect(try await fixture.store.nextLookup(of: main) == later)
    }

    @Test func whyALookupFailedIsToldUntilOneIsAnswered() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.sample("a", phone: "+12015550101")])
        let reason = "HTTP 200 without a readable verdict"
        let later = fixture.now.advanced(by: .seconds(30))
        try await fixture.store.record(
            .failed(reason: reason, retryAt: later),
            for: .phone(101),
            of: main,
            at: fixture.now
        )

        let told = "the look-up failed: \(reason); it is repeated"
        let waiting = try await fixture.entries()
        #expect(waiting.map(\.reason) == [told])
        #expect(try await fixture.store.entry(waiting[0].id).record.reason == told)
        #expect(try await fixture.store.lookup(.phone(101), in: main).fault == reason)

        try await fixture.accept(2, [.sample("b", phone: "+12015550101")])
        #expect(try await fixture.store.lookup(.phone(101), in: main).fault == reason)
        try await fixture.store.record(.notFound, for: .phone(101), of: main, at: later)

        #expect(
            try await fixture.entries().map(\.reason) == ["no contact has this address", "no contact has this address"]
        )
        #expect(try await fixture.store.lookup(.phone(101), in: main).fault == nil)
    }

    @Test func anEntryOfTwoAddressesIsUnmatchedOnlyWhenBothMissed() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.sample("a", phone: "+12015550101", email: "ana@example.com")])

        try await fixture.store.record(.notFound, for: .phone(101), of: main, at: fixture.now)
        #expect(try await fixture.states() == [.resolving])
        try await fixture.store.record(.notFound, for: .email("ana"), of: main, at: fixture.now)

        #expect(try await fixture.states() == [.unmatched])
    }

    @Test func withoutLookupsAnUnknownAddressIsUnmatchedAtOnce() async throws {
        let fixture = try StoreFixture(.trial(looksUpContacts: false))

        try await fixture.accept(1, [.sample("a", phone: "+12015550101")])

        #expect(try await fixture.states() == [.unmatched])
        #expect(try await fixture.store.nextLookup(of: main) == nil)
    }

    @Test func anEntryWithoutAnyAddressWaitsForAPerson() async throws {
        let fixture = try StoreFixture()

        try await fixture.accept(1, [.sample("a")])

        #expect(try await fixture.states() == [.unmatched])
        #expect(try await fixture.entries().first?.reason?.isEmpty == false)
    }

    @Test func anImportFreesWhatWaitedAheadOfWhatIsNewer() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.sample("a", phone: "+12015550101")])
        try await fixture.accept(2, [.sample("b", contact: ana.id)])

        let report = try await fixture.store.importDirectory(
            [.contact(ana, .phone(101)), .contact(bob, .phone(102))],
            into: main,
            at: fixture.now
        )

        var expected = ImportReport()
        (expected.added, expected.freed) = (2, 1)
        #expect(report == expected)
        #expect(try await fixture.claim().map(\.draft.key) == ["a"])
    }

    @Test func anImportDoesNotTakeTheLaneFromAnEntryInFlight() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.sample("a", phone: "+12015550101")])
        try await fixture.accept(2, [.sample("b", contact: ana.id)])
        let inFlight = try await fixture.claim()

        _ = try await fixture.store.importDirectory([.contact(ana, .phone(101))], into: main, at: fixture.now)

        #expect(inFlight.map(\.draft.key) == ["b"])
        #expect(try await fixture.claim().isEmpty)
        let next = try await fixture.claim(inFlight.map { $0.settled(.delivered, at: fixture.now) })
        #expect(next.map(\.draft.key) == ["a"])
    }

    @Test func whatIsKnownOfAContactThatIsNamedByItsId() async throws {
        let fixture = try StoreFixture()
        let mailbox = try #require(Address(uri: "mailto:ana@example.com"))
        let id = ana.id
        _ = try await fixture.store.importDirectory(
            [.contact(ana, .phone(101)), .contact(ana, mailbox), .contact(bob, .phone(102))],
            into: main,
            at: fixture.now
        )

        let hint = try await fixture.store.readDirectory(of: main, at: fixture.now) { try $0.hint(of: id) }
        let stranger = try await fixture.store.readDirectory(of: main, at: fixture.now) {
            try $0.hint(of: ContactID("cy"))
        }

        #expect(
            hint == ContactHint(phone: "+12015550101", email: "ana@example.com", name: "Ana Ruiz", contactID: ana.id)
        )
        #expect(stranger == nil)
    }

    @Test func importingTwiceChangesNothing() async throws {
        let fixture = try StoreFixture()
        let line = Line(kind: .shared, address: .email("office"), name: "Office")
        let rows: [DirectoryRow] = [.contact(ana, .phone(101)), .line(line)]
        _ = try await fixture.store.importDirectory(rows, into: main, at: fixture.now)

        let again = try await fixture.store.importDirectory(rows, into: main, at: fixture.now)

        #expect((again.added, again.changed, again.unchanged) == (0, 0, 2))
        #expect(try await fixture.store.lookup(.email("office"), in: main).line == line)
    }

    @Test func anotherNameIsAChange() async throws {
        let fixture = try StoreFixture()
        _ = try await fixture.store.importDirectory([.contact(ana, .phone(101))], into: main, at: fixture.now)
        let renamed = KnownContact(id: ana.id, name: "Ana Ruiz-Lee")

        let report = try await fixture.store.importDirectory(
            [.contact(renamed, .phone(101))],
            into: main,
            at: fixture.now
        )

        #expect(report.changed == 1)
        #expect(try await fixture.store.lookup(.phone(101), in: main).contacts == [renamed])
    }

    @Test func anOldAnswerOfZyntroIsAskedForAgain() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.sample("a", phone: "+12015550101")])
        try await fixture.store.record(.found(ana), for: .phone(101), of: main, at: fixture.now)

        fixture.clock.advance(by: fixture.destination.lookupAge + .seconds(1))
        try await fixture.accept(2, [.sample("b", phone: "+12015550101")])

        #expect(try await fixture.states() == [.queued, .resolving])
    }

    @Test func anImportReplacesTheContactOfAnEarlierOneAndFreesWhatZyntroDidNotKnow() async throws {
        let fixture = try StoreFixture()
        _ = try await fixture.store.importDirectory([.contact(ana, .phone(101))], into: main, at: fixture.now)
        try await fixture.accept(1, [.sample("a", phone: "+12015550101")])
        try await fixture.settleNext(.contactNotFound)
        #expect(try await fixture.states() == [.unmatched])

        let report = try await fixture.store.importDirectory([.contact(bob, .phone(101))], into: main, at: fixture.now)

        #expect((report.added, report.changed, report.freed) == (0, 1, 1))
        #expect(try await fixture.store.lookup(.phone(101), in: main).contacts == [bob])
        #expect(try await fixture.claim().map(\.contact) == [bob.id])
    }

    @Test func theLastImportSaysWhetherAnAddressIsOursOrAContacts() async throws {
        let fixture = try StoreFixture()
        let line = Line(kind: .shared, address: .phone(101), name: "Office")
        _ = try await fixture.store.importDirectory([.line(line)], into: main, at: fixture.now)

        let report = try await fixture.store.importDirectory([.contact(ana, .phone(101))], into: main, at: fixture.now)
        let contact = try await fixture.store.lookup(.phone(101), in: main)
        _ = try await fixture.store.importDirectory([.line(line)], into: main, at: fixture.now)
        let ours = try await fixture.store.lookup(.phone(101), in: main)

        #expect((report.changed, report.linesReplaced) == (1, 1))
        #expect((contact.line, contact.contacts) == (nil, [ana]))
        #expect((ours.line, ours.contacts) == (line, []))
    }

    @Test func whatIsFiledAnewKeepsItsRankAmongItsContactsEntries() async throws {
        let fixture = try StoreFixture()
        let rows: [DirectoryRow] = [.contact(ana, .email("ana")), .contact(ana, .phone(101))]
        _ = try await fixture.store.importDirectory(rows, into: main, at: fixture.now)
        try await fixture.accept(1, [.sample("mail", recipients: ["ana@example.com"])])
        fixture.clock.advance(by: .seconds(1))
        try await fixture.accept(2, [.sample("text", phone: "+12015550101")])
        fixture.clock.advance(by: .seconds(1))

        try await fixture.importMailbox()

        let entries = try await fixture.entries()
        #expect(entries.map(\.state) == [.discarded, .queued, .queued])
        #expect(entries[1].createdAt == entries[0].createdAt)
        #expect(try await fixture.claim().map(\.entry) == [entries[1].id])
    }

    @Test func aMailOfAMemberWhoWasNotImportedYetIsFiledAnew() async throws {
        let fixture = try StoreFixture()
        _ = try await fixture.store.importDirectory([.contact(ana, .email("ana"))], into: main, at: fixture.now)
        try await fixture.accept(1, [.sample("a", recipients: ["ana@example.com"])])
        try await fixture.accept(2, [.sample("b", recipients: ["kim@example.com"])])
        let kim = Line(kind: .member, address: .email("kim"), member: MemberID("kim"), name: "Kim Oh")
        _ = try await fixture.store.importDirectory([.line(kim)], into: main, at: fixture.now)

        try await fixture.importMailbox()

        let entries = try await fixture.entries()
        #expect(entries.map(\.state) == [.discarded, .discarded, .queued])
        #expect(entries.map(\.contact).last == ana.id)
        #expect(entries.map(\.reason) == ["filed anew as \(entries[2].id)", "internal mail", nil])
        #expect(try await fixture.store.event(EventID(rawValue: 1)).record.entries.count == 2)
    }
}
