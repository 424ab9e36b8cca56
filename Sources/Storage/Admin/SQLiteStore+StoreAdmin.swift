package import BridgeCore
import GRDB
import Synchronization

extension SQLiteStore: StoreAdmin {
    package func events(_ filter: EventFilter) async throws(StoreError) -> [EventRecord] {
        try await read { db in try EventQueries(db: db).records(filter) }
    }

    package func event(_ id: EventID) async throws(StoreError) -> EventDetail {
        try await explaining(id) { () throws(StoreError) in
            try await read { db in try EventQueries(db: db).detail(id) }
        }
    }

    package func entries(_ filter: EntryFilter) async throws(StoreError) -> [EntryRecord] {
        try await read { db in try EntryQueries(db: db).records(filter) }
    }

    package func entry(_ id: EntryID) async throws(StoreError) -> EntryDetail {
        try await explaining(id) { () throws(StoreError) in
            try await read { db in try EntryQueries(db: db).detail(id) }
        }
    }

    package func retry(_ id: EntryID, by operatorName: String, at now: Timestamp) async throws(StoreError) {
        try await explaining(id) { () throws(StoreError) in
            try await writer.commit { transaction in try transaction.retry(id, by: operatorName, at: now) }
        }
    }

    @discardableResult
    package func release(
        _ id: EntryID,
        by operatorName: String,
        at now: Timestamp
    ) async throws(StoreError) -> EntryID {
        try await explaining(id) { () throws(StoreError) in
            try await writer.commit { transaction in try transaction.release(id, by: operatorName, at: now) }
        }
    }

    package func discard(
        _ id: EntryID,
        reason: String,
        by operatorName: String,
        at now: Timestamp
    ) async throws(StoreError) {
        try await explaining(id) { () throws(StoreError) in
            try await writer.commit { transaction in
                try transaction.discard(id, reason: reason, by: operatorName, at: now)
            }
        }
    }

    package func destinations() async throws(StoreError) -> [DestinationRecord] {
        let configured = Set(context.destinations.withLock { $0.keys })
        return try await read { db in try Statistics(db: db).destinations(configured: configured) }
    }

    package func pause(_ destination: DestinationName, reason: String, at now: Timestamp) async throws(StoreError) {
        try await writer.commit { transaction in try transaction.pause(destination, reason: reason, at: now) }
    }

    package func resume(_ destination: DestinationName, at now: Timestamp) async throws(StoreError) {
        try await writer.commit { transaction in try transaction.resume(destination, at: now) }
    }

    package func importDirectory(
        _ rows: [DirectoryRow],
        into destination: DestinationName,
        remembering: Bool = false,
        isDryRun: Bool = false,
        at now: Timestamp
    ) async throws(StoreError) -> ImportReport {
        try await writer.commit { transaction in
            func run() throws -> ImportReport {
                try transaction.importDirectory(rows, into: destination, remembering: remembering, at: now)
            }
            return try isDryRun ? transaction.trying(run) : run()
        }
    }

    package func exportDirectory(
        of destination: DestinationName,
        includingLookups: Bool,
        after cursor: String?,
        limit: Int
    ) async throws(StoreError) -> DirectoryPage {
        try await read { db in
            try DirectoryExport(db: db, destination: destination, includesLookups: includingLookups)
                .page(after: cursor, limit: limit)
        }
    }

    package func assign(
        _ address: Address,
        to contact: KnownContact,
        in destination: DestinationName,
        at now: Timestamp
    ) async throws(StoreError) -> AssignReport {
        try await writer.commit { transaction in
            try transaction.assign(address, to: contact, in: destination, at: now)
        }
    }

    package func lookup(
        _ address: Address,
        in destination: DestinationName
    ) async throws(StoreError) -> DirectoryAnswer {
        let forgotten = context.forgotten
        return try await read { db in
            try DirectoryQueries(db: db, forgotten: forgotten).answer(address, in: destination)
        }
    }

    package func statistics(at now: Timestamp) async throws(StoreError) -> StoreStatistics {
        var statistics = try await read { db in
            var statistics = try Statistics(db: db).gather()
            statistics.freeDatabaseBytes = try FileSpace(db).freeBytes
            return statistics
        }
        statistics.quarantine = try await quarantineCounts(at: now)
        statistics.databaseBytes = fileBytes(at: path) + fileBytes(at: "\(path)-wal")
        statistics.freeDiskBytes = freeBytes(at: path)
        let state = writer.state
        statistics.commits = state.commits
        statistics.operations = state.operations
        return statistics
    }

    package func fault() async -> String? {
        if let fault = writer.state.fault { return fault.description }
        guard let free = freeBytes(at: path), free < configuration.minimumFreeBytes else { return nil }
        return "only \(free >> 20) MiB are free on the disk of \(path)"
    }
}
