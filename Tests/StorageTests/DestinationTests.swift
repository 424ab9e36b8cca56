import BridgeCore
import TestSupport
import Testing

@testable import Storage

/// Destinations that are renamed, removed, given to another organisation or paused twice.
struct DestinationTests {
    private let main = DestinationName("main")

    @Test func whatADestinationThatIsGoneLeavesBehindIsCountedAndCannotBeSetGoing() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.known("a"), .known("b")])
        try await fixture.settleNext(.delivered)
        let waiting = try await fixture.entries()[1].id

        try await fixture.store.configure([.trial("other")])

        let store = fixture.store
        #expect(try await store.undelivered(outside: [.trial("other")]) == [main: 1])
        #expect(try await store.undelivered(outside: [.trial()]) == [:])
        #expect(try await store.destinations().map(\.isConfigured) == [false, true])
        let resumed = await #expect(throws: StoreError.self) { try await store.resume(main, at: fixture.now) }
        let retried = await #expect(throws: StoreError.self) {
            try await store.retry(waiting, by: "kim", at: fixture.now)
        }
        #expect([resumed?.code, retried?.code] == [.conflict, .conflict])
        #expect(resumed?.detail.contains("main is not configured") == true)
        #expect(await store.fault() == nil)
    }

    @Test func aNameIsNotGivenToAnotherOrganisationWhileAnythingIsKeptUnderIt() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.known("a")])
        let moved = Destination.trial(orgID: "org-moved")

        let error = await #expect(throws: StoreError.self) { try await fixture.store.configure([moved]) }
        try await fixture.store.close()
        let atOpening = #expect(throws: StoreError.self) { _ = try StoreFixture(moved, in: fixture.directory) }

        for error in [error, atOpening] {
            #expect(error?.code == .conflict)
            #expect(error?.detail.contains("belongs to organisation org-main") == true)
        }
        let again = try StoreFixture(in: fixture.directory)
        #expect(try await again.states() == [.queued])
    }

    @Test func anUnusedNameTakesAnotherOrganisation() async throws {
        let fixture = try StoreFixture()

        try await fixture.store.configure([.trial(orgID: "org-moved")])

        #expect(try await fixture.store.destinations().map(\.name) == [main])
    }

    @Test func aSecondPauseKeepsTheReasonOfTheFirst() async throws {
        let fixture = try StoreFixture()
        try await fixture.store.pause(main, reason: "moving house (kim)", at: fixture.now)

        try await fixture.pause(reason: "Invalid API key")

        #expect(try await fixture.store.destinations().map(\.pauseReason) == ["moving house (kim)"])
        try await fixture.store.resume(main, at: fixture.now)
        try await fixture.pause(reason: "Invalid API key")
        #expect(try await fixture.store.destinations().map(\.pauseReason) == ["Invalid API key"])
    }
}
