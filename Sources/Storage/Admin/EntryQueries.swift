import BridgeCore
import GRDB

/// Entries as operators see them.
struct EntryQueries {
    let db: Database

    /// Newest first. A state is served by its index, destination by destination.
    func records(_ filter: EntryFilter) throws -> [EntryRecord] {
        guard let state = filter.state, filter.destination == nil else {
            return try records(filter, in: filter.destination)
        }
        let names = try db.all(
            "SELECT DISTINCT destination FROM state_count WHERE subject = 'entry' AND state = ?",
            [state.rawValue]
        ) { DestinationName($0[0]) }
        let all = try names.flatMap { try records(filter, in: $0) }
        return Array(all.sorted { $0.id > $1.id }.prefix(max(filter.limit, 0)))
    }

    private func records(_ filter: EntryFilter, in destination: DestinationName?) throws -> [EntryRecord] {
        var conditions = ["e.id < ?"]
        var values: [any StatementValue] = [filter.before?.rawValue ?? Int64.max]
        if let destination {
            conditions.append(filter.state == nil ? "+e.destination = ?" : "e.destination = ?")
            values.append(destination.rawValue)
        }
        if let state = filter.state {
            conditions.append("e.state = ?")
            values.append(state.rawValue)
        }
        values.append(max(filter.limit, 0))
        let sql = """
            SELECT \(EntryRow.columns) FROM entry AS e WHERE \(conditions.joined(separator: " AND "))
            ORDER BY e.id DESC LIMIT ?
            """
        return try db.all(sql, values) { row in try explained(EntryRow(row)).record }
    }

    /// What is looked up says why it still is.
    private func explained(_ entry: EntryRow) throws -> EntryRow {
        guard entry.state == .resolving, entry.reason == nil else { return entry }
        var entry = entry
        let sql = """
            SELECT l.fault FROM waiting_address AS w JOIN lookup AS l USING (destination, address)
            WHERE w.entry_id = ? AND l.fault IS NOT NULL LIMIT 1
            """
        let fault = try db.first(sql, [entry.id.rawValue]) { $0[0] as String }
        entry.reason = fault.map { "the look-up failed: \($0); it is repeated" }
        return entry
    }

    /// Throws `notFound` for an id that no entry has or had while it settled.
    func detail(_ id: EntryID) throws -> EntryDetail {
        let hasRow = try db.first(HotSQL.entryByID, [id.rawValue], { _ in true }) ?? false
        return try storedDetail(hasRow ? id : try db.became(id) ?? id)
    }

    private func storedDetail(_ id: EntryID) throws -> EntryDetail {
        guard let entry = try db.first(HotSQL.entryByID, [id.rawValue], EntryRow.init),
            let draft = try db.first(HotSQL.entryDraft, [id.rawValue], { $0[0] as String? }) ?? nil
        else { throw StoreError(.notFound, "there is no entry \(id)") }
        let events = try db.all(
            "SELECT event_id FROM entry_event WHERE entry_id = ? ORDER BY event_id",
            [id.rawValue]
        ) { EventID(rawValue: $0[0]) }
        return EntryDetail(
            record: try explained(entry).record,
            draft: try DraftCoding.decode(draft, of: entry),
            member: entry.member,
            events: events,
            attempts: try attempts(of: id),
            agedAt: try db.agedAt(id)
        )
    }

    /// Those that ended, in their order.
    private func attempts(of id: EntryID) throws -> [Attempt] {
        let sql = """
            SELECT number, started_at, ended_at, outcome, status, detail, ch_id FROM attempt
            WHERE entry_id = ? AND outcome IS NOT NULL ORDER BY number
            """
        return try db.all(sql, [id.rawValue]) { row in
            Attempt(
                entry: id,
                number: row[0],
                startedAt: row.timestamp(1),
                endedAt: row.timestampIfAny(2) ?? row.timestamp(1),
                outcome: try outcome(row[3], status: row[4], detail: row[5] ?? ""),
                chID: row[6]
            )
        }
    }

    private func outcome(_ word: String, status: Int?, detail: String) throws -> Attempt.Outcome {
        switch word {
        case AttemptWord.notSent: .notSent(reason: detail)
        case AttemptWord.answered: .answered(status: status ?? 0, text: detail)
        case AttemptWord.unknown: .unknown(reason: detail)
        default: throw StorageError.unreadable("attempt.outcome")
        }
    }
}
