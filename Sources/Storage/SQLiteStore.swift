package import BridgeCore
import GRDB
package import Logging
import ServiceLifecycle

/// The event log, the outbox and the directory in one SQLite file: everything that the bridge keeps.
///
/// As a service it is the first to start and the last to stop: it closes the windows of entries that settle as they become
/// due and ages out what is old, then commits what is left and closes the file.
package final class SQLiteStore: Service {
    let path: String
    let pool: DatabasePool
    let context: StoreContext
    let writer: CommitService
    let configuration: StoreConfiguration
    let clock: any WallClock
    let agingClock: AgingClock
    let logger: Logger
    let backups = BackupDesk()
    private let lock: StoreLock
    let quarantineKey: QuarantineKey
    /// The highest event id at opening; the generator of event ids begins after it.
    package let highestEventID: EventID
    /// How many attempts were in flight when the last process stopped.
    package let recoveredAttempts: Int
    /// Why the store counts as a copy since it was opened; nil where it is the one that was served here before.
    let adopted: StoreIdentity.Cause?

    /// Opens the store at `path`, made when absent, and ends what a crash left open.
    ///
    /// Throws `conflict` when another process uses it, when it is of a newer version or another program, `damaged` when it
    /// must not be written to, and `failing` when the disk does not do as it must or acknowledged events are missing.
    ///
    /// A store that was restored, copied or moved is opened with its destinations paused (``StoreIdentity``).
    ///
    /// `elapsed` is the time since a moment near this one, by a clock that nobody sets; nil takes the system's.
    package static func open(
        path: String,
        destinations: [Destination],
        clock: some WallClock,
        elapsed: (@Sendable () -> Duration)? = nil,
        configuration: StoreConfiguration = StoreConfiguration(),
        logger: Logger = Logger(label: "storage")
    ) throws(StoreError) -> SQLiteStore {
        do {
            let file = StoreFile(path: path)
            try file.prepareDirectory()
            let lock = try StoreLock(path: "\(path).lock")
            try StoreRestore.checkNoneWasCutOff(at: path)
            let damage = StoreDamage(path: path)
            try damage.checkFile()
            if damage.isUnfinished { file.discard() }
            try file.prepare()
            try damage.checkContents()
            let opened = try StoreConnection(path: path, configuration: configuration).open(at: clock.now())
            return try SQLiteStore(
                path: path,
                pool: opened.pool,
                isNew: opened.isNew,
                lock: lock,
                destinations: destinations,
                clock: clock,
                elapsed: elapsed,
                configuration: configuration,
                logger: logger
            )
        } catch {
            throw StoreError(describing: error)
        }
    }

    private init(
        path: String,
        pool: DatabasePool,
        isNew: Bool,
        lock: StoreLock,
        destinations: [Destination],
        clock: any WallClock,
        elapsed: (@Sendable () -> Duration)?,
        configuration: StoreConfiguration,
        logger: Logger
    ) throws {
        let now = clock.now()
        let opened = ContinuousClock.now
        self.path = path
        self.clock = clock
        agingClock = AgingClock(start: now, elapsed: elapsed ?? { ContinuousClock.now - opened })
        self.pool = pool
        self.lock = lock
        self.configuration = configuration
        self.logger = logger
        quarantineKey = try QuarantineKey(path: "\(path).quarantine-key")
        let (level, highestEntry) = try pool.writeWithoutTransaction { db in
            (try StoreLevel(db), try Int64.fetchOne(db, sql: "SELECT max(id) FROM entry") ?? 0)
        }
        let context = StoreContext(
            destinations: destinations,
            entryIDs: RecordIDGenerator(after: highestEntry),
            forgotten: try pool.read { db in try ForgottenPeople(db) },
            recentKeys: try pool.read { db in try RecentKeys(db, limit: configuration.recentKeys) },
            logger: logger
        )
        self.context = context
        highestEventID = level.event
        let opening = try StoreOpening(path: path, pool: pool, isNew: isNew)
        let mark = try HighWaterMark(path: "\(path).mark")
        let missing = opening.isMarkedAsCopy ? nil : try opening.missing(of: mark.read(), in: level)
        if let missing { try Self.accept(missing, path: path, configuration: configuration, logger: logger) }
        // A log that was cut short may have taken the store's identity with it.
        adopted = missing != nil ? .shortLog : opening.cause
        writer = CommitService(pool: pool, context: context, mark: mark, level: level, configuration: configuration)
        let started = try opening.start(
            pool,
            context,
            as: adopted,
            from: level,
            marking: mark,
            pausing: configuration.pausesNewStore,
            at: now
        )
        recoveredAttempts = started.recovered
        if let adopted {
            Self.report(adopted, unknown: started.unknown, path: path, to: logger)
        }
        let names = Set(destinations.map(\.name))
        let undelivered = try pool.read { db in try Statistics(db: db).undelivered(outside: names) }
        Self.report(undelivered, to: logger)
        if recoveredAttempts > 0 {
            logger.warning(
                "attempts were in flight when the bridge stopped",
                metadata: ["count": "\(recoveredAttempts)"]
            )
        }
    }

    /// Throws where something is missing and the settings do not accept that.
    private static func accept(
        _ missing: String,
        path: String,
        configuration: StoreConfiguration,
        logger: Logger
    ) throws(StoreError) {
        let text = "\(path): \(missing); its write-ahead log was cut short or an older copy was put in its place"
        guard configuration.acceptsShortLog else {
            throw StoreError(
                .failing,
                "\(text); restore the file, or accept the loss: start once with `serve --accept-short-log`"
            )
        }
        logger.error("\(text); opened as the settings ask")
    }

    /// Takes the destinations of a reloaded configuration; those that are gone keep their entries and are not claimed.
    package func configure(_ destinations: [Destination]) async throws(StoreError) {
        try await writer.commit { transaction in try transaction.declare(destinations) }
        context.replace(destinations)
        // One that comes back may have left windows open.
        context.openWindows.note()
        Self.report(try await undelivered(outside: destinations), to: logger)
    }

    package func run() async throws {
        do {
            try await cancelWhenGracefulShutdown { try await self.keepHouse() }
        } catch is CancellationError {
            logger.debug("the store closes because its task was cancelled")
        }
        try await close()
    }

    /// All of it until the first ends: it does when the store is closed.
    private func keepHouse() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.keepClosingWindows() }
            group.addTask { try await self.keepAging() }
            group.addTask { try await self.keepTurning() }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// Commits what waits, then closes the file. Later calls of the ports throw `closed`.
    package func close() async throws(StoreError) {
        await backups.close()
        await turn()
        await writer.close()
        context.wakeups.finish()
        do {
            try pool.close()
            lock.release()
        } catch {
            throw StoreError(describing: error)
        }
    }

    /// Reads a consistent state beside the writer.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        do {
            return try await pool.read(body)
        } catch {
            let described = StoreError(describing: error)
            if described.code == .damaged { writer.condemn(described) }
            throw described
        }
    }
}
