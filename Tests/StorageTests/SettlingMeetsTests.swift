import BridgeCore
import GRDB
import JSON
import TestSupport
import Testing

@testable import Storage

/// Where windows meet the rest: destinations that come and go, the ignore-list, forgotten people, fuses, other hooks.
struct SettlingMeetsTests {
    private let main = DestinationName("main")
    private let ana = KnownContact(id: ContactID("ana"), name: "Ana Ruiz")

    @Test func aDestinationThatComesBackClosesItsWindows() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.settlingCall()])
        try await fixture.store.configure([.trial("other")])
        try await fixture.passWindow()
        #expect(try await fixture.states() == [.settling])

        try await fixture.store.configure([fixture.destination])
        _ = try await fixture.closeWindows()

        #expect(try await fixture.states() == [.queued])
    }

    @Test func whatALateEventShowsToBeOurOwnLeavesTheLaneOfItsContact() async throws {
        let fixture = try StoreFixture()
        var recording = EntryDraft.recording
        recording.contact = ContactHint(phone: "+12015550101")
        recording.data["channel"] = "phone"
        recording.data["direction"] = "inbound"
        _ = try await fixture.store.importDirectory([.contact(ana, .phone(101))], into: main, at: fixture.now)
        try await fixture.accept(1, [recording])
        try await fixture.passWindow()
        #expect(try await fixture.states() == [.queued])
        let line = Line(kind: .shared, address: .phone(101))
        _ = try await fixture.store.importDirectory([.line(line)], into: main, at: fixture.now)

        try await fixture.accept(2, [.settlingCall(contact: nil)])

        #expect(try await fixture.states() == [.discarded])
        #expect(try await fixture.claim().isEmpty)
        try await fixture.accept(3, [.sample("next", contact: ana.id)])
        #expect(try await fixture.claim().map(\.draft.key) == ["next"])
    }

    @Test(arguments: [true, false])
    func nothingIsKeptOfFactsAboutSomebodyWhoWasForgotten(isDelivered: Bool) async throws {
        let fixture = try StoreFixture()
        _ = try await fixture.store.importDirectory([.contact(ana, .phone(101))], into: main, at: fixture.now)
        try await fixture.accept(1, [.settlingCall(phone: "+12015550101")])
        if isDelivered {
            try await fixture.passWindow()
            try await fixture.settleNext(.delivered)
        }
        _ = try await fixture.store.forget(.contact(ana.id), of: main, isDryRun: false, at: fixture.now)

        try await fixture.accept(2, [.transcript])
        try await fixture.passWindow()

        #expect(try await fixture.states() == [isDelivered ? .delivered : .discarded])
        let event = try await fixture.store.event(EventID(rawValue: 2))
        #expect(event.record.state == .ignored && event.record.reason == "forgotten")
        #expect(event.body.isEmpty)
    }

    @Test func aWindowOfSomebodyWhoWasForgottenMeanwhileIsErasedWhenItCloses() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.settlingCall(contact: ana.id)])
        _ = try await fixture.store.forget(.contact(ana.id), of: main, isDryRun: false, at: fixture.now)
        try await fixture.accept(2, [.recording])

        try await fixture.passWindow()

        let entry = try #require(try await fixture.entries().first)
        #expect(entry.state == .discarded && entry.reason == "forgotten")
        #expect(try await fixture.data(of: entry).isEmpty)
        for id in 1...2 { #expect(try await fixture.store.event(EventID(rawValue: Int64(id))).body.isEmpty) }
    }

    @Test func theFuseOfAHookCountsWhatSettles() async throws {
        let fixture = try StoreFixture()
        for id in 1...3 {
            let sample = Submission.sample(Int64(id), [.settlingCall("CA\(id)")], at: fixture.now)
            let policies = HookPolicies(entriesPerHour: 2)
            _ = try await fixture.store.append(
                Submission(event: sample.event, drafts: sample.drafts, region: "US", policies: policies)
            )
        }

        try await fixture.passWindow()

        #expect(try await fixture.states() == [.queued, .queued, .held])
        let reason = try await fixture.entries().last?.reason
        #expect(reason == "a fuse: more than 2 entries by the hook sms in one hour")
    }

    @Test(arguments: [true, false])
    func factsOfADuplicateCompleteTheEntryThatHasItsKey(isSettling: Bool) async throws {
        let fixture = try StoreFixture()
        var first = EntryDraft.settlingCall(data: ["outcome": "missed"])
        first.settling = isSettling ? .sample("of another hook", key: "CA1") : nil
        try await fixture.accept(1, [first])
        try await fixture.accept(2, [.settlingCall()])

        try await fixture.accept(3, [.transcript])
        try await fixture.passWindow()

        #expect(try await fixture.states().filter { $0 != .duplicate } == [.queued])
        #expect(try await fixture.claim().map { $0.draft.data["transcript"] } == ["Hello"])
        #expect(try await fixture.event(3).state == .accepted)
    }

    @Test func aWindowWhoseClosingWasNotCommittedIsClosedLater() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.settlingCall()])
        let fault = "CREATE TRIGGER fault BEFORE UPDATE ON state_count BEGIN SELECT RAISE(ABORT, 'no room'); END"
        try await fixture.store.pool.write { db in try db.execute(sql: fault) }
        fixture.clock.advance(by: .seconds(600))
        await #expect(throws: StoreError.self) { try await fixture.closeWindows() }
        try await fixture.store.pool.write { db in try db.execute(sql: "DROP TRIGGER fault") }

        #expect(try await fixture.closeWindows() == 1)

        #expect(try await fixture.states() == [.queued])
    }

    @Test func anEntryThatCannotBeFiledForAnotherThatCannotBeReadIsHeldAndNotLost() async throws {
        let fixture = try StoreFixture()
        var mail = EntryDraft.sample("mail", email: "ana@example.com", text: "Hello")
        mail.commsType = .email
        var other = EntryDraft.sample("mail", contact: ana.id, text: "Otherwise")
        other.commsType = .email
        mail.settling = .sample("mail")
        try await fixture.accept(1, [mail])
        try await fixture.accept(2, [other])
        let newer = try #require(try await fixture.entries().last?.id.rawValue)
        try await fixture.store.pool.write { db in
            try db.execute(sql: "UPDATE entry SET draft = '{' WHERE id = ?", arguments: [newer])
        }
        _ = try await fixture.store.importDirectory([.contact(ana, .email("ana"))], into: main, at: fixture.now)

        try await fixture.passWindow()

        #expect(try await fixture.states().contains(.held))
        #expect(try await fixture.event(1).entries.count == 1)
        let counts = try await fixture.store.statistics(at: fixture.now).entries[main] ?? [:]
        #expect(counts[.held] == 1 && counts[.settling, default: 0] == 0)
    }

    /// A call that was passed on between our own people: it is nobody's by itself.
    private func withOwnLine() async throws -> StoreFixture {
        let fixture = try StoreFixture()
        let line = Line(kind: .member, address: .phone(120), member: MemberID("sam"))
        let rows: [DirectoryRow] = [.line(line), .contact(ana, .phone(101))]
        _ = try await fixture.store.importDirectory(rows, into: main, at: fixture.now)
        return fixture
    }

    @Test func anEventOfOurOwnPeopleDoesNotTakeTheCallFromItsContact() async throws {
        let fixture = try await withOwnLine()
        try await fixture.accept(1, [.settlingCall(phone: "+12015550101")])

        try await fixture.accept(2, [.settlingCall(phone: "+12015550120", data: ["outcome": "missed"])])
        try await fixture.passWindow()

        #expect(try await fixture.event(2).state == .ignored)
        let claim = try #require(try await fixture.claim().first)
        #expect(claim.contact == ana.id && claim.draft.data["outcome"] == "answered")
    }

    @Test(arguments: [true, false])
    func aRecordingWaitsForTheCallThoughOurOwnLegCameFirst(callComes: Bool) async throws {
        let fixture = try await withOwnLine()
        try await fixture.accept(1, [.recording])
        try await fixture.accept(2, [.settlingCall(phone: "+12015550120")])
        if callComes { try await fixture.accept(3, [.settlingCall(phone: "+12015550101")]) }

        try await fixture.passWindow()

        let entry = try #require(try await fixture.entries().first)
        #expect(entry.state == (callComes ? .queued : .discarded))
        #expect(entry.contact == (callComes ? ana.id : nil))
        #expect(callComes || entry.reason == "the contact is our own line")
        #expect(try await fixture.data(of: entry)["recording_url"] == "https://example.com/r")
        #expect(try await fixture.entries().count == 1)
    }

    /// Click-to-call: the call rings at our own phone, its leg reaches the customer, and the recording names the call.
    @Test(arguments: [true, false])
    func aRecordingOfACallOfOurOwnCompletesItsLegToACustomer(isSent: Bool) async throws {
        let fixture = try await withOwnLine()
        var leg = EntryDraft.settlingCall(phone: "+12015550101")
        leg.settling = nil
        leg.isLeg = true
        try await fixture.accept(1, [leg])
        if isSent { try await fixture.settleNext(.delivered) }
        try await fixture.accept(2, [.settlingCall(phone: "+12015550120")])

        try await fixture.accept(3, [.recording])

        #expect(try await fixture.event(2).state == .ignored)
        #expect(try await fixture.event(3).state == .accepted)
        let claim = try #require(try await fixture.claim().first)
        #expect(claim.contact == ana.id && claim.draft.data["recording_url"] == "https://example.com/r")
        #expect(claim.draft.data["note"]?.string?.hasPrefix("Adds to ent_") == (isSent ? true : nil))
        #expect(try await fixture.entries().count == (isSent ? 2 : 1))
    }
}
