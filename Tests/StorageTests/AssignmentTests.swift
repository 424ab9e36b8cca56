import BridgeCore
import TestSupport
import Testing

@testable import Storage

/// An operator's word about whose address it is.
struct AssignmentTests {
    private let ana = KnownContact(id: ContactID("ana"), name: "Ana Ruiz")
    private let bob = KnownContact(id: ContactID("bob"), name: "Bob Ray")
    private let main = DestinationName("main")

    @Test func freesEverythingThatWaitsInTheOrderOfReceipt() async throws {
        let fixture = try StoreFixture()
        for number in 1...3 {
            try await fixture.accept(Int64(number), [.sample("\(number)", phone: "+12015550101")])
        }
        try await fixture.store.record(.notFound, for: .phone(101), of: main, at: fixture.now)

        let report = try await fixture.store.assign(.phone(101), to: ana, in: main, at: fixture.now)

        #expect(report == AssignReport(replaced: 0, freed: 3))
        var delivered: [String] = []
        for _ in 1...3 {
            let claims = try await fixture.claim()
            delivered += claims.map(\.draft.key)
            #expect(claims.map(\.contact) == [ana.id])
            _ = try await fixture.store.exchange(
                claims.map { $0.settled(.delivered, at: fixture.now) },
                claiming: [:],
                at: fixture.now
            )
        }
        #expect(delivered == ["1", "2", "3"])
        #expect(try await fixture.store.nextLookup(of: main) == nil)
    }

    @Test func decidesASharedAddressForGood() async throws {
        let fixture = try StoreFixture()
        let rows: [DirectoryRow] = [.contact(ana, .phone(101)), .contact(bob, .phone(101))]
        _ = try await fixture.store.importDirectory(rows, into: main, at: fixture.now)
        try await fixture.accept(1, [.sample("a", phone: "+12015550101")])
        #expect(try await fixture.states() == [.unmatched])

        let report = try await fixture.store.assign(.phone(101), to: bob, in: main, at: fixture.now)
        let again = try await fixture.store.importDirectory(rows, into: main, at: fixture.now)
        try await fixture.store.record(.found(ana), for: .phone(101), of: main, at: fixture.now)
        try await fixture.accept(2, [.sample("b", phone: "+12015550101")])

        #expect(report == AssignReport(replaced: 1, freed: 1))
        #expect((again.assigned, again.unchanged, again.added) == (1, 1, 0))
        #expect(try await fixture.entries().map(\.contact) == [bob.id, bob.id])
        let answer = try await fixture.store.lookup(.phone(101), in: main)
        #expect((answer.contacts, answer.source) == ([bob], "assign"))
    }

    @Test func assigningAgainChangesTheDecision() async throws {
        let fixture = try StoreFixture()
        _ = try await fixture.store.assign(.phone(101), to: ana, in: main, at: fixture.now)

        let report = try await fixture.store.assign(.phone(101), to: bob, in: main, at: fixture.now)

        #expect(report.replaced == 1)
        #expect(try await fixture.store.lookup(.phone(101), in: main).contacts == [bob])
    }

    @Test func aContactThatZyntroDoesNotKnowKeepsItsAssignmentAndTheEntryWaits() async throws {
        let fixture = try StoreFixture()
        _ = try await fixture.store.assign(.phone(101), to: ana, in: main, at: fixture.now)
        try await fixture.accept(1, [.sample("a", phone: "+12015550101")])

        try await fixture.settleNext(.contactNotFound)

        #expect(try await fixture.states() == [.unmatched])
        #expect(try await fixture.store.lookup(.phone(101), in: main).source == "assign")
        _ = try await fixture.store.assign(.phone(101), to: bob, in: main, at: fixture.now)
        #expect(try await fixture.entries().map(\.contact) == [bob.id])
    }

    @Test func aLineOfOursIsNobodysContact() async throws {
        let fixture = try StoreFixture()
        let line = Line(kind: .shared, address: .phone(101))
        _ = try await fixture.store.importDirectory([.line(line)], into: main, at: fixture.now)

        await #expect(throws: StoreError.self) {
            try await fixture.store.assign(.phone(101), to: ana, in: main, at: fixture.now)
        }
    }
}

/// News of contacts in Zyntro make look-ups due.
struct RecheckTests {
    private let main = DestinationName("main")

    private func missed(_ addresses: [Int], in fixture: StoreFixture) async throws {
        for last in addresses {
            try await fixture.accept(Int64(last), [.sample("\(last)", phone: "+12015550\(last)")])
            try await fixture.store.record(.notFound, for: .phone(last), of: main, at: fixture.now)
        }
    }

