/// The courier's side of the outbox.
package protocol OutboxQueue: Sendable {
    /// Records what attempts came to, pauses destinations and claims what may be sent next, in one commit: a crash finds
    /// either the refusals that caused a pause or the pause with those entries back in the queue.
    ///
    /// A pause of a destination that is no longer configured only returns its entries.
    /// At most `slots[d]` entries are claimed for destination `d`, at most one per contact, oldest first; each is
    /// `sending` with its attempt on disk when this returns. Paused destinations yield none.
    func exchange(
        _ settlements: [Settlement],
        pausing pauses: [PauseOrder],
        claiming slots: [DestinationName: Int],
        at now: Timestamp
    ) async throws(StoreError) -> Exchange

    /// A value whenever something became ready (accepted, freed, resumed, retried by an operator).
    func wakeups() -> AsyncStream<Void>
}

extension OutboxQueue {
    /// ``exchange(_:pausing:claiming:at:)`` where nothing is to be paused.
    package func exchange(
        _ settlements: [Settlement],
        claiming slots: [DestinationName: Int],
        at now: Timestamp
    ) async throws(StoreError) -> Exchange {
        try await exchange(settlements, pausing: [], claiming: slots, at: now)
    }
}

/// A destination that is to be paused in the store.
package struct PauseOrder: Sendable, Equatable {
    package let destination: DestinationName
    /// What happened and what to do.
    package let reason: String
    /// Entries that go back to `queued` without a mark (alike refusals).
    package let returning: [EntryID]

    package init(destination: DestinationName, reason: String, returning: [EntryID]) {
        self.destination = destination
        self.reason = reason
        self.returning = returning
    }
}

/// What ``OutboxQueue/exchange(_:pausing:claiming:at:)`` gives back.
package struct Exchange: Sendable {
    package let claims: [Claim]
    /// When the next entry that now waits for its time becomes due; nil when none does.
    package let nextDue: Timestamp?

    package init(claims: [Claim], nextDue: Timestamp?) {
        self.claims = claims
        self.nextDue = nextDue
    }
}

/// An entry that is claimed for one attempt.
package struct Claim: Sendable {
    package let entry: EntryID
    package let destination: DestinationName
    package let contact: ContactID
    package let contactName: String?
    package let member: MemberID
    package let memberName: String?
    package let draft: EntryDraft
    package let receivedAt: Timestamp
    /// Number of this attempt, 1 for the first.
    package let attempt: Int
    /// Failures so far that count against the entry.
    package let failures: Int
    /// Attempts so far whose outcome is unknown; above zero the entry is sent marked `possible_duplicate`.
    package let unknowns: Int

    package init(
        entry: EntryID,
        destination: DestinationName,
        contact: ContactID,
        contactName: String?,
        member: MemberID,
        memberName: String?,
        draft: EntryDraft,
        receivedAt: Timestamp,
        attempt: Int,
        failures: Int,
        unknowns: Int
    ) {
        self.entry = entry
        self.destination = destination
        self.contact = contact
        self.contactName = contactName
        self.member = member
        self.memberName = memberName
        self.draft = draft
        self.receivedAt = receivedAt
        self.attempt = attempt
        self.failures = failures
        self.unknowns = unknowns
    }
}
