import BridgeCore
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Storage

/// Erasing a person, and what must stay.
struct ForgetTests {
    private let ana = KnownContact(id: ContactID("ana-ruiz-id"), name: "Ana Ruiz")
    private let bob = KnownContact(id: ContactID("bob"), name: "Bob Ray")
    private let main = DestinationName("main")

    /// Ana has a number and a mailbox; one entry was delivered, one is queued, one waits for her mailbox.
    private func known(in directory: TemporaryDirectory? = nil) async throws -> StoreFixture {
        let fixture = try StoreFixture(in: directory)
        let rows: [DirectoryRow] = [
            .contact(ana, .phone(101)), .contact(ana, .email("ana.private")), .contact(bob, .phone(102)),
        ]
        _ = try await fixture.store.importDirectory(rows, into: main, at: fixture.now)
        try await fixture.accept(1, [.sample("a", phone: "+12015550101", text: "a secret wish")])
        let claims = try await fixture.claim()
        _ = try await fixture.store.exchange(
            claims.map { $0.settled(.delivered, at: fixture.now, chID: 891) },
            claiming: [:],
            at: fixture.now
        )
        try await fixture.accept(2, [.sample("b", phone: "+12015550101", text: "a secret wish")])
        var others = EntryDraft.sample("c", phone: "+12015550102", text: "of somebody else")
        others.contact.name = bob.name
        try await fixture.accept(3, [others])
        return fixture
    }

    private func forget(
        _ person: PersonReference,
        _ fixture: StoreFixture,
        dry: Bool = false
    ) async throws
        -> ForgetReport
    {
        try await fixture.store.forget(person, of: main, isDryRun: dry, at: fixture.now)
    }

    @Test(arguments: [true, false])
    func erasesEverythingOfThePersonAndNothingOfOthers(byContact: Bool) async throws {
        let fixture = try await known()

        let report = try await forget(byContact ? .contact(ana.id) : .address(.email("ana.private")), fixture)

        #expect((report.contacts, report.addresses, report.entries, report.events) == (1, 2, 2, 2))
        #expect((report.discarded, report.delivered) == (1, [891]))
        #expect(report.inFlight.isEmpty && report.unknown.isEmpty)
        #expect(try await fixture.states() == [.delivered, .discarded, .queued])
        #expect(try await fixture.entries().map(\.contact) == [nil, nil, bob.id])
        for id in 1...2 {
            let event = try await fixture.store.event(EventID(rawValue: Int64(id)))
            #expect(event.body.isEmpty && event.headers.isEmpty && event.target == "/hooks/sms")
        }
        #expect(try await fixture.store.event(EventID(rawValue: 3)).body == Array("{}".utf8))
        #expect(try await fixture.claim().map(\.draft.key) == ["c"])
    }

    @Test func nothingOfThePersonIsLeftInAnyTable() async throws {
        let fixture = try await known()
        try await fixture.accept(4, [.sample("d", phone: "+12015550101", email: "ana.private@example.com")])

        _ = try await forget(.contact(ana.id), fixture)

        let found = try await fixture.store.read { db in
            var found: [String] = []
            for table in try String.fetchAll(db, sql: "SELECT name FROM sqlite_master WHERE type = 'table'") {
                for row in try Row.fetchAll(db, sql: "SELECT * FROM \"\(table)\"") {
                    let text = row.map { "\($0.1)" }.joined(separator: "|")
                    for trace in ["Ana Ruiz", ana.id.rawValue, "2015550101", "ana.private", "a secret wish"]
                    where text.contains(trace) { found.append("\(table): \(trace)") }
                }
            }
            return found
        }
        #expect(found == [])
    }

    @Test func aDryRunCountsAndChangesNothing() async throws {
        let fixture = try await known()

        let dry = try await forget(.contact(ana.id), fixture, dry: true)

        #expect(try await fixture.states() == [.delivered, .queued, .queued])
        #expect(try await fixture.store.lookup(.phone(101), in: main).isForgotten == false)
        #expect(try await forget(.contact(ana.id), fixture) == dry)
    }

    @Test func whoWasForgottenIsIgnoredAndNothingOfTheRequestIsKept() async throws {
        let directory = try TemporaryDirectory()
        let first = try await known(in: directory)
        _ = try await forget(.contact(ana.id), first)
        try await first.store.close()
        let fixture = try StoreFixture(in: directory)

        try await fixture.accept(10, [.sample("new", phone: "+12015550101")])
        try await fixture.accept(11, [.sample("new too", contact: ana.id)])

        for id in 10...11 {
            let event = try await fixture.store.event(EventID(rawValue: Int64(id)))
            #expect((event.record.state, event.record.reason) == (.ignored, "forgotten"))
            #expect(event.body.isEmpty && event.headers.isEmpty)
        }
        #expect(try await fixture.entries().count == 3)
        #expect(try await fixture.store.nextLookup(of: main) == nil)
    }

