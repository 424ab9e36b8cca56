package import BridgeCore
import GRDB

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Puts a backup in the place of a store while no service runs.
package struct StoreRestore: Sendable {
    package let backup: String
    package let store: String
    /// Moves a store that is there aside instead of refusing.
    package let replaces: Bool
    package let now: Timestamp
    /// Hears how many bytes were copied, of how many, and then what is being done.
    package var progress: @Sendable (Int, Int) -> Void = { _, _ in }

    package struct Report: Sendable {
        package let events: Int
        package let entries: Int
        package let bytes: Int
        /// When the backup was made; nil for a copy that `backup` did not make.
        package let madeAt: Timestamp?
        /// Where the store that was there is now.
        package let movedTo: String?
    }

    package init(backup: String, store: String, replaces: Bool, now: Timestamp) {
        self.backup = backup
        self.store = store
        self.replaces = replaces
        self.now = now
    }

    /// What lies beside a store and belongs to it.
    private static let companions = ["", "-wal", "-shm", ".mark", ".identity", ".damaged"]

    /// Where the copy grows before it takes the place of the store.
    static func partial(of store: String) -> String { "\(store).restoring" }

    /// A restore that was cut off may have moved the store away already: whoever made a new one in its place would begin an
    /// empty history.
    ///
    /// - Throws: `conflict` where there is no store but the trace of such a restore.
    static func checkNoneWasCutOff(at store: String) throws(StoreError) {
        let partial = partial(of: store)
        guard PrivateFile.exists(partial), !PrivateFile.exists(store) else { return }
        throw StoreError(
            .conflict,
            "a restore was cut off (\(partial) is there, \(store) is not): run `zyntro-bridge restore` once more; a store that it replaced is kept as \(store).replaced-<time>. To begin with an empty store, remove \(partial)"
        )
    }

    /// - Throws: `notFound`, `damaged` or `conflict` for a backup that cannot be used, `conflict` where a service runs or a
    ///   store is there. The store that is there is as it was then.
    package func run() throws(StoreError) -> Report {
        do {
            return try restore()
        } catch {
            throw StoreError(describing: error)
        }
    }

    private func restore() throws -> Report {
        guard PrivateFile.exists(backup), !PrivateFile.isDirectory(backup) else {
            throw StoreError(.notFound, "there is no file \(backup)")
        }
        if let one = FileKey(of: backup), let other = FileKey(of: store), one.isSameFile(as: other) {
            throw StoreError(.conflict, "\(backup) is the store itself; name a backup")
        }
        if let fault = StoreDamage(path: backup).headerFault() { throw StoreError(.damaged, "\(backup) \(fault)") }
        guard fileBytes(at: "\(backup)-wal") == 0 else {
            throw StoreError(
                .conflict,
                "\(backup)-wal lies beside it: this is a store and no backup; make one with `zyntro-bridge backup`, or move the store with all its files"
            )
        }
        try StoreFile(path: store).prepareDirectory()
        let lock = try StoreLock(path: "\(store).lock")
        defer { lock.release() }
        let existing = Self.companions.filter { PrivateFile.exists(store + $0) }
        guard existing.isEmpty || replaces else {
            let files = existing.map { store + $0 }.joined(separator: ", ")
            throw StoreError(
                .conflict,
                "a store is there already (\(files)); to keep it beside the restored one, say --replace"
            )
        }
        let partial = Self.partial(of: store)
        PrivateFile.remove(partial)
        var movedTo: String?
        do {
            try copy(to: partial)
            let (counts, madeAt) = try check(partial)
            // A disk that does not take the copy must not cost the store.
            try PrivateFile.sync(partial)
            movedTo = place(for: existing)
            if let movedTo { try moveAside(existing, to: movedTo) }
            try PrivateFile.publish(partial, as: store)
            return Report(
                events: counts.events,
                entries: counts.entries,
                bytes: fileBytes(at: store),
                madeAt: madeAt,
                movedTo: movedTo
            )
        } catch {
            if let movedTo {
                let reason = StoreError(describing: error)
                throw StoreError(
                    reason.code,
                    "\(reason.detail); the store that was there is kept as \(movedTo): run `zyntro-bridge restore` once more"
                )
            }
            for companion in Self.companions { PrivateFile.remove(partial + companion) }
            throw error
        }
    }

    /// The copy, not the backup: what is checked is what will be served.
    private func check(_ path: String) throws -> (StoreCopy.Counts, Timestamp?) {
        let queue = try DatabaseQueue(path: path)
        let madeAt = try queue.read { db in
            guard try Int32.fetchOne(db, sql: "PRAGMA application_id") == Schema.applicationID else {
                throw StoreError(.conflict, "\(backup) is a database of another program, not a store of the bridge")
            }
            guard try !Schema.migrator.hasBeenSuperseded(db) else {
                throw StoreError(
                    .conflict,
                    "\(backup) was written by a newer version of the bridge; install that version or a later one"
                )
            }
            return try StoreIdentity.Row(db)?.copiedAt
        }
        try queue.close()
        return (try StoreCopy.seal(path, at: now), madeAt)
    }

    /// Where what is there is kept; nil where nothing is.
    private func place(for existing: [String]) -> String? {
        guard !existing.isEmpty else { return nil }
        var place = "\(store).replaced-\(now.seconds)"
        while Self.companions.contains(where: { PrivateFile.exists(place + $0) }) { place += "+" }
        return place
    }

    /// With all that belongs to it, so that it can be served from there.
    private func moveAside(_ existing: [String], to place: String) throws {
        for companion in existing { try PrivateFile.move(store + companion, to: place + companion) }
    }

    private func copy(to path: String) throws(StoreError) {
        let total = fileBytes(at: backup)
        if let free = freeBytes(at: PrivateFile.directory(of: store)), free < total {
            throw StoreError(
                .full,
                "the store needs \(total >> 20) MiB in \(PrivateFile.directory(of: store)), and \(free >> 20) MiB are free"
            )
        }
        try PrivateFile.create(path)
        let source = open(backup, O_RDONLY | O_CLOEXEC)
        guard source >= 0 else { throw StoreError(.failing, "cannot read \(backup): \(systemReason())") }
        defer { close(source) }
        let target = open(path, O_WRONLY | O_CLOEXEC)
        guard target >= 0 else { throw StoreError(.failing, "cannot write \(path): \(systemReason())") }
        defer { close(target) }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        var offset = 0
        while true {
            let count = pread(source, &buffer, buffer.count, off_t(offset))
            guard count >= 0 else { throw StoreError(.failing, "cannot read \(backup): \(systemReason())") }
            guard count > 0 else { return }
            guard pwrite(target, buffer, count, off_t(offset)) == count else {
                throw StoreError(.failing, "cannot write \(path): \(systemReason())")
            }
            offset += count
            progress(offset, total)
        }
    }
}
