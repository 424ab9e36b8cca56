package import BridgeCore
import GRDB

/// Looks at a store without changing it: its files, and, while no service runs, every page and everything in it.
package struct StoreDoctor: Sendable {
    package let path: String
    /// The names that are configured; nil where the configuration could not be read.
    package let configured: Set<DestinationName>?
    package let now: Timestamp
    /// Below this many free bytes the disk is said to be almost full.
    package var minimumFreeBytes = 1 << 30
    /// Hears what is being looked at; some of it takes long.
    package var step: @Sendable (String) -> Void = { _ in }

    package struct Report: Sendable {
        package var findings: [Finding] = []
        /// True where a service holds the store: what is in it was not looked at.
        package var isServed = false
    }

    package init(path: String, configured: Set<DestinationName>?, now: Timestamp) {
        self.path = path
        self.configured = configured
        self.now = now
    }

    package func run() -> Report {
        var report = Report()
        report.findings = files() + fresh() + disk()
        guard PrivateFile.exists(path) else { return report }
        let lock: StoreLock
        do {
            lock = try StoreLock(path: "\(path).lock")
        } catch {
            report.isServed = error.code == .conflict
            report.findings.append(
                report.isServed
                    ? Finding(.note, "lock", "a service runs: \(error.detail)")
                    : Finding(
                        .error,
                        "lock",
                        error.detail,
                        meaning: "a service could not start either",
                        mend: "run doctor as the user that the service runs as, and give that user the directory"
                    )
            )
            return report
        }
        defer { lock.release() }
        report.findings.append(Finding(.ok, "lock", "no service holds the store"))
        report.findings += damage()
        guard !report.findings.contains(where: { $0.subject == "header" }) else { return report }
        do {
            report.findings += try contents()
        } catch {
            report.findings.append(Self.unreadable(path, StoreError(describing: error).detail))
        }
        return report
    }

    private static func unreadable(_ path: String, _ reason: String) -> Finding {
        Finding(
            .error,
            "pages",
            reason,
            meaning: "the store is damaged; serve refuses to write to it",
            mend: """
                keep the files as they are; zyntro-bridge restore BACKUP --replace puts the last backup in place, and serve \
                --fresh-store-beside receives into \(path).fresh meanwhile
                """
        )
    }

    private func files() -> [Finding] {
        guard PrivateFile.exists(path) else {
            let wasThere = ["-wal", ".mark", ".identity"].filter { PrivateFile.exists(path + $0) }
            if wasThere.isEmpty { return [Finding(.note, "file", "\(path) is not there: serve makes it")] }
            return [
                Finding(
                    .error,
                    "file",
                    "\(path) is not there, but \(wasThere.map { path + $0 }.joined(separator: ", ")) is",
                    meaning: "the store was removed, or the disk that holds it is not mounted",
                    mend: "mount the disk or restore a backup before anything is started"
                )
            ]
        }
        let open = ["", "-wal", "-shm", ".lock", ".mark", ".identity", ".quarantine-key"].filter { name in
            PrivateFile.mode(of: path + name).map { $0 & 0o077 != 0 } ?? false
        }
        guard !open.isEmpty else { return [Finding(.ok, "file modes", "the store's files are its owner's alone")] }
        let names = open.map { path + $0 }.joined(separator: " ")
        return [
            Finding(
                .error,
                "file modes",
                "others on this machine may read \(names)",
                meaning: "the store holds messages",
                mend: "chmod 600 \(names)"
            )
        ]
    }

    private func fresh() -> [Finding] {
        let beside = FreshStore.path(beside: path)
        guard PrivateFile.exists(beside) else { return [] }
        return [
            Finding(
                .warning,
                "fresh store",
                "\(beside) holds what was received while this store was damaged",
                meaning: "its entries are not sent by the service of this store",
                mend: "deliver them as deploy/RUNBOOK.md says under \"A fresh store is left over\", then move it away"
            )
        ]
    }

    private func disk() -> [Finding] {
        let directory = PrivateFile.directory(of: path)
        guard let free = freeBytes(at: directory) else { return [] }
        let size = fileBytes(at: path) + fileBytes(at: "\(path)-wal")
        let text = "\(free >> 20) MiB are free where the store lies; it takes \(size >> 20) MiB"
        guard free < minimumFreeBytes else { return [Finding(.ok, "disk", text)] }
        return [
            Finding(
                .warning,
                "disk",
                text,
                meaning: "when it is full, requests are answered with 503",
                mend: "make room, or move the store"
            )
        ]
    }

    private func damage() -> [Finding] {
        var findings: [Finding] = []
        if let note = PrivateFile.read(StoreDamage.notePath(of: path)) {
            findings.append(
                Finding(
                    .error,
                    "damage",
                    "a service found the store damaged: \(note.split(separator: "\n").joined(separator: " "))",
                    meaning: "serve refuses to write to it",
                    mend: """
                        restore a backup; if nothing else is found below, remove \(StoreDamage.notePath(of: path)) and start
                        """
                )
            )
        }
        if let fault = StoreDamage(path: path).headerFault() {
            let found = Self.unreadable(path, "\(path) \(fault)")
            findings.append(Finding(.error, "header", found.what, meaning: found.meaning, mend: found.mend))
        }
        return findings
    }

    private func contents() throws -> [Finding] {
        guard fileBytes(at: path) > 0 else {
            return [Finding(.note, "file", "\(path) is empty: serve makes the store")]
        }
        var settings = Configuration()
        settings.readonly = true
        let queue = try DatabaseQueue(path: path, configuration: settings)
        let findings = try queue.inDatabase { db in
            let schema = try schema(db)
            guard schema.severity != .error else { return [schema] }
            var findings = [schema]
            step("reading every page")
            let faults = try String.fetchAll(db, sql: "PRAGMA integrity_check(5)")
            findings.append(
                faults == ["ok"]
                    ? Finding(.ok, "pages", "every page and every index is whole")
                    : Self.unreadable(path, faults.joined(separator: "; "))
            )
            step("comparing what belongs together")
            if try Row.fetchOne(db, sql: "PRAGMA foreign_key_check") != nil {
                findings.append(Finding(.error, "references", "rows name others that are gone"))
            }
            findings += try identity(db) + mark(db)
            guard schema.severity == .ok else { return findings }
            return findings + (try StoreExamination(db: db, configured: configured, now: now).findings())
        }
        try queue.close()
        return findings
    }

    /// Of this version, of an older one that the next start migrates, or of one that must not be touched.
    private func schema(_ db: Database) throws -> Finding {
        guard try Int32.fetchOne(db, sql: "PRAGMA application_id") == Schema.applicationID else {
            return Finding(
                .error,
                "schema",
                "\(path) is a database of another program",
                meaning: "serve refuses it",
                mend: "mend store: in bridge.yaml"
            )
        }
        guard try !Schema.migrator.hasBeenSuperseded(db) else {
            return Finding(
                .error,
                "schema",
                "the store was written by a newer version of the bridge",
                meaning: "this version would not understand it, and refuses it",
                mend: """
                    install that version or a later one; going back takes the copy that its migration made (\(path).before-…)
                    """
            )
        }
        guard try Schema.migrator.hasCompletedMigrations(db) else {
            return Finding(
                .note,
                "schema",
                "the store is of an older version; serve migrates it, after a backup beside it"
            )
        }
        return Finding(.ok, "schema", "the store is of this version")
    }

    private func identity(_ db: Database) throws -> [Finding] {
        guard case .copy(let cause) = standing(try StoreIdentity.Row(db)) else {
            return [Finding(.ok, "identity", "the store is the one that was served here last")]
        }
        return [
            Finding(
                .warning,
                "identity",
                cause.words(path),
                meaning: "serve will pause its destinations and make unknown what is undelivered in it",
                mend: "make sure that no other bridge serves the original; then start, look, and resume"
            )
        ]
    }

    private func standing(_ row: StoreIdentity.Row?) -> StoreIdentity.Standing {
        StoreIdentity.standing(
            of: row,
            beside: StoreIdentity.Sidecar(beside: path),
            file: FileKey(of: path),
            isNewStore: false,
            wasServedHere: HighWaterMark.isWritten(beside: path)
        )
    }

    private func mark(_ db: Database) throws -> [Finding] {
        guard let text = PrivateFile.read("\(path).mark")?.split(separator: "\n").first else {
            return [
                Finding(.note, "log", "\(path).mark is not there: whether the write-ahead log is whole is not known")
            ]
        }
        guard let marked = StoreLevel(text) else {
            return [
                Finding(
                    .error,
                    "log",
                    "\(path).mark does not hold an event id",
                    meaning: "whether the write-ahead log is whole is not known, and serve refuses to start",
                    mend: "remove it if the store is known to be whole"
                )
            ]
        }
        let isSame = standing(try StoreIdentity.Row(db)) == .same
        guard let missing = try StoreLevel(db).missing(of: marked, withCommits: isSame) else {
            return [Finding(.ok, "log", "the last event that was acknowledged is there, and what was done after it")]
        }
        return [
            Finding(
                .error,
                "log",
                missing,
                meaning: "its write-ahead log was cut short or removed, or an older copy was put in its place",
                mend: """
                    put \(path)-wal back if it is somewhere; else start once with serve --accept-short-log, which pauses the \
                    destinations, and have the providers send again what they still have
                    """
            )
        ]
    }
}
