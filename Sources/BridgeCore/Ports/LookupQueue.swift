/// Addresses that wait for an answer of Zyntro's `lookupContact`, off the request path.
package protocol LookupQueue: Sendable {
    /// Addresses whose look-up is due, oldest first, each once; entries of `resolving` and re-checks of `unmatched` alike.
    func dueLookups(
        of destination: DestinationName,
        limit: Int,
        at now: Timestamp
    ) async throws(StoreError) -> [Address]

    /// Files what Zyntro said. A hit frees every entry that waits for the address, a miss makes them `unmatched`,
    /// a failure is asked again at `retryAt`.
    func record(
        _ answer: LookupAnswer,
        for address: Address,
        of destination: DestinationName,
        at now: Timestamp
    )
        async throws(StoreError)

    /// When the next look-up, or the next contact to be created, is due; nil when none waits.
    func nextLookup(of destination: DestinationName) async throws(StoreError) -> Timestamp?

    /// Addresses for which a contact is to be created now, oldest first.
    func dueCreations(
        of destination: DestinationName,
        limit: Int,
        at now: Timestamp
    ) async throws(StoreError) -> [Address]

    /// Puts on disk that Zyntro is asked to create the contact of an address, before the first byte leaves; nil where
    /// that is not due any more. An address is claimed at most once in a day.
    func claimCreation(
        of address: Address,
        in destination: DestinationName,
        at now: Timestamp
    ) async throws(StoreError) -> ContactCreation?

    /// Files what came of a claimed creation. One that was carried out frees every entry that waits for the address.
    func record(
        _ answer: CreationAnswer,
        for address: Address,
        of destination: DestinationName,
        at now: Timestamp
    )
        async throws(StoreError)
}

/// What came of asking Zyntro to create a contact.
package enum CreationAnswer: Sendable, Equatable {
    /// Nil where Zyntro's answer names no id: the address is looked up then.
    case created(ContactID?)
    /// Zyntro said no.
    case refused(reason: String)
    /// Nobody knows whether the contact was created: a later look-up will tell.
    case unknown(reason: String)
    /// Nothing was asked; try again at this time.
    case notAsked(retryAt: Timestamp)
}

package enum LookupAnswer: Sendable, Equatable {
    case found(KnownContact)
    case notFound
    /// No usable answer; `reason` is for operators.
    case failed(reason: String, retryAt: Timestamp)
}
