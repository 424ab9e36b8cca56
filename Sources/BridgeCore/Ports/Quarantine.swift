/// The id of a refused request, written `qua_…`.
package struct QuarantineID: RecordID {
    package static let prefix = "qua_"
    package let rawValue: Int64
    package init(rawValue: Int64) { self.rawValue = rawValue }
}

/// How much the quarantine keeps, and for how long.
package struct QuarantineLimits: Sendable, Equatable {
    package var requests: Int
    /// Of all that is kept of them.
    package var bytes: Int
    /// Counted from the arrival.
    package var age: Duration

    package init(requests: Int = 10_000, bytes: Int = 64_000_000, age: Duration = .seconds(72 * 3600)) {
        self.requests = requests
        self.bytes = bytes
        self.age = age
    }

    /// Larger bodies are not kept, only what stands around them.
    package static let bodyLimit = 1_000_000
}

/// A request to a known hook that nobody vouched for, as it is kept: without the credentials that it came with.
package struct RefusedRequest: Sendable, Equatable {
    package struct Header: Sendable, Equatable {
        package let name: String
        package let value: MaskedBytes

        package init(name: String, value: MaskedBytes) {
            self.name = name
            self.value = value
        }
    }

    package let id: QuarantineID
    package let hook: HookName
    package let destination: DestinationName
    /// Who shares a fair part of the quarantine: the caller's address, of IPv6 the first 64 bits.
    package let source: String
    /// The caller's address as the receiver believed it.
    package let remoteAddress: String?
    package let receivedAt: Timestamp
    package let method: String
    /// Path and query.
    package let target: MaskedBytes
    package let headers: [Header]
    /// Nil where it was too large to be kept.
    package let body: MaskedBytes?
    /// Of the body as received.
    package let bodySize: Int
    /// Why it was refused.
    package let diagnosis: String
    /// The same for the same hook, method, target and body; a keyed digest, because these may hold credentials.
    package let identity: Digest256
    /// What was cut out and is needed to judge the request again, as ``QuarantineStore/seal(_:of:)`` made it.
    package let sealed: [UInt8]

    package init(
        id: QuarantineID,
        hook: HookName,
        destination: DestinationName,
        source: String,
        remoteAddress: String?,
        receivedAt: Timestamp,
        method: String,
        target: MaskedBytes,
        headers: [Header],
        body: MaskedBytes?,
        bodySize: Int,
        diagnosis: String,
        identity: Digest256,
        sealed: [UInt8] = []
    ) {
        self.id = id
        self.hook = hook
        self.destination = destination
        self.source = source
        self.remoteAddress = remoteAddress
        self.receivedAt = receivedAt
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        self.bodySize = bodySize
        self.diagnosis = diagnosis
        self.identity = identity
        self.sealed = sealed
    }
}

/// A refused request in the quarantine, without its contents.
package struct QuarantineRecord: Sendable, Equatable {
    package let id: QuarantineID
    package let hook: HookName
    package let source: String
    package let receivedAt: Timestamp
    /// When the same request came last, and how many times it came in all.
    package let lastAt: Timestamp
    package let times: Int
    package let diagnosis: String
    package let bodySize: Int
    /// False where the body was too large; then it can never be accepted.
    package let isBodyKept: Bool

    package init(
        id: QuarantineID,
        hook: HookName,
        source: String,
        receivedAt: Timestamp,
        lastAt: Timestamp,
        times: Int,
        diagnosis: String,
        bodySize: Int,
        isBodyKept: Bool
    ) {
        self.id = id
        self.hook = hook
        self.source = source
        self.receivedAt = receivedAt
        self.lastAt = lastAt
        self.times = times
        self.diagnosis = diagnosis
        self.bodySize = bodySize
        self.isBodyKept = isBodyKept
    }
}

/// A refused request with everything that is kept of it.
package struct QuarantinedRequest: Sendable, Equatable {
    package let record: QuarantineRecord
    /// As it came first.
    package let request: RefusedRequest
    /// The headers of the last time it came, where they were others: a provider signs every try anew.
    package let lastHeaders: [RefusedRequest.Header]?
    /// What was cut out of that try, sealed.
    package let lastSealed: [UInt8]

    package init(
        record: QuarantineRecord,
        request: RefusedRequest,
        lastHeaders: [RefusedRequest.Header]?,
        lastSealed: [UInt8] = []
    ) {
        self.record = record
        self.request = request
        self.lastHeaders = lastHeaders
        self.lastSealed = lastSealed
    }
}

