/// What operators see and change; the admin API is its only caller.
package protocol StoreAdmin: StoreCare {
    func events(_ filter: EventFilter) async throws(StoreError) -> [EventRecord]
    func event(_ id: EventID) async throws(StoreError) -> EventDetail
    func entries(_ filter: EntryFilter) async throws(StoreError) -> [EntryRecord]
    func entry(_ id: EntryID) async throws(StoreError) -> EntryDetail
    /// Puts an entry that is `refused`, `held`, `unknown` or waits for a retry back to the head of its lane, due now.
    func retry(_ id: EntryID, by operatorName: String, at now: Timestamp) async throws(StoreError)
    /// Lets go of an entry that is `held`, or files one that is `settling` at once, without what has not come yet; the id
    /// of the entry that it became. Throws `conflict` for one in another state.
    @discardableResult
    func release(_ id: EntryID, by operatorName: String, at now: Timestamp) async throws(StoreError) -> EntryID
    func discard(_ id: EntryID, reason: String, by operatorName: String, at now: Timestamp) async throws(StoreError)

    func destinations() async throws(StoreError) -> [DestinationRecord]
    func pause(_ destination: DestinationName, reason: String, at now: Timestamp) async throws(StoreError)
    func resume(_ destination: DestinationName, at now: Timestamp) async throws(StoreError)

    /// Imports rows into the directory of a destination and frees what waited for them, in one transaction.
    ///
    /// Rows about people who were forgotten are left out, unless `remembering`. A dry run counts what would happen.
    func importDirectory(
        _ rows: [DirectoryRow],
        into destination: DestinationName,
        remembering: Bool,
        isDryRun: Bool,
        at now: Timestamp
    )
        async throws(StoreError) -> ImportReport
    /// What the directory holds after `cursor`, in a stable order; nil begins.
    func exportDirectory(
        of destination: DestinationName,
        includingLookups: Bool,
        after cursor: String?,
        limit: Int
    )
        async throws(StoreError) -> DirectoryPage
    /// Decides for good whose address it is and frees what waited for it.
    ///
    /// Throws `conflict` for a line of ours and for somebody who was forgotten.
    func assign(
        _ address: Address,
        to contact: KnownContact,
        in destination: DestinationName,
        at now: Timestamp
    )
        async throws(StoreError) -> AssignReport
    /// Erases a person and remembers no more of them than that they were forgotten. A dry run tells what would be erased.
    ///
    /// Throws `conflict` for a line of ours and for an address that several contacts share.
    func forget(
        _ person: PersonReference,
        of destination: DestinationName,
        isDryRun: Bool,
        at now: Timestamp
    )
        async throws(StoreError) -> ForgetReport
    func lookup(_ address: Address, in destination: DestinationName) async throws(StoreError) -> DirectoryAnswer

    func statistics(at now: Timestamp) async throws(StoreError) -> StoreStatistics
    /// Nil when writes succeed and the disk has room; otherwise what is wrong, for `/readyz`.
    func fault() async -> String?
}

package struct EventFilter: Sendable {
    package var hook: HookName?
    package var state: EventState?
    package var before: EventID?
    package var limit = 50
    package init() {}
}

package struct EntryFilter: Sendable {
    package var destination: DestinationName?
    package var state: EntryState?
    package var before: EntryID?
    package var limit = 50
    package init() {}
}

package struct EventRecord: Sendable {
    package let id: EventID
    package let hook: HookName
    package let destination: DestinationName
    package let adapter: String
    package let adapterVersion: String
    package let receivedAt: Timestamp
    package let state: EventState
    package let reason: String?
    package let entries: [EntryID]

    package init(
        id: EventID,
        hook: HookName,
        destination: DestinationName,
        adapter: String,
        adapterVersion: String,
        receivedAt: Timestamp,
        state: EventState,
        reason: String?,
        entries: [EntryID]
    ) {
        self.id = id
        self.hook = hook
        self.destination = destination
        self.adapter = adapter
        self.adapterVersion = adapterVersion
        self.receivedAt = receivedAt
        self.state = state
        self.reason = reason
        self.entries = entries
    }
}

/// An event with its request as stored.
package struct EventDetail: Sendable {
    package let record: EventRecord
    package let method: String
    package let target: String
    package let headers: [HeaderField]
    package let body: [UInt8]
    package let bodyDigest: Digest256
    /// When target, headers and body aged out; nil while they are there.
    package let agedAt: Timestamp?

    package init(
        record: EventRecord,
        method: String,
        target: String,
        headers: [HeaderField],
        body: [UInt8],
        bodyDigest: Digest256,
        agedAt: Timestamp? = nil
    ) {
        self.record = record
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        self.bodyDigest = bodyDigest
        self.agedAt = agedAt
    }
}

