/// Where accepted requests go. One conformer commits to disk, one serves tests.
package protocol EventLog: Sendable {
    /// Stores the event and files its entries in one transaction. When it returns, they are on disk and fsynced.
    ///
    /// The caller's cancellation neither undoes nor delays the commit of others.
    func append(_ submission: Submission) async throws(StoreError) -> Receipt
}

/// One event with the drafts that its translation yielded.
package struct Submission: Sendable {
    package let event: Event
    package let drafts: [EntryDraft]
    /// Region for national numbers in the drafts.
    package let region: String
    /// True for a hook in dry mode: the entries become `rehearsed`.
    package let isDry: Bool
    package let policies: HookPolicies
    /// So many entries of a changed adapter are held for review; 0 for none.
    package let review: Int
    /// What the request tells of Zyntro's contacts, so that entries that wait are looked up again now.
    package let recheck: Recheck?
    /// When its entries are made, where that is not when the event was received: a refused request that was verified again.
    package let filedAt: Timestamp

    package init(
        event: Event,
        drafts: [EntryDraft],
        region: String,
        isDry: Bool = false,
        policies: HookPolicies = HookPolicies(),
        review: Int = 0,
        recheck: Recheck? = nil,
        filedAt: Timestamp? = nil
    ) {
        self.event = event
        self.drafts = drafts
        self.region = region
        self.isDry = isDry
        self.policies = policies
        self.review = review
        self.recheck = recheck
        self.filedAt = filedAt ?? event.receivedAt
    }
}

/// News of contacts in Zyntro: who waits for one of these addresses may be found now.
package struct Recheck: Sendable, Equatable {
    /// Empty where the news names nobody: then everything unmatched of the destination is looked up again.
    package let addresses: [Address]

    package init(addresses: [Address]) { self.addresses = addresses }
}

package enum Receipt: Sendable, Equatable {
    /// New, and on disk.
    case accepted(EventID)
    /// The same request was accepted before, as this event.
    case duplicate(of: EventID)
}

/// Why the store did not take or give something. A receiver answers each with a 503.
package struct StoreError: Error, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// The disk is full.
        case full
        /// The disk or the database fails.
        case failing
        /// The database is damaged: nothing more is written to it.
        case damaged
        /// Too much waits for the writer already.
        case overloaded
        /// The store is closing or closed.
        case closed
        /// What was asked for is not there.
        case notFound
        /// The state does not allow it.
        case conflict
    }

    package let code: Code
    package let detail: String

    package init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    package var description: String { "store \(code.rawValue): \(detail)" }
}