    @Test func aRetryOfTheProviderIsNotFiledAgain() async throws {
        let fixture = try await known()
        _ = try await forget(.contact(ana.id), fixture)

        let receipt = try await fixture.accept(1, [.sample("a", phone: "+12015550101", text: "a secret wish")])

        #expect(receipt == .duplicate(of: EventID(rawValue: 1)))
        #expect(try await fixture.entries().count == 3)
    }

    @Test func rememberingTakesAnImportWithTheFlagAndOldKeysStillStand() async throws {
        let fixture = try await known()
        _ = try await forget(.contact(ana.id), fixture)
        let rows: [DirectoryRow] = [.contact(bob, .phone(103)), .contact(ana, .phone(101))]

        let refused = try await fixture.store.importDirectory(rows, into: main, at: fixture.now)
        let taken = try await fixture.store.importDirectory(rows, into: main, remembering: true, at: fixture.now)
        try await fixture.accept(20, [.sample("a", phone: "+12015550101", text: "imported again")])
        try await fixture.accept(21, [.sample("z", phone: "+12015550101")])

        #expect((refused.forgotten, refused.added) == ([1], 1))
        #expect((taken.forgotten, taken.added) == ([], 1))
        #expect(try await fixture.states().suffix(2) == [.duplicate, .queued])
    }

    @Test func assigningSomebodyWhoWasForgottenIsRefused() async throws {
        let fixture = try await known()
        _ = try await forget(.contact(ana.id), fixture)

        await #expect(throws: StoreError.self) {
            try await fixture.store.assign(.phone(105), to: ana, in: main, at: fixture.now)
        }
    }

    @Test func anotherAddressOfThePersonIsForgottenWhenItIsFound() async throws {
        let fixture = try await known()
        _ = try await forget(.contact(ana.id), fixture)
        try await fixture.accept(10, [.sample("other", phone: "+12015550109", text: "a secret wish")])
        #expect(try await fixture.states().last == .resolving)

        try await fixture.store.record(.found(ana), for: .phone(109), of: main, at: fixture.now)

        #expect(try await fixture.states().last == .discarded)
        #expect(try await fixture.store.event(EventID(rawValue: 10)).body.isEmpty)
        let answer = try await fixture.store.lookup(.phone(109), in: main)
        #expect(answer.contacts.isEmpty && answer.isForgotten)
    }

    @Test func whatIsBeingSentIsToldAndLeftAlone() async throws {
        let fixture = try await known()
        let claims = try await fixture.claim().filter { $0.contact == ana.id }

        let report = try await forget(.contact(ana.id), fixture)

        #expect(report.inFlight == claims.map(\.entry))
        _ = try await fixture.store.exchange(
            claims.map { $0.settled(.unknown(reason: "timeout"), at: fixture.now) },
            claiming: [:],
            at: fixture.now
        )
        let again = try await forget(.contact(ana.id), fixture)
        #expect((again.inFlight, again.unknown) == ([], claims.map(\.entry)))
    }

    @Test func anAddressThatSeveralShareIsNotOnePerson() async throws {
        let fixture = try await known()
        let rows: [DirectoryRow] = [.contact(ana, .phone(105)), .contact(bob, .phone(105))]
        _ = try await fixture.store.importDirectory(rows, into: main, at: fixture.now)

        await #expect(throws: StoreError.self) { try await forget(.address(.phone(105)), fixture) }
        _ = try await forget(.contact(ana.id), fixture)

        #expect(try await fixture.store.lookup(.phone(105), in: main).contacts == [bob])
        #expect(try await fixture.store.lookup(.phone(105), in: main).isForgotten == false)
    }

    @Test func aLineOfOursIsNotForgotten() async throws {
        let fixture = try await known()
        try await fixture.importMailbox()

        await #expect(throws: StoreError.self) { try await forget(.address(.email("sam")), fixture) }
    }

    @Test(arguments: [
        Verdict.retry(at: Timestamp(milliseconds: 0), countsAsFailure: false), .memberNotFound, .contactNotFound,
        .held(reason: "eight failures"), .resend(at: Timestamp(milliseconds: 0)),
    ])
    func whatWasInFlightDoesNotGoOutAgain(verdict: Verdict) async throws {
        let fixture = try await known()
        let claim = try #require(try await fixture.claim().first { $0.draft.key == "b" })
        let report = try await forget(.contact(ana.id), fixture)
        #expect(report.inFlight == [claim.entry])

        _ = try await fixture.store.exchange([claim.settled(verdict, at: fixture.now)], claiming: [:], at: fixture.now)

        #expect(try await !fixture.claim().contains { $0.entry == claim.entry })
        let detail = try await fixture.store.entry(claim.entry)
        if case .resend = verdict {
            #expect(detail.record.state == .unknown)
        } else {
            #expect(detail.record.state == .discarded && detail.record.reason == "forgotten")
            #expect(detail.record.contact == nil && detail.draft.data.isEmpty)
        }
    }
}
