package import BridgeCore
import GRDB
package import Logging
import ServiceLifecycle

/// The event log, the outbox and the directory in one SQLite file: everything that the bridge keeps.
///
/// As a service it is the first to start and the last to stop: it closes the windows of entries that settle as they become
/// due, then commits what is left and closes the file.
package final class SQLiteStore: Service {
    let path: String
    let pool: DatabasePool
    let context: StoreContext
    let writer: CommitService
    let configuration: StoreConfiguration
    let clock: any WallClock
    let logger: Logger
    private let lock: StoreLock
    /// The highest event id at opening; the generator of event ids begins after it.
    package let highestEventID: EventID
    /// How many attempts were in flight when the last process stopped.
    package let recoveredAttempts: Int

    /// Opens the store at `path`, made when absent, and ends what a crash left open.
    ///
    /// Throws `conflict` when another process uses it, when it is of a newer version or another program, and `failing` when
    /// the disk does not do as it must or acknowledged events are missing.
    package static func open(
        path: String,
        destinations: [Destination],
        clock: some WallClock,
        configuration: StoreConfiguration = StoreConfiguration(),
        logger: Logger = Logger(label: "storage")
    ) throws(StoreError) -> SQLiteStore {
        do {
            let file = StoreFile(path: path)
            try file.prepareDirectory()
            let lock = try StoreLock(path: "\(path).lock")
            try file.prepare()
            let pool = try StoreConnection(path: path, configuration: configuration).open(at: clock.now())
            return try SQLiteStore(
                path: path,
                pool: pool,
                lock: lock,
                destinations: destinations,
                clock: clock,
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
        lock: StoreLock,
        destinations: [Destination],
        clock: any WallClock,
        configuration: StoreConfiguration,
        logger: Logger
    ) throws {
        let now = clock.now()
        self.path = path
        self.clock = clock
        self.pool = pool
        self.lock = lock
        self.configuration = configuration
        self.logger = logger
        let highest = try pool.writeWithoutTransaction { db in
            (
                event: try Int64.fetchOne(db, sql: "SELECT max(id) FROM event") ?? 0,
                entry: try Int64.fetchOne(db, sql: "SELECT max(id) FROM entry") ?? 0
            )
        }
        let context = StoreContext(
            destinations: destinations,
            entryIDs: RecordIDGenerator(after: highest.entry),
            forgotten: try pool.read { db in try ForgottenPeople(db) },
            recentKeys: try pool.read { db in try RecentKeys(db, limit: configuration.recentKeys) },
            logger: logger
        )
        self.context = context
        highestEventID = EventID(rawValue: highest.event)
        let mark = try HighWaterMark(path: "\(path).mark")
        try Self.check(mark, against: highestEventID, path: path, configuration: configuration, logger: logger)
        writer = CommitService(pool: pool, context: context, mark: mark, configuration: configuration)
        recoveredAttempts = try pool.writeWithoutTransaction { db in
            var recovered = 0
            try db.inTransaction(.immediate) {
                let transaction = StoreTransaction(db, context)
                try transaction.declare(destinations)
                recovered = try transaction.recover(at: now)
                return .commit
            }
            return recovered
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

    private static func check(
        _ mark: HighWaterMark,
        against highest: EventID,
        path: String,
        configuration: StoreConfiguration,
        logger: Logger
    ) throws(StoreError) {
        guard let marked = try mark.read(), marked > highest else { return }
        let text = """
            events up to \(marked) were acknowledged, but \(path) ends at \(highest): its write-ahead log was cut short or \
            an older copy was put in its place
            """
        guard configuration.acceptsShortLog else {
            throw StoreError(
                .failing,
                "\(text); restore the file, or accept the loss: start once with `serve --accept-short-log`"
            )
        }
        logger.error("\(text); opened as the settings ask")
        mark.write(highest)
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
            try await cancelWhenGracefulShutdown { try await self.keepClosingWindows() }
        } catch is CancellationError {
            logger.debug("the store closes because its task was cancelled")
        }
        try await close()
    }

    /// Commits what waits, then closes the file. Later calls of the ports throw `closed`.
    package func close() async throws(StoreError) {
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
            throw StoreError(describing: error)
        }
    }
}
