import BridgeCore
import JSON
import TestSupport
import Testing

@testable import Storage

/// What becomes of entries whose address belongs to nobody in Zyntro.
struct UnmatchedPolicyTests {
    private let main = DestinationName("main")
    private let ana = ContactID("ana")

    private func fixture(_ policy: Destination.UnmatchedPolicy) throws -> StoreFixture {
        try StoreFixture(.trial(unmatchedPolicy: policy))
    }

    private func miss(_ fixture: StoreFixture) async throws {
        try await fixture.store.record(.notFound, for: .phone(101), of: main, at: fixture.now)
    }

    private func due(_ fixture: StoreFixture) async throws -> [Address] {
        try await fixture.store.dueCreations(of: main, limit: 10, at: fixture.now)
    }

    @Test func holdWaitsThroughAnyNumberOfMisses() async throws {
        let fixture = try fixture(.hold)
        try await fixture.accept(1, [.sample("a", phone: "+12015550101")])

        for _ in 1...50 {
            fixture.clock.advance(by: fixture.destination.recheckInterval)
            #expect(try await fixture.store.dueLookups(of: main, limit: 10, at: fixture.now) == [.phone(101)])
            try await miss(fixture)
        }

        #expect(try await fixture.states() == [.unmatched])
        #expect(try await due(fixture) == [])
        let start = try #require(try await fixture.entries().first?.createdAt)
        #expect(try await fixture.store.statistics(at: fixture.now).oldestUnmatched[main] == start)
    }

    @Test func discardDropsOnlyAfterZyntroWasAsked() async throws {
        let fixture = try fixture(.discard)
        try await fixture.accept(1, [.sample("a", phone: "+12015550101")])
        #expect(try await fixture.states() == [.resolving])

        try await miss(fixture)
        try await fixture.accept(2, [.sample("b", phone: "+12015550101")])

        #expect(try await fixture.states() == [.discarded, .discarded])
        #expect(try await fixture.entries().allSatisfy { $0.reason?.contains("no contact has this address") == true })
    }

    @Test func discardLeavesThoseAloneThatCannotBeLookedUp() async throws {
        let fixture = try fixture(.discard)

        try await fixture.accept(1, [.sample("anonymous")])

        #expect(try await fixture.states() == [.unmatched])
    }

    @Test func wakesNobodyForACreationThatThePolicyNoLongerWants() async throws {
        let fixture = try fixture(.create)
        try await fixture.accept(1, [.sample("a", phone: "+12015550101")])
        try await miss(fixture)
        #expect(try await fixture.store.nextLookup(of: main) == fixture.now)

        try await fixture.store.configure([.trial(unmatchedPolicy: .hold)])

        #expect(try await fixture.store.nextLookup(of: main).map { $0 > fixture.now } == true)
    }

    @Test func aCreatedContactFreesWhatWaitsInOrder() async throws {
        let fixture = try fixture(.create)
        try await fixture.accept(1, [.sample("a", phone: "+12015550101")])
        try await fixture.accept(2, [.sample("b", phone: "+12015550101")])
        try await miss(fixture)
        #expect(try await due(fixture) == [.phone(101)])
        #expect(try await fixture.store.nextLookup(of: main) == fixture.now)

        let order = try #require(
            try await fixture.store.claimCreation(of: .phone(101), in: main, at: fixture.now)
        )
        try await fixture.store.record(.created(ana), for: .phone(101), of: main, at: fixture.now)

