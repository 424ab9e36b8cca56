import BridgeCore
import GRDB

/// A consistent copy of a store in one file, marked as a copy and checked before it has its name.
///
/// `VACUUM INTO` reads one state of the store on a connection of its own that cannot write, so that the writer goes on
/// meanwhile; only the write-ahead log grows until the copy is done.
struct StoreCopy {
    let source: String
    let destination: String
    let now: Timestamp
    /// Hears what is being done.
    var step: @Sendable (String) -> Void = { _ in }
    /// Hears the connection that copies, so that a stop can interrupt it.
    var began: @Sendable (DatabaseQueue) -> Void = { _ in }
    /// Hears that the store itself, not the copy, is damaged.
    var foundDamage: @Sendable (StoreError) -> Void = { _ in }

    struct Counts: Sendable, Equatable {
        var events = 0
        var entries = 0
    }

    /// Where the copy grows until it is whole.
    var partial: String { "\(destination).partial" }

    func write() throws -> Counts {
        try check()
        try PrivateFile.create(partial)
        do {
            step("copying")
            var settings = Configuration()
            settings.readonly = true
            settings.busyMode = .timeout(10)
            let queue = try DatabaseQueue(path: source, configuration: settings)
            began(queue)
            do {
                try queue.inDatabase { db in try db.execute(sql: "VACUUM INTO ?", arguments: [partial]) }
            } catch let error as DatabaseError where error.meansDamage {
                foundDamage(StoreError(describing: error))
                throw error
            }
            try queue.close()
            step("checking the copy")
            let counts = try Self.seal(partial, at: now)
            try PrivateFile.publish(partial, as: destination)
            return counts
        } catch {
            PrivateFile.remove(partial)
            throw error
        }
    }

    /// What would make the copy fail, before anything is written.
    func check() throws(StoreError) {
        let directory = PrivateFile.directory(of: destination)
        guard PrivateFile.isDirectory(directory) else {
            throw StoreError(.conflict, "there is no directory \(directory) on the service's machine")
        }
        guard !PrivateFile.exists(destination) else {
            throw StoreError(.conflict, "\(destination) exists already; a backup never overwrites a file")
        }
        guard !PrivateFile.exists(partial) else {
            throw StoreError(
                .conflict,
                "\(partial) is there: a backup was interrupted or is under way; remove it if none is"
            )
        }
        let needed = fileBytes(at: source) + fileBytes(at: "\(source)-wal")
        if let free = freeBytes(at: directory), free < needed {
            throw StoreError(
                .full,
                "a backup needs up to \(needed >> 20) MiB in \(directory), and \(free >> 20) MiB are free there"
            )
        }
    }

    /// Marks a file as a copy, once, and checks it: every page, and that its counters agree with its rows.
    static func seal(_ path: String, at now: Timestamp) throws -> Counts {
        let queue = try DatabaseQueue(path: path)
        let counts = try queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA journal_mode = DELETE")
            try db.execute(sql: "PRAGMA synchronous = FULL")
            if var row = try StoreIdentity.Row(db) {
                row.copiedAt = row.copiedAt ?? now
                try row.write(db)
            }
            return try verify(db, path: path)
        }
        try queue.close()
        return counts
    }

    /// Reads every page of a database. Throws `damaged` where it does not hold together.
    static func verify(_ db: Database, path: String) throws -> Counts {
        let faults = try String.fetchAll(db, sql: "PRAGMA integrity_check(3)")
        guard faults == ["ok"] else {
            throw StoreError(.damaged, "\(path) is damaged: \(faults.joined(separator: "; "))")
        }
        guard try db.tableExists("event"), try db.tableExists("entry") else { return Counts() }
        let uncounted = try StateCounts(db: db).differences()
        guard uncounted.isEmpty else {
            throw StoreError(.damaged, "\(path) does not hold together: \(uncounted.joined(separator: "; "))")
        }
        return Counts(
            events: try Int.fetchOne(db, sql: "SELECT count(*) FROM event") ?? 0,
            entries: try Int.fetchOne(db, sql: "SELECT count(*) FROM entry") ?? 0
        )
    }
}

/// The counters that statistics read, against the rows that they count.
struct StateCounts {
    let db: Database

    /// One sentence for each counter that is wrong.
    func differences() throws -> [String] {
        let sql = """
            WITH actual AS (
                SELECT 'entry' AS subject, destination, state, count(*) AS total FROM entry GROUP BY destination, state
                UNION ALL
                SELECT 'event', destination, state, count(*) FROM event GROUP BY destination, state
            )
            SELECT coalesce(a.subject, c.subject), coalesce(a.destination, c.destination), coalesce(a.state, c.state),
                coalesce(a.total, 0), coalesce(c.total, 0)
            FROM actual AS a FULL JOIN state_count AS c
                ON c.subject = a.subject AND c.destination = a.destination AND c.state = a.state
            WHERE coalesce(a.total, 0) <> coalesce(c.total, 0)
            """
        return try db.all(sql, []) { row in
            "\(row[3] as Int) rows of \(row[0] as String) are \(row[2] as String) for \(row[1] as String), \(row[4] as Int) are counted"
        }
    }
}
