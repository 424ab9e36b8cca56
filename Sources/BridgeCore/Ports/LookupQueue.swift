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

    /// When the next look-up is due; nil when none waits.
    func nextLookup(of destination: DestinationName) async throws(StoreError) -> Timestamp?
}

package enum LookupAnswer: Sendable, Equatable {
    case found(KnownContact)
    case notFound
    case failed(retryAt: Timestamp)
}
