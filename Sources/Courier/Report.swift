import BridgeCore

/// What a task of the courier came to.
enum Report: Sendable {
    case attempt(AttemptReport)
    case lookup(LookupReport)
    /// Which look-ups are due; nil when the queue could not say.
    case lookupsDue(DestinationName, [Address]?, creations: [Address], next: Timestamp?)
    case creation(CreationReport)
    case probe(DestinationName, isAnswered: Bool)
}

/// One attempt that has ended and is not recorded yet.
struct AttemptReport: Sendable {
    let claim: Claim
    /// The lane's round at the time of the claim.
    let round: Int
    let startedAt: Moment
    let endedAt: Moment
    let httpStatus: Int
    var outcome: Outcome

    /// The attempt as it is stored.
    var attempt: Attempt {
        var chID: Int64?
        if case .delivered(let id) = outcome { chID = id }
        return Attempt(
            entry: claim.entry,
            number: claim.attempt,
            startedAt: startedAt.wall,
            endedAt: endedAt.wall,
            outcome: outcome.recorded(httpStatus: httpStatus),
            chID: chID
        )
    }
}

/// One look-up that has ended and is not recorded yet.
struct LookupReport: Sendable {
    let destination: DestinationName
    let address: Address
    let round: Int
    let startedAt: Moment
    /// How many calls it took.
    let calls: Int
    /// The last of Zyntro's replies.
    let reply: Reply
    let outcome: LookupOutcome
}

/// One creation of a contact that has ended and is in the store.
struct CreationReport: Sendable {
    let destination: DestinationName
    let round: Int
    let startedAt: Moment
    let reply: Reply
    /// Nil where it was not due any more, and Zyntro was not asked.
    let outcome: CreationOutcome?
}
