import BridgeCore
import TestSupport
import Testing

@testable import Storage

/// Start-up after a process that stopped while entries were in flight.
struct RecoveryTests {
    @Test func anEntryInFlightIsSentOnceMoreAndMarked() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.known("a"), .known("b")])
        let claim = try #require(try await fixture.claim().first)
        try await fixture.store.close()

        let again = try StoreFixture(in: fixture.directory)

        #expect(again.store.recoveredAttempts == 1)
        let attempts = try await again.store.entry(claim.entry).attempts
        #expect(attempts.map(\.outcome) == [.unknown(reason: "the bridge stopped before the answer")])
        let claims = try await again.claim()
        #expect(claims.map(\.entry) == [claim.entry])
        #expect(claims.map(\.unknowns) == [1])
        #expect(claims.map(\.attempt) == [2])
    }

    @Test func aSecondCrashLeavesItUnknownAndItsLaneFree() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.known("a"), .known("b")])
        _ = try await fixture.claim()
        try await fixture.store.close()
        let second = try StoreFixture(in: fixture.directory)
        _ = try await second.claim()
        try await second.store.close()

        let third = try StoreFixture(in: fixture.directory)

        #expect(try await third.states() == [.unknown, .queued])
        #expect(try await third.claim().map(\.draft.key) == ["b"])
        let counts = try await third.store.statistics(at: third.now).entries[third.destination.name]
        #expect(counts == [.unknown: 1, .queued: 0, .sending: 1].filter { $0.value != 0 })
    }

    @Test func thePolicyHoldNeverSendsAgain() async throws {
        let fixture = try StoreFixture(.trial(unknownPolicy: .hold))
        try await fixture.accept(1, [.known("a")])
        _ = try await fixture.claim()
        try await fixture.store.close()

        let again = try StoreFixture(.trial(unknownPolicy: .hold), in: fixture.directory)

        #expect(try await again.states() == [.unknown])
        #expect(try await again.entries().first?.reason == "the bridge stopped before the answer")
    }

    @Test func entriesOfADestinationThatIsGoneAreKept() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.known("a")])
        _ = try await fixture.claim()
        try await fixture.store.close()

        let again = try StoreFixture(.trial("other"), in: fixture.directory)

        #expect(try await again.states() == [.unknown])
    }
}
