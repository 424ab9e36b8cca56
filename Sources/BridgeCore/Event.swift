/// One accepted inbound request, as it is stored.
package struct Event: Sendable {
    package let id: EventID
    package let hook: HookName
    package let destination: DestinationName
    package let adapter: String
    /// A short hash of the adapter's file, so that entries can be traced to the mapping that made them.
    package let adapterVersion: String
    package let receivedAt: Timestamp
    package let method: String
    /// Path and query as they came over the wire, secrets in them replaced.
    package let target: String
    /// Chosen headers, lower-case names, without credentials.
    package let headers: [HeaderField]
    /// The body as received, contents of attachments replaced by name, type, size and hash.
    package let body: [UInt8]
    /// SHA-256 of the body before anything in it was replaced.
    package let bodyDigest: Digest256
    /// SHA-256 of hook, method, target and body: the same request again is the same event.
    package let fingerprint: Digest256
    package let state: EventState
    /// Why the event is `ignored` or `untranslated`.
    package let reason: String?

    package init(
        id: EventID,
        hook: HookName,
        destination: DestinationName,
        adapter: String,
        adapterVersion: String,
        receivedAt: Timestamp,
        method: String,
        target: String,
        headers: [HeaderField],
        body: [UInt8],
        bodyDigest: Digest256,
        fingerprint: Digest256,
        state: EventState,
        reason: String? = nil
    ) {
        self.id = id
        self.hook = hook
        self.destination = destination
        self.adapter = adapter
        self.adapterVersion = adapterVersion
        self.receivedAt = receivedAt
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        self.bodyDigest = bodyDigest
        self.fingerprint = fingerprint
        self.state = state
        self.reason = reason
    }
}

/// One header of a request; names are lower case.
package struct HeaderField: Sendable, Hashable {
    package let name: String
    package let value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// What became of an event (design: event states).
package enum EventState: String, Sendable, CaseIterable {
    case accepted, ignored, untranslated
}