    private func news(_ id: Int64, _ addresses: [Address], in fixture: StoreFixture, isDry: Bool = false) async throws {
        let sample = Submission.sample(id, [], at: fixture.now)
        let submission = Submission(
            event: sample.event,
            drafts: [],
            region: "US",
            isDry: isDry,
            recheck: Recheck(addresses: addresses)
        )
        _ = try await fixture.store.append(submission)
    }

    @Test func anAddressThatIsNamedIsAskedForNow() async throws {
        let fixture = try StoreFixture()
        try await missed([101, 102], in: fixture)

        try await news(900, [.phone(102), .phone(103)], in: fixture)

        #expect(try await fixture.store.dueLookups(of: main, limit: 10, at: fixture.now) == [.phone(102)])
        #expect(try await fixture.states() == [.unmatched, .unmatched])
    }

    @Test func newsThatNameNobodyMakeEverythingDueAtMostOnceInFiveMinutes() async throws {
        let fixture = try StoreFixture()
        try await missed([101], in: fixture)
        fixture.clock.advance(by: .seconds(600))
        try await missed([102], in: fixture)
        fixture.clock.advance(by: .seconds(60))

        for event in 900..<905 { try await news(Int64(event), [], in: fixture) }

        #expect(try await fixture.store.dueLookups(of: main, limit: 10, at: fixture.now) == [.phone(101)])
        fixture.clock.advance(by: .seconds(240))
        #expect(try await fixture.store.dueLookups(of: main, limit: 10, at: fixture.now).count == 2)
    }

    @Test func newsThatNameNobodyMakeABoundedNumberDue() async throws {
        let fixture = try StoreFixture()
        let all = (0..<250).map { Address(uri: "mailto:p\($0)@example.com") ?? .phone(100) }
        for (number, address) in all.enumerated() {
            let email = String(address.uri.dropFirst("mailto:".count))
            try await fixture.accept(Int64(number + 1), [.sample("k\(number)", email: email)])
            try await fixture.store.record(.notFound, for: address, of: main, at: fixture.now)
        }
        fixture.clock.advance(by: .seconds(600))
        var due: [Int] = []

        for event in 900..<904 {
            try await news(Int64(event), [], in: fixture)
            due.append(try await fixture.store.dueLookups(of: main, limit: 1000, at: fixture.now).count)
        }

        #expect(due == [100, 200, 250, 250])
    }

    @Test func theSameNewsAgainAreHeardAgain() async throws {
        let fixture = try StoreFixture()
        try await missed([101], in: fixture)
        try await news(900, [.phone(101)], in: fixture)
        try await fixture.store.record(.notFound, for: .phone(101), of: main, at: fixture.now)

        try await news(900, [.phone(101)], in: fixture)

        #expect(try await fixture.store.dueLookups(of: main, limit: 10, at: fixture.now) == [.phone(101)])
    }

    @Test func aMissIsForgottenWhereNobodyWaitsAnyMore() async throws {
        let fixture = try StoreFixture()
        try await missed([101], in: fixture)
        let entry = try #require(try await fixture.entries().first)
        try await fixture.store.discard(entry.id, reason: "none", by: "ada", at: fixture.now)

        try await news(900, [.phone(101)], in: fixture)
        try await fixture.accept(2, [.sample("b", phone: "+12015550101")])

        #expect(try await fixture.states() == [.discarded, .resolving])
    }

    @Test func aDryHookAsksForNothing() async throws {
        let fixture = try StoreFixture()
        try await missed([101], in: fixture)

        try await news(900, [.phone(101)], in: fixture, isDry: true)

        #expect(try await fixture.store.dueLookups(of: main, limit: 10, at: fixture.now) == [])
    }

    @Test func whoeverIsNewIsAskedForBeforeThoseWhoWereMissed() async throws {
        let fixture = try StoreFixture()
        try await missed([101, 102], in: fixture)
        fixture.clock.advance(by: fixture.destination.recheckInterval)
        try await fixture.accept(3, [.sample("new", phone: "+12015550103")])

        #expect(try await fixture.store.dueLookups(of: main, limit: 1, at: fixture.now) == [.phone(103)])
        let all = try await fixture.store.dueLookups(of: main, limit: 10, at: fixture.now)
        #expect(all == [.phone(103), .phone(101), .phone(102)])
    }
}
