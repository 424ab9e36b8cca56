import BridgeCore
import GRDB
import JSON

/// A way through a table in the order of its keys, round and round: such a table has no order of time, and an index for one
/// would have to be written with every request. Rows are looked at beside the writer, which deletes those that are due.
struct AgingSweep: Sendable {
    enum Subject: String, CaseIterable, Sendable {
        case eventKeys = "event_key"
        case entryKeys = "entry_key"
        case lookups = "lookup"
        case creations = "creation"
        case contacts = "contact_address"
    }

    let subject: Subject
    private let columns: [String]
    /// True of a row that is due, where ?1 is the moment or the id that lies a term back.
    private let condition: String

    static let all = [
        AgingSweep(.eventKeys, ["fingerprint"], where: keyIsDue("event_key.event_id", .event)),
        AgingSweep(.entryKeys, ["destination", "digest", "party"], where: keyIsDue("entry_key.entry_id", .entry)),
        AgingSweep(
            .lookups,
            ["destination", "address"],
            where: """
                due_at IS NULL AND max(coalesce(asked_at, 0), coalesce(missed_at, 0)) <= ?1
                    AND \(isNotAwaited("lookup"))
                """
        ),
        AgingSweep(
            .creations,
            ["destination", "address"],
            where: "due_at IS NULL AND coalesce(asked_at, 0) <= ?1 AND \(isNotAwaited("creation"))"
        ),
        AgingSweep(
            .contacts,
            ["destination", "address", "contact_id"],
            where: "source = 'lookup' AND checked_at <= ?1"
        ),
    ]

    private init(_ subject: Subject, _ columns: [String], where condition: String) {
        self.subject = subject
        self.columns = columns
        self.condition = condition
    }

    private static func keyIsDue(_ id: String, _ subject: KeySubject) -> String {
        """
        \(id) <= ?1 AND NOT EXISTS (SELECT 1 FROM \(subject.rawValue) AS r WHERE r.id = \(id))
            AND NOT EXISTS (SELECT 1 FROM kept_key AS k WHERE k.subject = '\(subject.rawValue)' AND k.id = \(id))
        """
    }

    private static func isNotAwaited(_ table: String) -> String {
        """
        NOT EXISTS (SELECT 1 FROM waiting_address AS w
            WHERE w.destination = \(table).destination AND w.address = \(table).address)
        """
    }

    private var names: String { columns.joined(separator: ", ") }
    private var places: String { columns.indices.map { "?\($0 + 2)" }.joined(separator: ", ") }

    var firstRows: String {
        "SELECT \(names), (\(condition)) FROM \(subject.rawValue) ORDER BY \(names) LIMIT ?2"
    }

    var rowsAfter: String {
        """
        SELECT \(names), (\(condition)) FROM \(subject.rawValue) WHERE (\(names)) > (\(places))
        ORDER BY \(names) LIMIT ?\(columns.count + 2)
        """
    }

    var deleteRow: String {
        "DELETE FROM \(subject.rawValue) WHERE (\(names)) = (\(places)) AND \(condition)"
    }

    /// What ?1 stands for: days are added to the term of keys, because their ids tell the time of receipt, and what came
    /// to its end up to a day later is not kept apart.
    func limit(_ terms: RetentionTerms, longestLookupAge: Duration, at now: Timestamp) -> Int64 {
        switch subject {
        case .eventKeys, .entryKeys:
            let time = now.advanced(by: .zero - terms.keys - .seconds(86_400))
            return max(0, time.milliseconds) * 1000 << 10
        case .lookups, .creations: return now.advanced(by: .zero - terms.rows).milliseconds
        case .contacts: return now.advanced(by: .zero - max(terms.rows, longestLookupAge)).milliseconds
        }
    }

