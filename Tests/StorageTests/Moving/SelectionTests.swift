import BridgeCore
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Storage

/// Operators' decisions about all entries of a state, as after a restore.
struct SelectionTests {
    private func adopted() async throws -> StoreFixture {
        let original = try await CopiedStoreTests.fixture()
        try FileManager.default.removeItem(atPath: "\(original.path).identity")
        let fixture = try StoreFixture(in: original.directory)
        try await fixture.store.resume(fixture.destination.name, at: fixture.now)
        return fixture
    }

    private func selection(_ fixture: StoreFixture, _ state: EntryState = .unknown) -> EntrySelection {
        EntrySelection(destination: fixture.destination.name, state: state)
    }

    @Test func whatACopyBroughtAlongGoesBackToWhereItWas() async throws {
        let fixture = try await adopted()

        let report = try await fixture.store.retry(selection(fixture), by: "ada", at: fixture.now)

        #expect(report.done == 4)
        #expect(report.skipped.isEmpty && report.next == nil)
        let states = try await fixture.entries().map(\.state)
        #expect(Set(states.dropFirst(2)) == [.queued, .resolving, .unmatched])
        #expect(!states.contains(.settling) && !states.contains(.unknown))
        let claims = try await fixture.claim()
        #expect(claims.map(\.draft.key) == ["queued", "CA1"])
        #expect(claims.allSatisfy { $0.unknowns == 1 }, "they may be in Zyntro already, and say so")
        let counts = try await fixture.store.pool.read { db in try StateCounts(db: db).differences() }
        #expect(counts == [])
    }

    @Test func whatWaitedForItsContactIsLookedUpAgainAndSent() async throws {
        let fixture = try await adopted()
        _ = try await fixture.store.retry(selection(fixture), by: "ada", at: fixture.now)
        _ = try await fixture.claim()

        let due = try await fixture.store.dueLookups(of: fixture.destination.name, limit: 9, at: fixture.now)
        #expect(due.count == 1)
        let known = KnownContact(id: ContactID("ben"), name: nil)
        try await fixture.store.record(
            .found(known),
            for: try #require(due.first),
            of: fixture.destination.name,
            at: fixture.now
        )

        #expect(try await fixture.claim().map(\.draft.key) == ["resolving"])
    }

    @Test func onlyWhatWasReceivedBeforeIsTaken() async throws {
        let fixture = try StoreFixture()
        for id in 1...3 {
            try await fixture.accept(Int64(id), [.known("\(id)", text: "\(id)")])
            try await fixture.settleNext(.held(reason: "a fuse"))
            fixture.clock.advance(by: .seconds(60))
        }
        var held = selection(fixture, .held)
        held.before = try await fixture.entries()[2].createdAt

        held.isDryRun = true
        #expect(try await fixture.store.retry(held, by: "ada", at: fixture.now).done == 2)
        #expect(try await fixture.states() == [.held, .held, .held])

        held.isDryRun = false
        held.limit = 1
        let first = try await fixture.store.retry(held, by: "ada", at: fixture.now)
        held.after = first.next
        let second = try await fixture.store.retry(held, by: "ada", at: fixture.now)

        #expect(first.done == 1 && second.done == 1)
        #expect(try await fixture.states() == [.queued, .queued, .held])
    }

    @Test func whatIsKnownToBeThereIsDiscarded() async throws {
        let fixture = try await adopted()

        let report = try await fixture.store.discard(
            selection(fixture),
            reason: "in Zyntro",
            by: "ada",
            at: fixture.now
        )

        #expect(report.done == 4)
        #expect(try await fixture.states().suffix(4).allSatisfy { $0 == .discarded })
        #expect(try await fixture.entries().last?.reason == "in Zyntro (ada)")
        #expect(try await fixture.claim().isEmpty)
    }

    @Test func whatCannotBeDoneIsToldAndLeftAsItWas() async throws {
        let fixture = try StoreFixture(.trial(looksUpContacts: false))
        try await fixture.accept(1, [.sample("a", phone: "+12015550101")])

        let report = try await fixture.store.retry(selection(fixture, .unmatched), by: "ada", at: fixture.now)

        #expect(report.done == 0)
        #expect(report.skipped.first?.reason.contains("waits for its address") == true)
        #expect(try await fixture.states() == [.unmatched])
    }

    @Test func aNameThatIsNoneIsRefused() async throws {
        let fixture = try StoreFixture()
        let selection = EntrySelection(destination: DestinationName("mian"), state: .held)

        let error = await #expect(throws: StoreError.self) {
            _ = try await fixture.store.retry(selection, by: "ada", at: fixture.now)
        }

        #expect(error?.code == .notFound)
    }

    @Test func aPageIsReadFromAnIndex() throws {
        let fixture = try StoreFixture()

        let plan = try fixture.store.pool.read { db in
            try Row.fetchAll(
                db,
                sql: "EXPLAIN QUERY PLAN " + StoreTransaction.selection,
                arguments: ["main", "held", 0, 9, 9]
            ).map { $0["detail"] as String }
        }

        #expect(plan.count == 1 && plan[0].contains("USING INDEX entry_state"), "\(plan)")
    }
}