package struct QuarantineFilter: Sendable, Equatable {
    package var hook: HookName?
    /// Only what arrived at this time or later.
    package var since: Timestamp?
    package var before: QuarantineID?
    package var limit = 50
    package init() {}
}

/// What waits in the quarantine for one hook.
package struct QuarantineCount: Sendable, Equatable {
    package var requests: Int
    package var bytes: Int

    package init(requests: Int = 0, bytes: Int = 0) {
        self.requests = requests
        self.bytes = bytes
    }
}

/// Where refused requests are kept: bounded, expiring, and fair between sources.
package protocol QuarantineStore: Sendable {
    /// What a credential is known by in the quarantine: made with a key that is not in the database, so that whoever has
    /// the database alone cannot even try guesses.
    func digest(of credential: [UInt8]) -> Digest256
    /// Encrypts what was cut out of the request of this identity, so that only the process that has the same key reads it;
    /// empty where nothing was.
    func seal(_ texts: [[UInt8]], of identity: Digest256) throws(StoreError) -> [UInt8]
    /// What ``seal(_:of:)`` was given; nothing where the key or the identity is another.
    func unseal(_ sealed: [UInt8], of identity: Digest256) -> [[UInt8]]

    /// Keeps requests in one commit, in their order, and makes room for them; the same request again is counted. Returns
    /// how many had to go, new ones among them.
    func keep(_ requests: [RefusedRequest], at now: Timestamp) async throws(StoreError) -> Int
    /// Removes what is older than the quarantine keeps, as far as `now` can be believed; how many that were.
    @discardableResult
    func expire(at now: Timestamp) async throws(StoreError) -> Int

    /// Newest first; nothing that has expired.
    func quarantined(_ filter: QuarantineFilter, at now: Timestamp) async throws(StoreError) -> [QuarantineRecord]
    /// Throws `notFound` for an id that is not or no longer there.
    func quarantined(_ id: QuarantineID, at now: Timestamp) async throws(StoreError) -> QuarantinedRequest
    /// In order of arrival, after `cursor`; nil begins.
    func quarantined(
        hook: HookName?,
        since: Timestamp?,
        after cursor: QuarantineID?,
        limit: Int,
        at now: Timestamp
    ) async throws(StoreError) -> [QuarantinedRequest]
    /// Removes requests that were accepted.
    func leaveQuarantine(_ ids: [QuarantineID]) async throws(StoreError)
    /// Notes why requests were refused again.
    func diagnose(_ diagnoses: [QuarantineID: String]) async throws(StoreError)
    func quarantineCounts(at now: Timestamp) async throws(StoreError) -> [HookName: QuarantineCount]
}

/// Which refused requests are verified again.
package struct RecheckOrder: Sendable, Equatable {
    package var hook: HookName?
    package var since: Timestamp?
    package var after: QuarantineID?
    /// How many are looked at; the report says where to go on.
    package var limit = 200
    /// Verifies and accepts nothing.
    package var isDryRun = false
    package init() {}
}

/// What verifying refused requests again came to.
package struct RecheckReport: Sendable, Equatable {
    package struct Remaining: Sendable, Equatable {
        package let id: QuarantineID
        package let hook: HookName
        package let receivedAt: Timestamp
        package let diagnosis: String

        package init(id: QuarantineID, hook: HookName, receivedAt: Timestamp, diagnosis: String) {
            self.id = id
            self.hook = hook
            self.receivedAt = receivedAt
            self.diagnosis = diagnosis
        }
    }

    package var examined = 0
    /// New events. In a dry run: requests that pass, those among them that were accepted before too.
    package var accepted = 0
    /// Requests that were accepted before, because the provider sent them again.
    package var duplicates = 0
    package var remaining: [Remaining] = []
    /// Where the next order begins; nil when all were looked at.
    package var next: QuarantineID?
    package init() {}
}

/// Verifies refused requests again, with the secrets that are in force now.
package protocol Rechecking: Sendable {
    /// Throws when the store fails: what was accepted until then is accepted, and the order can be given again.
    func recheck(_ order: RecheckOrder) async throws(StoreError) -> RecheckReport
}
