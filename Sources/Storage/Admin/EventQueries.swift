import BridgeCore
import GRDB

/// Events as operators see them.
struct EventQueries {
    let db: Database

    private static let columns = "id, hook, destination, adapter, adapter_version, received_at, state, reason"

    /// Newest first.
    func records(_ filter: EventFilter) throws -> [EventRecord] {
        var conditions = ["id < ?"]
        var values: [any StatementValue] = [filter.before?.rawValue ?? Int64.max]
        if let hook = filter.hook {
            conditions.append("hook = ?")
            values.append(hook.rawValue)
        }
        if let state = filter.state {
            conditions.append(state == .accepted ? "+state = ?" : "state = ? AND state <> 'accepted'")
            values.append(state.rawValue)
        }
        values.append(max(filter.limit, 0))
        let sql = """
            SELECT \(Self.columns) FROM event WHERE \(conditions.joined(separator: " AND ")) ORDER BY id DESC LIMIT ?
            """
        return try db.all(sql, values) { row in try record(row) }
    }

    /// Throws `notFound` for an id that no event has.
    func detail(_ id: EventID) throws -> EventDetail {
        let sql = "SELECT \(Self.columns), method, target, headers, body_digest, body, aged_at FROM event WHERE id = ?"
        let detail = try db.first(sql, [id.rawValue]) { row in
            EventDetail(
                record: try record(row),
                method: row[8],
                target: row[9],
                headers: try HeaderCoding.decode(row[10]),
                body: try body(of: id, inline: row[12]),
                bodyDigest: try row.digest(11, of: "event.body_digest"),
                agedAt: row.timestampIfAny(13)
            )
        }
        guard let detail else { throw StoreError(.notFound, "there is no event \(id)") }
        return detail
    }

    private func record(_ row: StatementRow) throws -> EventRecord {
        let id = EventID(rawValue: row[0])
        let entries = try db.all(
            "SELECT entry_id FROM entry_event WHERE event_id = ? ORDER BY entry_id",
            [id.rawValue]
        ) { EntryID(rawValue: $0[0]) }
        return EventRecord(
            id: id,
            hook: HookName(row[1]),
            destination: DestinationName(row[2]),
            adapter: row[3],
            adapterVersion: row[4],
            receivedAt: row.timestamp(5),
            state: try row.word(6, of: "event.state"),
            reason: row[7],
            entries: entries
        )
    }

    private func body(of id: EventID, inline: [UInt8]?) throws -> [UInt8] {
        if let inline { return inline }
        let content = try db.first(
            "SELECT encoding, size, bytes FROM event_body WHERE event_id = ?",
            [id.rawValue]
        ) { row in
            StoredContent.apart(
                encoding: try row.word(0, of: "event_body.encoding"),
                size: row[1],
                bytes: row[2]
            )
        }
        guard let content else { throw StorageError.unreadable("event_body.bytes") }
        return try content.unpacked("event_body.bytes")
    }
}
