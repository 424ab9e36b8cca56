import BridgeCore
import GRDB
import JSON
import TestSupport
import Testing

@testable import Storage

/// A row that cannot be read back is set aside; everything else goes on.
struct UnreadableRowTests {
    private let main = DestinationName("main")

    @Test(arguments: [
        "UPDATE entry SET draft = '{broken' WHERE id = ?", "UPDATE entry SET draft = NULL WHERE id = ?",
        "UPDATE entry SET contact_id = NULL WHERE id = ?", "UPDATE entry SET lane = NULL, draft = '' WHERE id = ?",
        "UPDATE entry SET key_digest = x'00' WHERE id = ?",
    ])
    func anEntryThatCannotBeReadIsHeldAndStopsNobody(damage: String) async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.known("a"), .known("b"), .sample("c", contact: ContactID("other"))])
        let broken = try await fixture.entries()[0].id
        try await fixture.damage(damage, broken)

        let claims = try await fixture.claim()

        #expect(claims.map(\.draft.key).sorted() == ["b", "c"])
        let row = try await fixture.stateAndReason(of: broken)
        #expect(row.state == "held")
        #expect(row.reason?.contains("entry.") == true)
        let counts = try await fixture.store.statistics(at: fixture.now).entries[main]
        #expect(counts?.filter { $0.value != 0 } == [.held: 1, .sending: 2])
    }

    @Test func aFullSlotIsFilledInSpiteOfAnUnreadableHead() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.known("a"), .known("b")])
        try await fixture.damage("UPDATE entry SET draft = '' WHERE id = ?", try await fixture.entries()[0].id)

        let exchange = try await fixture.store.exchange([], claiming: [main: 1], at: fixture.now)

        #expect(exchange.claims.map(\.draft.key) == ["b"])
    }

    @Test func aDraftAsDeepAsABodyMayBeIsSent() async throws {
        let fixture = try StoreFixture()
        var draft = EntryDraft.known("a")
        draft.data["body"] = (0..<200).reduce(JSONValue.string("core")) { inner, _ in .array([inner]) }
        try await fixture.accept(1, [draft])

        #expect(try await fixture.claim().map(\.draft) == [draft])
    }

    @Test func anUnreadableEntryThatWaitsIsHeldWhenItsAddressIsKnown() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.sample("a", phone: "+12015550101"), .sample("b", phone: "+12015550101")])
        let broken = try await fixture.entries()[0].id
        try await fixture.damage("UPDATE entry SET draft = '[' WHERE id = ?", broken)

        let contact = KnownContact(id: StoreFixture.contact, name: nil)
        try await fixture.store.record(.found(contact), for: .phone(101), of: main, at: fixture.now)

        #expect(try await fixture.states() == [.held, .queued])
        try await fixture.store.retry(broken, by: "kim", at: fixture.now)
        #expect(try await fixture.states() == [.held, .queued], "it cannot be read still")
        let mended = #"{"key":"a","provider":"sample","contact":{"phone":"+12015550101"},"data":{}}"#
        try await fixture.damage("UPDATE entry SET draft = '\(mended)' WHERE id = ?", broken)
        try await fixture.store.retry(broken, by: "kim", at: fixture.now)
        #expect(try await fixture.states() == [.queued, .queued])
    }

    @Test func anEntryThatBecomesUnreadableInFlightIsHeldAtItsOutcome() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.known("a"), .known("b")])
        let claim = try #require(try await fixture.claim().first)
        try await fixture.damage("UPDATE entry SET draft = '[' WHERE id = ?", claim.entry)

        let next = try await fixture.claim([claim.settled(.contactNotFound, at: fixture.now)])

        #expect(try await fixture.stateAndReason(of: claim.entry).state == "held")
        #expect(next.map(\.draft.key) == ["b"])
    }

    @Test(arguments: ["settling SET subject = x'00' WHERE entry_id", "entry SET key_digest = x'00' WHERE id"])
    func aWindowThatCannotBeReadIsHeldAndTheOthersClose(damage: String) async throws {
        let fixture = try StoreFixture()
        for number in 1...3 {
            try await fixture.accept(Int64(number), [.settlingCall("CA\(number)", contact: ContactID("c\(number)"))])
        }
        let broken = try await fixture.entries()[1].id
        try await fixture.damage("UPDATE \(damage) = ?", broken)

        try await fixture.passWindow()

        let row = try await fixture.stateAndReason(of: broken)
        #expect(row.state == "held" && row.reason?.contains("holds what this version cannot read") == true)
        #expect(try await fixture.claim().map(\.draft.key) == ["CA1", "CA3"])
        let counts = try await fixture.store.statistics(at: fixture.now).entries[main]
        #expect(counts?.filter { $0.value != 0 } == [.held: 1, .sending: 2])
        #expect(try await fixture.closeWindows() == 0)
    }

    @Test func aWindowThatCannotBeReadAndHoldsNothingIsClosed() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.settlingCall("CA1"), .settlingCall("CA2")])
        let broken = try await fixture.entries()[0].id
        try await fixture.damage("UPDATE settling SET subject = x'00' WHERE entry_id = ?", broken)
        try await fixture.store.discard(broken, reason: "a test", by: "kim", at: fixture.now)
        try await fixture.damage("UPDATE settling SET due_at = 1 WHERE entry_id = ?", broken)

        try await fixture.passWindow()

        #expect(try await fixture.stateAndReason(of: broken).state == "discarded")
        #expect(try await fixture.claim().map(\.draft.key) == ["CA2"])
        #expect(try await fixture.closeWindows() == 0)
    }

    @Test func anAddressThatIsNoneIsAskedForNoMore() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.sample("a", phone: "+12015550101"), .sample("b", phone: "+12015550102")])
        for table in ["lookup", "waiting_address"] {
            let sql = "UPDATE \(table) SET address = 'fax:1' WHERE address LIKE '%101' AND ? > 0"
            try await fixture.damage(sql, EntryID(rawValue: 1))
        }

        let due = try await fixture.store.dueLookups(of: main, limit: 9, at: fixture.now)

        #expect(due == [.phone(102)])
        #expect(try await fixture.states() == [.held, .resolving])
        try await fixture.store.record(.notFound, for: .phone(102), of: main, at: fixture.now)
        #expect(try await fixture.store.nextLookup(of: main) != fixture.now)
    }
}

extension StoreFixture {
    /// Changes a row behind the store's back.
    fileprivate func damage(_ sql: String, _ id: EntryID) async throws {
        try await store.pool.write { db in try db.execute(sql: sql, arguments: [id.rawValue]) }
    }

    fileprivate func stateAndReason(of id: EntryID) async throws -> (state: String?, reason: String?) {
        try await store.pool.read { db in
            let sql = "SELECT state, reason FROM entry WHERE id = ?"
            let row = try Row.fetchOne(db, sql: sql, arguments: [id.rawValue])
            return (row?["state"], row?["reason"])
        }
    }
}
