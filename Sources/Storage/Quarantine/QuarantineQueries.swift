import BridgeCore
import GRDB

/// Refused requests as they are read; nothing that arrived before `oldest`.
struct QuarantineQueries {
    let db: Database
    let oldest: Timestamp

    private static let columns = """
        q.id, q.hook, q.source, q.received_at, q.last_at, q.times, q.diagnosis, q.body_size, q.is_body_kept
        """
    private static let contents = """
        q.destination, q.identity, r.remote, r.method, r.target, r.headers, r.last_headers, r.gaps, r.encoding, r.size, r.body,
        coalesce(r.sealed, x''), coalesce(r.last_sealed, x'')
        """

    func records(_ filter: QuarantineFilter) throws -> [QuarantineRecord] {
        var conditions = Conditions(oldest: max(oldest, filter.since ?? oldest))
        conditions.add("q.id < ?", filter.before?.rawValue)
        conditions.add("q.hook = ?", filter.hook?.rawValue)
        return try db.all(
            "SELECT \(Self.columns) FROM quarantine AS q WHERE \(conditions.sql) ORDER BY q.id DESC LIMIT ?",
            conditions.values + [max(filter.limit, 0)],
            record
        )
    }

    /// Oldest first.
    func requests(
        hook: HookName?,
        since: Timestamp?,
        after cursor: QuarantineID?,
        limit: Int
    ) throws -> [QuarantinedRequest] {
        var conditions = Conditions(oldest: max(oldest, since ?? oldest))
        conditions.add("q.id > ?", cursor?.rawValue)
        conditions.add("q.hook = ?", hook?.rawValue)
        return try all(conditions, limit: limit)
    }

    func request(_ id: QuarantineID) throws -> QuarantinedRequest {
        var conditions = Conditions(oldest: oldest)
        conditions.add("q.id = ?", id.rawValue)
        guard let request = try all(conditions, limit: 1).first else {
            throw StoreError(.notFound, "there is no \(id) in the quarantine; it may be too old, or accepted by now")
        }
        return request
    }

    func counts() throws -> [HookName: QuarantineCount] {
        let rows = try db.all(
            "SELECT hook, count(*), sum(size) FROM quarantine WHERE received_at >= ? GROUP BY hook",
            [oldest.milliseconds]
        ) { (HookName($0[0]), QuarantineCount(requests: $0[1], bytes: $0[2])) }
        return Dictionary(rows) { first, _ in first }
    }

    private struct Conditions {
        var sql = "q.received_at >= ?"
        var values: [any StatementValue]

        init(oldest: Timestamp) { values = [oldest.milliseconds] }

        mutating func add(_ condition: String, _ value: (any StatementValue)?) {
            guard let value else { return }
            sql += " AND \(condition)"
            values.append(value)
        }
    }

    private func all(_ conditions: Conditions, limit: Int) throws -> [QuarantinedRequest] {
        let sql = """
            SELECT \(Self.columns), \(Self.contents) FROM quarantine AS q JOIN quarantined_request AS r ON r.id = q.id
            WHERE \(conditions.sql) ORDER BY q.id LIMIT ?
            """
        return try db.all(sql, conditions.values + [limit], request)
    }

    private func record(_ row: StatementRow) -> QuarantineRecord {
        QuarantineRecord(
            id: QuarantineID(rawValue: row[0]),
            hook: HookName(row[1]),
            source: row[2],
            receivedAt: row.timestamp(3),
            lastAt: row.timestamp(4),
            times: row[5],
            diagnosis: row[6],
            bodySize: row[7],
            isBodyKept: row[8]
        )
    }

    private func request(_ row: StatementRow) throws -> QuarantinedRequest {
        let record = record(row)
        let request = RefusedRequest(
            id: record.id,
            hook: record.hook,
            destination: DestinationName(row[9]),
            source: record.source,
            remoteAddress: row[11],
            receivedAt: record.receivedAt,
            method: row[12],
            target: try MaskedCoding.target(from: row[13]),
            headers: try MaskedCoding.headers(from: row[14]),
            body: record.isBodyKept ? try body(row) : nil,
            bodySize: record.bodySize,
            diagnosis: record.diagnosis,
            identity: try row.digest(10, of: "quarantine.identity"),
            sealed: row[20]
        )
        let last = try (row[15] as String?).map { try MaskedCoding.headers(from: $0) }
        return QuarantinedRequest(record: record, request: request, lastHeaders: last, lastSealed: row[21])
    }

    private func body(_ row: StatementRow) throws -> MaskedBytes {
        let content = StoredContent.apart(
            encoding: try row.word(17, of: "quarantined_request.encoding"),
            size: row[18],
            bytes: row[19]
        )
        return MaskedBytes(
            bytes: try content.unpacked("quarantined_request.body"),
            gaps: try MaskedCoding.gaps(from: row[16])
        )
    }
}
