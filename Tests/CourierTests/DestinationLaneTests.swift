import BridgeCore
import Courier
import TestSupport
import Testing

/// What follows from attempts, and what a lane lets start.
struct DestinationLaneTests {
    private var random = SeededRandom(seed: 11)

    private mutating func judge(
        _ outcome: Outcome,
        of claim: Claim,
        in lane: inout DestinationLane,
        at second: Int = 0,
        round: Int? = nil
    ) -> Judgement {
        lane.claimed(1, of: 1, at: .seconds(second))
        return lane.judge(
            outcome,
            of: claim,
            round: round ?? lane.round,
            startedAt: .seconds(second),
            at: Fixture.moment(second),
            using: &random
        )
    }

    private func isRetry(_ verdict: Verdict, countsAsFailure: Bool) -> Bool {
        guard case .retry(let at, countsAsFailure) = verdict else { return false }
        return at >= Fixture.start
    }

    @Test mutating func whatWasNotSentIsRetriedWithoutAFailureAndTheDestinationWaits() throws {
        var lane = DestinationLane(Fixture.destination(concurrency: 64), at: .zero)

        let judgement = judge(.notSent(reason: "refused"), of: try Fixture.claim(), in: &lane)

        #expect(isRetry(judgement.verdict, countsAsFailure: false))
        #expect(lane.plan(at: .zero).entries == 0)
        #expect(lane.plan(at: .seconds(1)).entries == 1)
    }

    @Test func anAnswerWithTheIDOfAnotherEntryIsNotTrusted() throws {
        var lane = DestinationLane(Fixture.destination(), at: .zero)
        let claims = try (1...3).map { try Fixture.claim($0, contact: "ana") }
        let distrusted = Outcome.unknown(reason: "Zyntro answered with ch_id 891, which it gave to another entry")

        #expect(lane.weigh(.delivered(chID: 891), of: claims[0]) == .delivered(chID: 891))
        #expect(lane.weigh(.delivered(chID: 892), of: claims[1]) == .delivered(chID: 892))
        #expect(lane.weigh(.delivered(chID: 891), of: claims[2]) == distrusted)
        #expect(lane.weigh(.delivered(chID: nil), of: claims[2]) == .delivered(chID: nil))
        #expect(lane.weigh(.delivered(chID: 893), of: claims[2]) == .delivered(chID: 893))
        #expect(lane.weigh(.delivered(chID: 891), of: claims[0]) == .delivered(chID: 891))
    }

    /// Nothing says that an id is not the contact's, or always the same.
    @Test(arguments: [[1, 2, 1, 2], [7, 7, 7, 7]])
    func idsThatDoNotTellEntriesApartAreTrusted(_ ids: [Int64]) throws {
        var lane = DestinationLane(Fixture.destination(), at: .zero)

        for (number, id) in ids.enumerated() {
            let claim = try Fixture.claim(number, contact: number % 2 == 0 ? "ana" : "ben")
            #expect(lane.weigh(.delivered(chID: id), of: claim) == .delivered(chID: id))
        }
    }

    @Test(arguments: [CommsType.email, .call])
    func anIDOfAContactAndAKindOfEntryIsTrustedEachTimeItComes(other: CommsType) throws {
        var lane = DestinationLane(Fixture.destination(), at: .zero)

        for number in 1...6 {
            let claim = try Fixture.claim(number, contact: "ana", type: number % 2 == 0 ? .sms : other)
            let answered = Outcome.delivered(chID: Int64(891 + number % 2))
            #expect(lane.weigh(answered, of: claim) == answered)
        }
    }

    @Test mutating func aBusyDestinationWaitsAsLongAsItAsks() throws {
        var lane = DestinationLane(Fixture.destination(), at: .zero)

        let judgement = judge(.busy(status: 429, retryAfter: .seconds(90)), of: try Fixture.claim(), in: &lane)

        #expect(judgement.verdict == .retry(at: Fixture.start.advanced(by: .seconds(90)), countsAsFailure: false))
        #expect(lane.plan(at: .seconds(89)).wakeAt == .seconds(90))
        #expect(lane.plan(at: .seconds(90)).entries == 1)
    }

    @Test mutating func manyThatFailTogetherLengthenTheWaitOnce() throws {
        var lane = DestinationLane(Fixture.destination(concurrency: 64), at: .zero)
        for number in 1...64 { _ = judge(.notSent(reason: "refused"), of: try Fixture.claim(number), in: &lane) }

        #expect(lane.plan(at: .seconds(1)).entries == 1)
    }

    @Test mutating func refusedCredentialsPauseOnceAndBurnNoAttempt() throws {
        var lane = DestinationLane(Fixture.destination(), at: .zero)
        let outcome = Outcome.credentials(text: "Invalid API key", advice: "check api_key")

        let first = judge(outcome, of: try Fixture.claim(1), in: &lane)
        let second = judge(outcome, of: try Fixture.claim(2), in: &lane, round: 0)

        #expect(first.verdict == .retry(at: Fixture.start, countsAsFailure: false))
        #expect(first.pause?.reason.contains("check api_key") == true)
        #expect(second == Judgement.retryNow)
        #expect(lane.plan(at: .zero).entries == 0)
    }