    /// The rows behind `place`, which of them are due, and the place of the last; nil where there are no more.
    func look(_ db: Database, after place: [SweepKey], limit: Int64, count: Int) throws -> Look {
        let values: [any StatementValue] = [limit] + place + [count]
        let width = columns.count
        let rows = try db.all(place.isEmpty ? firstRows : rowsAfter, values) { row in
            (key: try (0..<width).map { try SweepKey(row, $0) }, isDue: row[width] as Bool)
        }
        return Look(due: rows.filter(\.isDue).map(\.key), seen: rows.count, place: rows.last?.key ?? [])
    }

    struct Look: Sendable {
        let due: [[SweepKey]]
        let seen: Int
        let place: [SweepKey]
    }
}

/// One column of a primary key.
enum SweepKey: Sendable, StatementValue {
    case text(String)
    case bytes([UInt8])

    func bind(to statement: OpaquePointer, at place: CInt) -> CInt {
        switch self {
        case .text(let text): text.bind(to: statement, at: place)
        case .bytes(let bytes): bytes.bind(to: statement, at: place)
        }
    }
}

extension SweepKey {
    init(_ row: StatementRow, _ column: Int) throws {
        self = row.isBlob(column) ? .bytes(row[column]) : .text(row[column])
    }
}

/// Where a sweep stands, as it is stored.
struct SweepPlace: Sendable {
    var place: [SweepKey] = []
    /// Rows looked at since the beginning, and in the round before.
    var seen = 0
    var total = 0

    init() {}

    init(_ row: StatementRow) throws {
        let text: String = row[0]
        guard let keys = try? JSONParser().parse(Array(text.utf8)).value.array else {
            throw StorageError.unreadable("aging.place")
        }
        place = try keys.map { key in
            if let text = key["text"]?.string { return .text(text) }
            guard let digits = key["bytes"]?.string else { throw StorageError.unreadable("aging.place") }
            return .bytes(
                stride(from: 0, to: digits.utf8.count - 1, by: 2).compactMap { place in
                    UInt8(digits.dropFirst(place).prefix(2), radix: 16)
                }
            )
        }
        seen = row[1]
        total = row[2]
    }

    var text: String {
        JSONValue.array(
            place.map { key in
                switch key {
                case .text(let text): return ["text": .string(text)]
                case .bytes(let bytes):
                    let digits = bytes.map { String(256 + Int($0), radix: 16).dropFirst() }.joined()
                    return ["bytes": .string(digits)]
                }
            }
        ).text()
    }
}

extension StoreTransaction {
    /// Deletes those of the rows that are still due; how many they were.
    func delete(_ keys: ArraySlice<[SweepKey]>, of sweep: AgingSweep, limit: Int64) throws -> Int {
        var deleted = 0
        for key in keys {
            let values: [any StatementValue] = [limit] + key
            try db.run(sweep.deleteRow, values)
            deleted += db.changesCount
        }
        return deleted
    }

    func save(_ place: SweepPlace, of sweep: AgingSweep) throws {
        try db.run(AgingSQL.setPlace, [sweep.subject.rawValue, place.text, place.seen, place.total])
    }

    /// Lets go of keys that were kept longer; the sweeps take them up then.
    func dropKept(endedBy oldest: Timestamp, atOnce limit: Int) throws -> Int {
        let rows = try db.all(AgingSQL.keptLongEnough, [oldest.milliseconds, limit]) { row in
            (subject: row[0] as String, id: row[1] as Int64)
        }
        for row in rows { try db.run(AgingSQL.deleteKept, row.subject, row.id) }
        return rows.count
    }

    /// Counts of hours gone by, also where no request comes that would sweep them out.
    func dropFuses(atOnce limit: Int, at now: Timestamp) throws -> Int {
        let stale = try db.all(HotSQL.staleFuses, [Fuse.hour(of: now), limit]) { row in
            (destination: row[0] as String, subject: row[1] as String, hour: row[2] as Int64)
        }
        for fuse in stale { try db.run(HotSQL.deleteFuse, fuse.destination, fuse.subject, fuse.hour) }
        return stale.count
    }
}
