package import BridgeCore

/// What follows from an attempt: for the entry, and perhaps for its whole destination.
package struct Judgement: Sendable, Equatable {
    package let verdict: Verdict
    package let pause: PauseOrder?

    package init(_ verdict: Verdict, pause: PauseOrder? = nil) {
        self.verdict = verdict
        self.pause = pause
    }
}

extension DestinationLane {
    /// An entry that failed this often while others succeed is held.
    package static let failureLimit = 8
    /// How recent another entry's success must be to say that the fault is this entry's: the longest wait between tries.
    package static let successMemory = RetryPolicy.unfamiliar.maximumDelay

    /// The outcome as far as it can be trusted: a success with the `ch_id` of another entry says nothing of this one.
    package mutating func weigh(_ outcome: Outcome, of claim: Claim) -> Outcome {
        let kind = AnsweredIDs.Kind(
            contact: claim.contact,
            type: claim.draft.commsType,
            source: claim.draft.commsSource
        )
        guard case .delivered(let id?) = outcome, !answeredIDs.note(id, for: claim.entry, of: kind) else {
            return outcome
        }
        return .unknown(reason: "Zyntro answered with ch_id \(id), which it gave to another entry")
    }

    /// Takes note of how an attempt ended and decides what follows. `round` is the lane's at the time of the claim.
    package mutating func judge(
        _ outcome: Outcome,
        of claim: Claim,
        round: Int,
        startedAt: Duration,
        at now: Moment,
        using random: inout some RandomNumberGenerator
    ) -> Judgement {
        inFlight -= 1
        // Its contact's next entry may be ready now.
        isHungry = true
        note(outcome, startedAt: startedAt, at: now.uptime, using: &random)
        switch outcome {
        case .delivered: return Judgement(.delivered)
        case .notSent, .busy: return Judgement(.retry(at: soonest(after: now), countsAsFailure: false))
        case .credentials(let text, let advice):
            return stop(Self.refusal(text, advice: advice), for: "credentials", round: round, at: now)
        case .memberNotFound(let text) where claim.member == destination.defaultMember:
            return stop(
                "Zyntro does not know the default member: \(text). Set default_member to a member of the organisation, "
                    + "then resume.",
                for: "member",
                round: round,
                at: now
            )
        case .memberNotFound: return Judgement(.memberNotFound)
        case .contactNotFound(let label, let text):
            return refuse(claim, .contactNotFound, label: label, text: text, round: round, at: now)
        case .refused(let label, let text):
            return refuse(claim, .refused(reason: text), label: label, text: text, round: round, at: now)
        case .unfamiliar(let text): return Judgement(unfamiliar(text, of: claim, at: now, using: &random))
        case .unknown(let reason): return Judgement(unknown(reason, of: claim, at: now, using: &random))
        }
    }

    private mutating func note(
        _ outcome: Outcome,
        startedAt: Duration,
        at now: Duration,
        using random: inout some RandomNumberGenerator
    ) {
        switch outcome {
        case .notSent: wait(nil, startedAt: startedAt, at: now, using: &random)
        case .busy(_, let retryAfter):
            suspicion.answered()
            wait(retryAfter, startedAt: startedAt, at: now, using: &random)
        case .unknown:
            troubles = 0
            suspicion.unknown(at: now, using: &random)
        case .delivered:
            alike.succeeded()
            lastSuccess = now
            answered()
        case .credentials, .contactNotFound, .memberNotFound, .refused, .unfamiliar: answered()
        }
    }

    private mutating func answered() {
        troubles = 0
        suspicion.answered()
    }

    /// The whole destination waits. Attempts that were under way when the wait began do not lengthen it, unless
    /// Zyntro itself names a later time.
    mutating func wait(
        _ retryAfter: Duration?,
        startedAt: Duration,
        at now: Duration,
        using random: inout some RandomNumberGenerator
    ) {
        let isNew = troubles == 0 || startedAt >= waitUntil
        if isNew, troubles < .max { troubles += 1 }
        guard isNew || retryAfter != nil else { return }
        let delay = RetryPolicy.destination.delay(
            afterFailure: isNew ? troubles : 1,
            retryAfter: retryAfter,
            using: &random
        )
        waitUntil = max(waitUntil, now + delay)
    }

    /// The wall-clock time at which the lane's wait is over.
    private func soonest(after now: Moment) -> Timestamp {
        now.wall.advanced(by: max(.zero, waitUntil - now.uptime))
    }

    /// The destination pauses; the entry returns without a failure.
    private mutating func stop(_ reason: String, for cause: String, round: Int, at now: Moment) -> Judgement {
        let verdict = Verdict.retry(at: now.wall, countsAsFailure: false)
        guard round == self.round else { return Judgement(verdict) }
        beginPause(for: cause)
        return Judgement(verdict, pause: PauseOrder(destination: destination.name, reason: reason, returning: []))
    }

    private mutating func refuse(
        _ claim: Claim,
        _ verdict: Verdict,
        label: String,
        text: String,
        round: Int,
        at now: Moment
    ) -> Judgement {
        // Claimed before the pause and refused like those that caused it: it returns with them.
        if round != self.round, label == pausedFor { return Judgement(.retry(at: now.wall, countsAsFailure: false)) }
        guard let returning = alike.refused(claim.entry, of: claim.contact, label: label, at: now.uptime) else {
            return Judgement(verdict)
        }
        beginPause(for: label)
        let reason =
            "Zyntro refused \(returning.count) entries of different contacts alike: \(text). The fault is probably not "
            + "theirs: mend the cause, then resume; they are queued again."
        return Judgement(
            verdict,
            pause: PauseOrder(destination: destination.name, reason: reason, returning: returning)
        )
    }

    mutating func beginPause(for cause: String) {
        round += 1
        isPausing = true
        pausedFor = cause
    }

    static func refusal(_ text: String, advice: String) -> String {
        "Zyntro refuses this destination: \(text). What to do: \(advice), then resume."
    }

    private func unfamiliar(
        _ text: String,
        of claim: Claim,
        at now: Moment,
        using random: inout some RandomNumberGenerator
    ) -> Verdict {
        let failures = claim.failures + 1
        let othersSucceed = lastSuccess.map { now.uptime - $0 <= Self.successMemory } ?? false
        guard failures < Self.failureLimit || !othersSucceed else {
            return .held(reason: "failed \(failures) times while others succeed: \(text)")
        }
        let delay = RetryPolicy.unfamiliar.delay(afterFailure: failures, using: &random)
        return .retry(at: now.wall.advanced(by: delay), countsAsFailure: true)
    }

    private func unknown(
        _ reason: String,
        of claim: Claim,
        at now: Moment,
        using random: inout some RandomNumberGenerator
    ) -> Verdict {
        guard destination.unknownPolicy == .resend, claim.unknowns == 0 else { return .unknown(reason: reason) }
        return .resend(at: now.wall.advanced(by: RetryPolicy.resend.delay(afterFailure: 1, using: &random)))
    }
}