package struct EntryRecord: Sendable {
    package let id: EntryID
    package let destination: DestinationName
    package let state: EntryState
    /// Why it is held, unmatched, refused, unknown, duplicate or discarded.
    package let reason: String?
    package let commsType: CommsType
    package let commsSource: String
    package let contact: ContactID?
    /// The address that waits to be matched, or was.
    package let address: Address?
    package let createdAt: Timestamp
    package let nextAttemptAt: Timestamp?
    package let attempts: Int
    package let chID: Int64?

    package init(
        id: EntryID,
        destination: DestinationName,
        state: EntryState,
        reason: String?,
        commsType: CommsType,
        commsSource: String,
        contact: ContactID?,
        address: Address?,
        createdAt: Timestamp,
        nextAttemptAt: Timestamp?,
        attempts: Int,
        chID: Int64?
    ) {
        self.id = id
        self.destination = destination
        self.state = state
        self.reason = reason
        self.commsType = commsType
        self.commsSource = commsSource
        self.contact = contact
        self.address = address
        self.createdAt = createdAt
        self.nextAttemptAt = nextAttemptAt
        self.attempts = attempts
        self.chID = chID
    }
}

/// An entry with its draft, its events and its attempts.
package struct EntryDetail: Sendable {
    package let record: EntryRecord
    package let draft: EntryDraft
    package let member: MemberID
    package let events: [EventID]
    package let attempts: [Attempt]
    /// When the draft's contents aged out; nil while they are there.
    package let agedAt: Timestamp?

    package init(
        record: EntryRecord,
        draft: EntryDraft,
        member: MemberID,
        events: [EventID],
        attempts: [Attempt],
        agedAt: Timestamp? = nil
    ) {
        self.record = record
        self.draft = draft
        self.member = member
        self.events = events
        self.attempts = attempts
        self.agedAt = agedAt
    }
}

package struct DestinationRecord: Sendable {
    package let name: DestinationName
    package let isPaused: Bool
    package let pauseReason: String?
    package let pausedAt: Timestamp?
    package let waiting: Int
    /// False where the configuration names it no more: its entries are kept and not delivered.
    package let isConfigured: Bool
    /// True where it is paused because the store was restored, copied or moved.
    package let isPausedAsCopy: Bool

    package init(
        name: DestinationName,
        isPaused: Bool,
        pauseReason: String?,
        pausedAt: Timestamp?,
        waiting: Int,
        isConfigured: Bool = true,
        isPausedAsCopy: Bool = false
    ) {
        self.name = name
        self.isPaused = isPaused
        self.pauseReason = pauseReason
        self.pausedAt = pausedAt
        self.waiting = waiting
        self.isConfigured = isConfigured
        self.isPausedAsCopy = isPausedAsCopy
    }
}

/// One row of a directory file: a contact's address, or a line of ours.
package enum DirectoryRow: Sendable, Equatable {
    case contact(KnownContact, Address)
    case line(Line)
}

package struct ImportReport: Sendable, Equatable {
    package var added = 0
    package var changed = 0
    package var unchanged = 0
    /// Lines of ours whose address a contact has taken.
    package var linesReplaced = 0
    /// Entries that waited for one of these addresses and are queued now.
    package var freed = 0
    /// Rows that name another contact for an address that an operator assigned; the assignment stays.
    package var assigned = 0
    /// Places of the rows that were left out because the person was forgotten, counted from 0.
    package var forgotten: [Int] = []
    package init() {}
}

/// Counts for pages, metrics and alerts.
package struct StoreStatistics: Sendable {
    /// By destination and state, entries.
    package var entries: [DestinationName: [EntryState: Int]] = [:]
    /// Receipt of the oldest entry that still waits to be sent (`queued`, `sending`, `resolving`), by destination.
    package var oldestWaiting: [DestinationName: Timestamp] = [:]
    /// Receipt of the oldest entry that nobody was found for, by destination.
    package var oldestUnmatched: [DestinationName: Timestamp] = [:]
    package var events: [EventState: Int] = [:]
    /// Refused requests that are kept, by hook.
    package var quarantine: [HookName: QuarantineCount] = [:]
    package var databaseBytes = 0
    /// How much of the database file is free: it fills before the file grows.
    package var freeDatabaseBytes = 0
    package var freeDiskBytes: Int?
    /// Transactions that were committed since the store was opened, and how many operations shared them.
    package var commits = 0
    package var operations = 0
    package init() {}
}
