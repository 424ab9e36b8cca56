/// One try to deliver an entry.
package struct Attempt: Sendable, Equatable {
    /// How an attempt ended (design: three-way outcome).
    package enum Outcome: Sendable, Equatable {
        /// The body was never asked for.
        case notSent(reason: String)
        /// Zyntro answered; `text` is its message, shortened, never our request.
        case answered(status: Int, text: String)
        /// Everything else: nobody can say whether Zyntro stored it.
        case unknown(reason: String)
    }

    package let entry: EntryID
    /// 1 for the first.
    package let number: Int
    package let startedAt: Timestamp
    package let endedAt: Timestamp
    package let outcome: Outcome
    /// Zyntro's id of the history entry, when it answered with one.
    package let chID: Int64?

    package init(
        entry: EntryID,
        number: Int,
        startedAt: Timestamp,
        endedAt: Timestamp,
        outcome: Outcome,
        chID: Int64? = nil
    ) {
        self.entry = entry
        self.number = number
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.outcome = outcome
        self.chID = chID
    }
}

/// What happens to an entry after an attempt, decided by the courier and carried out by the store.
package enum Verdict: Sendable, Equatable {
    case delivered
    /// Try again not before `at`; `countsAsFailure` is false where the entry is not to blame (not sent, paused).
    case retry(at: Timestamp, countsAsFailure: Bool)
    /// Zyntro does not know the contact: forget what the directory cached, look up anew once, then `unmatched`.
    case contactNotFound
    /// Zyntro does not know the member: mark it, send under the default member.
    case memberNotFound
    case refused(reason: String)
    /// No trusted answer: send once more not before `at`, marked `possible_duplicate`.
    case resend(at: Timestamp)
    /// No trusted answer and no resend left.
    case unknown(reason: String)
    case held(reason: String)
}

/// An attempt together with what follows from it.
package struct Settlement: Sendable, Equatable {
    package let attempt: Attempt
    package let verdict: Verdict

    package init(attempt: Attempt, verdict: Verdict) {
        self.attempt = attempt
        self.verdict = verdict
    }
}