    @Test mutating func anUnknownMemberIsLeftToTheStoreUnlessItIsTheDefault() throws {
        var lane = DestinationLane(Fixture.destination(), at: .zero)

        let other = judge(.memberNotFound(text: "Member not found"), of: try Fixture.claim(), in: &lane)
        let byDefault = judge(
            .memberNotFound(text: "Member not found"),
            of: try Fixture.claim(member: "member-default"),
            in: &lane
        )

        #expect(other == Judgement.memberNotFound)
        #expect(isRetry(byDefault.verdict, countsAsFailure: false))
        #expect(byDefault.pause?.reason.contains("default_member") == true)
    }

    @Test mutating func fiveRefusalsAlikePauseAndReturnTheEntries() throws {
        var lane = DestinationLane(Fixture.destination(), at: .zero)
        let outcome = Outcome.contactNotFound(label: "NOT_FOUND", text: "Contact not found")
        for number in 1...4 {
            let judgement = judge(outcome, of: try Fixture.claim(number), in: &lane)
            #expect(judgement.verdict == .contactNotFound)
        }

        let fifth = judge(outcome, of: try Fixture.claim(5), in: &lane)
        let straggler = judge(outcome, of: try Fixture.claim(6), in: &lane, round: 0)

        #expect(fifth.pause?.returning == (1...5).map { EntryID(rawValue: $0) })
        #expect(straggler == Judgement.retryNow)
    }

    @Test mutating func anUnfamiliarTextRefusesNothing() throws {
        var lane = DestinationLane(Fixture.destination(), at: .zero)

        for failures in 0..<20 {
            let claim = try Fixture.claim(failures: failures)
            let judgement = judge(.unfamiliar(text: "?"), of: claim, in: &lane)
            #expect(isRetry(judgement.verdict, countsAsFailure: true))
        }
    }

    @Test mutating func eightFailuresWhileOthersSucceedHoldAnEntry() throws {
        var lane = DestinationLane(Fixture.destination(), at: .zero)
        _ = judge(.delivered(chID: 1), of: try Fixture.claim(2), in: &lane)

        let seventh = judge(.unfamiliar(text: "?"), of: try Fixture.claim(failures: 6), in: &lane)
        let eighth = judge(.unfamiliar(text: "?"), of: try Fixture.claim(failures: 7), in: &lane)

        #expect(isRetry(seventh.verdict, countsAsFailure: true))
        #expect(eighth.verdict == .held(reason: "failed 8 times while others succeed: ?"))
    }

    @Test(arguments: [
        (Destination.UnknownPolicy.resend, 0, true), (.resend, 1, false), (.hold, 0, false), (.hold, 1, false),
    ])
    func anUnknownOutcomeIsResentOnceByPolicy(policy: Destination.UnknownPolicy, unknowns: Int, resends: Bool) throws {
        var random = SeededRandom(seed: 5)
        var lane = DestinationLane(Fixture.destination(unknownPolicy: policy), at: .zero)
        let claim = try Fixture.claim(unknowns: unknowns)

        let judgement = lane.judge(
            .unknown(reason: "closed"),
            of: claim,
            round: 0,
            startedAt: .zero,
            at: Fixture.moment(),
            using: &random
        )

        if resends {
            guard case .resend(let at) = judgement.verdict else {
                Issue.record("not resent: \(judgement.verdict)")
                return
            }
            #expect(at > Fixture.start)
        } else {
            #expect(judgement.verdict == .unknown(reason: "closed"))
        }
    }

    @Test mutating func aSuspectDestinationProbesInsteadOfInserting() throws {
        var lane = DestinationLane(Fixture.destination(), at: .zero)
        for number in 1...3 { _ = judge(.unknown(reason: "closed"), of: try Fixture.claim(number), in: &lane) }

        #expect(lane.plan(at: .zero).entries == 0)
        let plan = lane.plan(at: .seconds(15))
        #expect(plan.probes && plan.entries == 0)

        lane.probed(isAnswered: true, at: .seconds(16), using: &random)
        #expect(lane.plan(at: .seconds(16)).entries == 1)
    }

    @Test func slotsAndPaceBoundWhatIsClaimed() {
        var lane = DestinationLane(Fixture.destination(concurrency: 8, perSecond: 2), at: .zero)
        #expect(lane.plan(at: .zero).entries == 1)

        lane.claimed(1, of: 1, at: .zero)

        #expect(lane.plan(at: .zero).entries == 0)
        #expect(lane.plan(at: .zero).wakeAt == .milliseconds(500))
    }

    @Test func entriesAndLookupsTakeTurnsWhereThereIsOneSlot() throws {
        var lane = DestinationLane(Fixture.destination(concurrency: 1, looksUpContacts: true), at: .zero)
        #expect(lane.plan(at: .zero).fetchesLookups)
        let address = Address.phone(try #require(PhoneNumber(e164: "+15550100")))
        lane.lookupsFetched([address], next: nil, at: .zero)

        #expect(lane.plan(at: .zero).lookups == [address])
        #expect(lane.plan(at: .zero).entries == 0)
    }

    @Test mutating func aRetiredDestinationClaimsNothing() throws {
        var lane = DestinationLane(Fixture.destination(), at: .zero)

        lane.retire()

        #expect(lane.plan(at: .zero) == DestinationLane.Plan())
    }
}

extension Judgement {
    fileprivate static var retryNow: Judgement {
        Judgement(.retry(at: Fixture.start, countsAsFailure: false))
    }
    fileprivate static var memberNotFound: Judgement { Judgement(.memberNotFound) }
}