        #expect((order.firstName, order.lastName, order.phone?.e164) == ("Ana", "Ruiz", "+12015550101"))
        #expect(order.member == MemberID("default-member"))
        #expect(try await fixture.claim().map(\.draft.key) == ["a"])
        #expect(try await fixture.states() == [.sending, .queued])
        #expect(try await fixture.store.lookup(.phone(101), in: main).creation == "created")
    }

    @Test func aCreationWithoutAnIDIsLookedUp() async throws {
        let fixture = try fixture(.create)
        try await fixture.accept(1, [.sample("a", phone: "+12015550101")])
        try await miss(fixture)
        _ = try await fixture.store.claimCreation(of: .phone(101), in: main, at: fixture.now)

        try await fixture.store.record(.created(nil), for: .phone(101), of: main, at: fixture.now)

        #expect(try await fixture.store.dueLookups(of: main, limit: 10, at: fixture.now) == [.phone(101)])
    }

    @Test(arguments: [CreationAnswer.refused(reason: "Plan limit"), .unknown(reason: "timeout")])
    func anAddressIsTriedOnceADayAndSaysWhatCameOfIt(answer: CreationAnswer) async throws {
        let fixture = try fixture(.create)
        try await fixture.accept(1, [.sample("a", phone: "+12015550101")])
        try await miss(fixture)
        _ = try await fixture.store.claimCreation(of: .phone(101), in: main, at: fixture.now)
        try await fixture.store.record(answer, for: .phone(101), of: main, at: fixture.now)

        let reason = try await fixture.entries().first?.reason ?? ""
        #expect(reason.contains("Plan limit") || reason.contains("timeout"))
        for hour in 1...23 {
            fixture.clock.advance(by: .seconds(3600))
            try await miss(fixture)
            try await fixture.accept(Int64(hour + 1), [.sample("h\(hour)", phone: "+12015550101")])
            #expect(try await due(fixture) == [])
            #expect(try await fixture.store.claimCreation(of: .phone(101), in: main, at: fixture.now) == nil)
        }
        fixture.clock.advance(by: .seconds(3601))
        try await miss(fixture)
        #expect(try await due(fixture) == [.phone(101)])
    }

    @Test func whatWasNotAskedIsTriedAgainAtItsTime() async throws {
        let fixture = try fixture(.create)
        try await fixture.accept(1, [.sample("a", phone: "+12015550101")])
        try await miss(fixture)
        _ = try await fixture.store.claimCreation(of: .phone(101), in: main, at: fixture.now)
        let later = fixture.now.advanced(by: .seconds(60))

        try await fixture.store.record(.notAsked(retryAt: later), for: .phone(101), of: main, at: fixture.now)

        #expect(try await due(fixture) == [])
        fixture.clock.advance(by: .seconds(60))
        #expect(try await due(fixture) == [.phone(101)])
    }

    @Test func aCreationUnderWayAtACrashIsUnknownAndNotRepeated() async throws {
        let directory = try TemporaryDirectory()
        let destination = Destination.trial(unmatchedPolicy: .create)
        let first = try StoreFixture(destination, in: directory)
        try await first.accept(1, [.sample("a", phone: "+12015550101")])
        try await miss(first)
        _ = try await first.store.claimCreation(of: .phone(101), in: main, at: first.now)
        try await first.store.close()

        let second = try StoreFixture(destination, in: directory)

        #expect(try await due(second) == [])
        #expect(try await second.store.lookup(.phone(101), in: main).creation == "unknown")
        #expect(try await second.store.dueLookups(of: main, limit: 10, at: second.now) == [.phone(101)])
    }

    @Test func nobodyIsCreatedWhomZyntroHadAndHasNoMore() async throws {
        let fixture = try fixture(.create)
        try await fixture.accept(1, [.sample("a", phone: "+12015550101")])
        try await fixture.store.record(.found(KnownContact(id: ana)), for: .phone(101), of: main, at: fixture.now)
        try await fixture.settleNext(.contactNotFound)
        #expect(try await fixture.states() == [.resolving])

        try await miss(fixture)

        #expect(try await due(fixture) == [])
        #expect(try await fixture.entries().first?.reason?.contains("has it no more") == true)
    }

    @Test func anAddressThatSeveralShareIsNeitherCreatedNorDiscarded() async throws {
        let fixture = try fixture(.discard)
        let rows: [DirectoryRow] = [
            .contact(KnownContact(id: ana), .phone(101)), .contact(KnownContact(id: ContactID("bob")), .phone(101)),
        ]
        _ = try await fixture.store.importDirectory(rows, into: main, at: fixture.now)
        try await fixture.accept(1, [.sample("a", phone: "+12015550101")])
        try await miss(fixture)

        #expect(try await fixture.states() == [.unmatched])
    }

    @Test func nobodyIsCreatedForAnEntryThatIsHeld() async throws {
        let fixture = try fixture(.create)
        try await fixture.accept(1, [.sample("a", phone: "+12015550101")])
        try await miss(fixture)
        var unproven = EntryDraft.sample("b", phone: "+12015550101")
        unproven.isAuthenticated = false
        let sample = Submission.sample(2, [unproven], at: fixture.now)
        _ = try await fixture.store.append(
            Submission(
                event: sample.event,
                drafts: sample.drafts,
                region: "US",
                policies: HookPolicies(unauthenticated: .hold)
            )
        )
        let first = try #require(try await fixture.entries().first)
        try await fixture.store.discard(first.id, reason: "spam", by: "ana", at: fixture.now)

        #expect(try await fixture.store.claimCreation(of: .phone(101), in: main, at: fixture.now) == nil)
        #expect(try await due(fixture) == [])
    }

    @Test func whatAnImportSaysStandsBesideACreationUnderWay() async throws {
        let fixture = try fixture(.create)
        try await fixture.accept(1, [.sample("a", phone: "+12015550101")])
        try await miss(fixture)
        _ = try await fixture.store.claimCreation(of: .phone(101), in: main, at: fixture.now)
        let imported = KnownContact(id: ContactID("imported"), name: "Ana Ruiz")
        _ = try await fixture.store.importDirectory([.contact(imported, .phone(101))], into: main, at: fixture.now)

        try await fixture.store.record(.created(ana), for: .phone(101), of: main, at: fixture.now)
        try await fixture.accept(2, [.sample("b", phone: "+12015550101")])

        #expect(try await fixture.entries().map(\.contact) == [imported.id, imported.id])
    }
}
