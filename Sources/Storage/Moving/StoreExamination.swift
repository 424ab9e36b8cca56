package import BridgeCore
import GRDB
import Synchronization

/// What does not fit together in a store, found by reading it on any connection; pages are checked elsewhere.
struct StoreExamination {
    let db: Database
    /// The names that are configured; nil where the configuration could not be read.
    let configured: Set<DestinationName>?
    let now: Timestamp

    func findings() throws -> [Finding] {
        try counts() + lanes() + keys() + contents() + destinations() + copies()
    }

    private func counts() throws -> [Finding] {
        let differences = try StateCounts(db: db).differences()
        guard !differences.isEmpty else {
            return [Finding(.ok, "counts", "the counters of states agree with the rows")]
        }
        return [
            Finding(
                .error,
                "counts",
                differences.joined(separator: "; "),
                meaning: "lists and metrics show wrong numbers; rows may have been changed by another program",
                mend: "restore a backup, or ask for help with what doctor --json prints; deliveries do not depend on it"
            )
        ]
    }

    private func count(_ sql: String, _ values: [any StatementValue] = []) throws -> Int {
        try db.first(sql, values) { $0[0] as Int } ?? 0
    }

    /// Every entry that is ready has its lane, and every lane an entry at its head that is ready.
    private func lanes() throws -> [Finding] {
        let stray = try count(
            """
            SELECT count(*) FROM lane AS l LEFT JOIN entry AS e ON e.id = l.head
            WHERE e.id IS NULL OR e.state NOT IN ('queued', 'sending') OR e.lane IS NOT l.contact_id
                OR (l.due IS NULL) <> (e.state = 'sending')
            """
        )
        let unheard = try count(
            """
            SELECT count(*) FROM entry AS e WHERE e.state IN ('queued', 'sending') AND NOT EXISTS (
                SELECT 1 FROM lane AS l WHERE l.destination = e.destination AND l.contact_id = e.lane)
            """
        )
        guard stray + unheard > 0 else {
            return [Finding(.ok, "lanes", "the order of every contact's entries is whole")]
        }
        return [
            Finding(
                .error,
                "lanes",
                "\(unheard) entries that are ready have no lane, \(stray) lanes lead to no entry that is ready",
                meaning: "those entries would not be sent by themselves",
                mend: "zyntro-bridge outbox retry --state queued --destination NAME puts them into their lanes again"
            )
        ]
    }

    private func keys() throws -> [Finding] {
        let bare = try count(
            """
            SELECT count(*) FROM entry AS e
            WHERE e.state IN ('settling', 'resolving', 'unmatched', 'queued', 'sending', 'unknown')
                AND NOT EXISTS (
                    SELECT 1 FROM entry_key AS k WHERE k.destination = e.destination AND k.digest = e.key_digest)
                AND NOT EXISTS (
                    SELECT 1 FROM recent_entry_key AS r WHERE r.entry_id = e.id AND r.digest = e.key_digest)
            """
        )
        guard bare > 0 else { return [Finding(.ok, "keys", "every entry that waits is known by its key")] }
        return [
            Finding(
                .error,
                "keys",
                "\(bare) entries that wait have no key",
                meaning: "the same message, told again by the provider, would become a second entry",
                mend: "restore a backup that has them, or watch for duplicates of these entries"
            )
        ]
    }

    /// Rows that name others which are gone.
    private func contents() throws -> [Finding] {
        let drafts = try count(
            """
            SELECT count(*) FROM entry AS e WHERE e.draft IS NULL
                AND e.state IN ('settling', 'resolving', 'unmatched', 'queued', 'sending', 'held', 'refused')
                AND NOT EXISTS (SELECT 1 FROM entry_draft AS d WHERE d.entry_id = e.id)
            """
        )
        guard drafts > 0 else { return [Finding(.ok, "contents", "every entry that waits has its contents")] }
        return [
            Finding(
                .error,
                "contents",
                "\(drafts) entries that wait have lost what they say",
                meaning: "they cannot be sent, and will be held",
                mend: "look at their events with outbox show; discard them, or restore a backup"
            )
        ]
    }

    private func destinations() throws -> [Finding] {
        let statistics = Statistics(db: db)
        let gathered = try statistics.gather()
        return try statistics.destinations(configured: configured ?? []).map { record in
            let states = gathered.entries[record.name] ?? [:]
            let waiting = states.filter { !$0.key.isFinal }.sorted { $0.key.rawValue < $1.key.rawValue }
            let list = waiting.map { "\($0.value) \($0.key.rawValue)" }.joined(separator: ", ")
            let oldest = gathered.oldestWaiting[record.name].map { time in
                "; the oldest that waits to be sent has waited \(Self.words(now.duration(since: time)))"
            }
            let what = "\(record.name): \(list.isEmpty ? "nothing undelivered" : list)\(oldest ?? "")"
            if record.isPaused {
                return Finding(
                    .warning,
                    "destination",
                    "\(what); paused: \(record.pauseReason ?? "no reason is kept")",
                    meaning: "nothing is sent there, everything is kept",
                    mend: "mend the cause, then zyntro-bridge destination resume \(record.name)"
                )
            }
            if let configured, !configured.contains(record.name), !waiting.isEmpty {
                return Finding(
                    .warning,
                    "destination",
                    "\(what); bridge.yaml does not name it",
                    meaning: "nobody delivers these entries",
                    mend: "add the destination again, or discard them"
                )
            }
            return Finding(.note, "destination", what)
        }
    }

    private func copies() throws -> [Finding] {
        let undecided = try count(
            "SELECT count(*) FROM copied_entry AS c JOIN entry AS e ON e.id = c.entry_id WHERE e.state = 'unknown'"
        )
        guard undecided > 0 else { return [] }
        return [
            Finding(
                .warning,
                "copy",
                "\(undecided) entries were undelivered when this copy was made and are unknown",
                meaning: "the store it is a copy of may have sent them since",
                mend: """
                    look in Zyntro from when on entries are missing; outbox discard --state unknown --destination NAME \
                    --before TIME --reason 'in Zyntro' for what is there, outbox retry --state unknown --destination NAME \
                    for the rest
                    """
            )
        ]
    }

    private static func words(_ duration: Duration) -> String {
        let seconds = max(0, duration.components.seconds)
        switch seconds {
        case ..<120: return "\(seconds) s"
        case ..<7200: return "\(seconds / 60) min"
        case ..<172_800: return "\(seconds / 3600) h"
        default: return "\(seconds / 86_400) days"
        }
    }
}

extension SQLiteStore {
    package func examine(at now: Timestamp) async throws(StoreError) -> [Finding] {
        let configured = Set(context.destinations.withLock { $0.keys })
        var findings = try await read { db in
            try StoreExamination(db: db, configured: configured, now: now).findings()
        }
        if let fault = await fault() {
            findings.insert(
                Finding(
                    .error,
                    "writing",
                    fault,
                    meaning: "requests are answered with 503",
                    mend: "see deploy/RUNBOOK.md"
                ),
                at: 0
            )
        }
        return findings
    }
}
