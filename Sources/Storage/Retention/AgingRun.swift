import BridgeCore
import GRDB
import Synchronization

/// One run: every scan and every sweep until nothing more is due, in commits of a few rows each, with rests between them.
///
/// What a commit did and where its scan stands are on disk together, so that a run that is killed is gone on with.
struct AgingRun {
    let store: SQLiteStore
    let terms: RetentionTerms
    let pace: AgingPace
    let now: Timestamp
    private(set) var report = AgingReport()

    init(_ store: SQLiteStore, at now: Timestamp) {
        self.store = store
        terms = store.configuration.retention
        pace = store.configuration.agingPace
        self.now = now
    }

    /// Where its task is cancelled it ends early, without an error.
    mutating func run() async throws(StoreError) {
        do {
            try await runThrough()
        } catch {
            guard Task.isCancelled else { throw error }
        }
    }

    private mutating func runThrough() async throws(StoreError) {
        for scan in AgingScan.allCases { try await run(scan) }
        try await fileKeys()
        try await dropKept()
        for sweep in AgingSweep.all { try await run(sweep) }
        try await dropFuses()
        try await shrink()
        report.isComplete = !Task.isCancelled
    }

    /// Keys that were taken more than a day ago are filed, so that the sweeps meet them: where little comes in, no request
    /// does it.
    private mutating func fileKeys() async throws(StoreError) {
        let event = EventID(rawValue: now.milliseconds &* 1000 << 10)
        var isDone = false
        while !isDone, !Task.isCancelled {
            do {
                isDone = try await commit { transaction in try transaction.fileRecentKeys(at: event) }
            } catch {
                // What ages out makes room for it.
                guard error.code == .full else { throw error }
                return
            }
        }
    }

    private mutating func run(_ scan: AgingScan) async throws(StoreError) {
        let (terms, limit, now) = (terms, pace.rowsAtOnce, now)
        var isDone = false
        while !isDone, !Task.isCancelled {
            let step = try await commit { transaction in
                try transaction.age(scan, terms, atOnce: limit, at: now)
            }
            isDone = step.isDone
            switch scan {
            case .entryContents, .eventContents: report.contents += step.aged
            case .entryRows, .eventRows: report.rows += step.aged
            case .windows: report.keys += step.aged
            }
        }
    }

    private mutating func run(_ sweep: AgingSweep) async throws(StoreError) {
        let limit = sweep.limit(terms, longestLookupAge: longestLookupAge, at: now)
        let name = sweep.subject.rawValue
        var place = try await store.read { db in
            try db.first(AgingSQL.placeOf, [name], SweepPlace.init) ?? SweepPlace()
        }
        // A week has 168 hours.
        var rest = max(pace.sweptInARun, place.total / 168)
        while rest > 0, !Task.isCancelled {
            let (start, count) = (place.place, min(rest, pace.sweptAtOnce))
            let look = try await store.read { db in try sweep.look(db, after: start, limit: limit, count: count) }
            try await delete(look.due, of: sweep, limit: limit)
            if Task.isCancelled { return }
            rest -= look.seen
            place.seen += look.seen
            place.place = look.place
            let isRound = look.seen < count
            if isRound { (place.total, place.seen, place.place) = (place.seen, 0, []) }
            let reached = place
            try await commit { transaction in try transaction.save(reached, of: sweep) }
            if isRound { return }
        }
    }

    private mutating func delete(
        _ keys: [[SweepKey]],
        of sweep: AgingSweep,
        limit: Int64
    ) async throws(StoreError) {
        var due = keys[...]
        while !due.isEmpty, !Task.isCancelled {
            let part = due.prefix(pace.rowsAtOnce)
            due = due.dropFirst(part.count)
            let deleted = try await commit { transaction in try transaction.delete(part, of: sweep, limit: limit) }
            switch sweep.subject {
            case .eventKeys, .entryKeys: report.keys += deleted
            case .lookups, .creations, .contacts: report.directory += deleted
            }
        }
    }

    private var longestLookupAge: Duration {
        store.context.destinations.withLock { $0.values.map(\.lookupAge).max() ?? .zero }
    }

    private mutating func dropKept() async throws(StoreError) {
        let (oldest, limit) = (now.advanced(by: .zero - terms.keys), pace.rowsAtOnce)
        var dropped = limit
        while dropped == limit, !Task.isCancelled {
            dropped = try await commit { transaction in try transaction.dropKept(endedBy: oldest, atOnce: limit) }
        }
    }

    private mutating func dropFuses() async throws(StoreError) {
        let (now, limit) = (now, pace.rowsAtOnce)
        var dropped = limit
        while dropped == limit, !Task.isCancelled {
            dropped = try await commit { transaction in try transaction.dropFuses(atOnce: limit, at: now) }
            report.directory += dropped
        }
    }

    /// Gives pages back to the disk that the file will not soon fill again, while nobody waits for the writer.
    private mutating func shrink() async throws(StoreError) {
        let (spare, pages) = (pace.sparePages, pace.pagesAtOnce)
        for _ in 0..<pace.shrinkingsInARun where !Task.isCancelled {
            let space = try await store.read { db in try FileSpace(db) }
            let excess = space.freePages - max(spare, space.pages / 20)
            guard excess > 0, space.canShrink else { return }
            guard store.writer.isIdle else {
                await rest(after: pace.pause)
                continue
            }
            let count = min(excess, pages)
            report.pages += try await commit { transaction in
                _ = try transaction.db.all("PRAGMA incremental_vacuum(\(count))", []) { _ in true }
                return space.pages - (try FileSpace(transaction.db).pages)
            }
        }
    }

    @discardableResult
    private mutating func commit<Value: Sendable>(
        _ body: @escaping @Sendable (StoreTransaction) throws -> Value
    ) async throws(StoreError) -> Value {
        let start = ContinuousClock.now
        let (value, changes) = try await store.writer.commit { transaction in
            let before = transaction.db.totalChangesCount
            let value = try body(transaction)
            return (value, transaction.db.totalChangesCount - before)
        }
        report.commits += 1
        report.largestCommit = max(report.largestCommit, changes)
        await rest(after: ContinuousClock.now - start)
        return value
    }

    /// Lets others have the writer for at least four times as long as this took.
    private func rest(after spent: Duration) async {
        guard pace.pause > .zero else { return }
        // A sleep that is cut short ends the run: every loop looks whether the task was cancelled.
        try? await Task.sleep(for: max(pace.pause, spent * 4))
    }
}

/// How much of the database file is in use.
struct FileSpace: Sendable {
    let pages: Int
    let freePages: Int
    let pageSize: Int
    /// False for a file that was made without `auto_vacuum = INCREMENTAL`: its free pages are only used again.
    let canShrink: Bool

    init(_ db: Database) throws {
        func number(_ pragma: String) throws -> Int { try db.first("PRAGMA \(pragma)", []) { $0[0] as Int } ?? 0 }
        pages = try number("page_count")
        freePages = try number("freelist_count")
        pageSize = try number("page_size")
        canShrink = try number("auto_vacuum") == 2
    }

    var freeBytes: Int { freePages * pageSize }
}
