/// Backups and the health of the store, and decisions about many entries at once, for operators.
package protocol StoreCare: Sendable {
    /// Begins a consistent copy of the store at `path` on the service's machine, beside the writer.
    ///
    /// Throws `conflict` where a backup is under way or the file exists, `failing` where it cannot be written there.
    func startBackup(to path: String, at now: Timestamp) async throws(StoreError) -> BackupStatus
    /// The backup that is under way, or the last one; nil before the first.
    func backupStatus() async -> BackupStatus?
    /// Looks for what does not fit together, beside the writer; pages are not checked.
    func examine(at now: Timestamp) async throws(StoreError) -> [Finding]
    /// ``StoreAdmin/retry(_:by:at:)`` of many entries, the oldest first.
    func retry(
        _ selection: EntrySelection,
        by operatorName: String,
        at now: Timestamp
    ) async throws(StoreError)
        -> SelectionReport
    /// ``StoreAdmin/discard(_:reason:by:at:)`` of many entries, the oldest first.
    func discard(
        _ selection: EntrySelection,
        reason: String,
        by operatorName: String,
        at now: Timestamp
    ) async throws(StoreError) -> SelectionReport
}

/// How far a backup is.
package struct BackupStatus: Sendable, Equatable {
    package enum State: String, Sendable {
        case running, done, failed
    }

    package let path: String
    package var state = State.running
    package let startedAt: Timestamp
    package var endedAt: Timestamp?
    /// What is being done, or why it failed.
    package var detail: String
    package var writtenBytes = 0
    /// Size of the store when the backup began; a copy is smaller where pages of the store are free.
    package let storeBytes: Int
    package var events = 0
    package var entries = 0

    package init(path: String, startedAt: Timestamp, storeBytes: Int, detail: String = "copying") {
        self.path = path
        self.startedAt = startedAt
        self.storeBytes = storeBytes
        self.detail = detail
    }
}

/// One thing that an examination of the store found: what it is, what it means, what to do.
package struct Finding: Sendable, Equatable {
    package enum Severity: String, Sendable, CaseIterable, Comparable {
        /// Looked at and well.
        case ok
        /// Worth knowing; nothing to mend.
        case note
        /// Somebody should look at it.
        case warning
        /// The store, or the promise behind it, is not whole.
        case error

        package static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

        private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    package let severity: Severity
    /// What was looked at: `file modes`, `pages`, `counts` …
    package let subject: String
    package let what: String
    package let meaning: String?
    package let mend: String?

    package init(_ severity: Severity, _ subject: String, _ what: String, meaning: String? = nil, mend: String? = nil) {
        self.severity = severity
        self.subject = subject
        self.what = what
        self.meaning = meaning
        self.mend = mend
    }
}

/// Many entries at once: those of a destination in one state.
package struct EntrySelection: Sendable, Equatable {
    package let destination: DestinationName
    package let state: EntryState
    /// Only what was received before.
    package var before: Timestamp?
    /// Only entries with a higher id, to go on where a page ended.
    package var after: EntryID?
    /// How many are taken in one commit at most.
    package var limit = 200
    /// Counts, and changes nothing.
    package var isDryRun = false

    package init(destination: DestinationName, state: EntryState) {
        self.destination = destination
        self.state = state
    }
}

/// What became of one page of a selection.
package struct SelectionReport: Sendable, Equatable {
    /// How many were changed, or would be.
    package var done = 0
    /// Why others were not.
    package var skipped: [Skipped] = []
    /// The last entry of the page; nil where no more may follow.
    package var next: EntryID?

    package struct Skipped: Sendable, Equatable {
        package let entry: EntryID
        package let reason: String

        package init(entry: EntryID, reason: String) {
            self.entry = entry
            self.reason = reason
        }
    }

    package init() {}
}
