import BridgeCore
import GRDB

/// Opens the database with the settings that the promises rest on, and refuses to go on where they did not take.
struct StoreConnection {
    let path: String
    let configuration: StoreConfiguration

    /// Pages in the write-ahead log before the writer copies them into the database: 4 MB, SQLite's own default. Requests
    /// wait while it does: some 6 ms each five hundred events, where 128 MB were 60–95 ms each fifteen thousand. Nearly all
    /// that is copied is new rows, so that copying it often copies little twice. No other connection copies it beside the
    /// writer: in SQLite before 3.51.3 that can damage the database (https://www.sqlite.org/wal.html#walresetbug).
    private static let checkpointPages = 1000
    /// What stays of a log that grew because of a long reader or a large import: 64 MB.
    private static let logBytes = 64 << 20

    func open(at now: Timestamp) throws -> (pool: DatabasePool, isNew: Bool) {
        let pool = try DatabasePool(path: path, configuration: settings())
        try pool.writeWithoutTransaction { db in try setWriter(db) }
        return (pool, isNew: try migrate(pool, at: now))
    }

    private func settings() -> Configuration {
        var settings = Configuration()
        settings.label = "store"
        settings.foreignKeysEnabled = false
        settings.busyMode = .timeout(10)
        settings.maximumReaderCount = configuration.readers
        settings.persistentReadOnlyConnections = true
        let cacheKiB = configuration.cacheKiB
        settings.prepareDatabase { db in
            try db.execute(sql: "PRAGMA mmap_size = 0")
            if db.configuration.readonly {
                try db.execute(sql: "PRAGMA cache_size = -\(max(cacheKiB / 4, 256))")
            } else {
                try db.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
                try db.execute(sql: "PRAGMA cache_size = -\(max(cacheKiB, 1024))")
            }
        }
        return settings
    }

    /// GRDB sets `synchronous = NORMAL` with WAL after the prepare hook, and it cannot be changed in a transaction.
    private func setWriter(_ db: Database) throws {
        try db.execute(sql: "PRAGMA synchronous = FULL")
        try db.execute(sql: "PRAGMA fullfsync = 1")
        try db.execute(sql: "PRAGMA checkpoint_fullfsync = 1")
        try db.execute(sql: "PRAGMA wal_autocheckpoint = \(Self.checkpointPages)")
        try db.execute(sql: "PRAGMA journal_size_limit = \(Self.logBytes)")
        if let pages = configuration.maximumPages { try db.execute(sql: "PRAGMA max_page_count = \(pages)") }
        guard try Int.fetchOne(db, sql: "PRAGMA synchronous") == 2,
            try String.fetchOne(db, sql: "PRAGMA journal_mode") == "wal"
        else {
            throw StoreError(
                .failing,
                "SQLite did not take synchronous=FULL with a write-ahead log on \(path): no commit would be safe"
            )
        }
    }

    /// True where the store had no tables before.
    private func migrate(_ pool: DatabasePool, at now: Timestamp) throws -> Bool {
        let migrator = Schema.migrator
        let pending = try pool.writeWithoutTransaction { db in
            let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema WHERE type = 'table'") ?? 0
            let application = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
            guard application == Schema.applicationID || (application == 0 && tables == 0) else {
                throw StoreError(.conflict, "\(path) is a database of another program, not a store of the bridge")
            }
            guard try !migrator.hasBeenSuperseded(db) else {
                throw StoreError(
                    .conflict,
                    "\(path) was written by a newer version of the bridge; install that version or a later one"
                )
            }
            // Before the first table, so that a start that is cut off leaves nothing that the next one takes for another's.
            if tables == 0 { try db.execute(sql: "PRAGMA application_id = \(Schema.applicationID)") }
            return try (isNew: tables == 0, isNeeded: !migrator.hasCompletedMigrations(db))
        }
        guard pending.isNeeded else { return false }
        if !pending.isNew { try backUp(at: now) }
        try migrator.migrate(pool)
        try pool.writeWithoutTransaction { db in try setWriter(db) }
        return pending.isNew
    }

    /// Copies the store beside itself and checks the copy, before anything in it is changed.
    private func backUp(at now: Timestamp) throws {
        let copy = StoreCopy(source: path, destination: "\(path).before-\(now.seconds)", now: now)
        // The lock is ours: what is there was left by a start that was interrupted.
        PrivateFile.remove(copy.partial)
        do {
            _ = try copy.write()
        } catch {
            let reason = StoreError(describing: error)
            throw StoreError(
                reason.code,
                "the backup before the migration could not be made: \(reason.detail); the store was left as it was"
            )
        }
    }
}
