import BridgeCore
import GRDB

/// A way through one table in the order of its ids, which is the order of time: what is due lies behind the place where the
/// scan stands, and what could not age when it passed is in `aging_later`.
///
/// Bodies come first: in a store that is full they make the room that the rest needs.
enum AgingScan: String, CaseIterable {
    case eventContents = "contents of events"
    case entryContents = "contents of entries"
    case entryRows = "rows of entries"
    case eventRows = "rows of events"
    case windows

    func term(_ terms: RetentionTerms) -> Duration {
        switch self {
        case .entryContents, .eventContents: terms.bodies
        case .entryRows, .eventRows: terms.rows
        case .windows: terms.keys
        }
    }

    var idsAfter: String {
        switch self {
        case .entryContents, .entryRows: AgingSQL.entriesAfter
        case .eventContents, .eventRows: AgingSQL.eventsAfter
        case .windows: AgingSQL.windowsAfter
        }
    }
}

/// What a scan has to know of a row.
struct AgingRow {
    let received: Timestamp
    /// When it came to its end; nil while it waits for something.
    let since: Timestamp?
}

/// What one commit did of a scan.
struct AgingStep: Sendable {
    var aged = 0
    /// True where nothing more is due.
    var isDone = false
}

/// How much one commit may still do.
struct AgingBudget {
    /// Bytes whose pages one commit sets free at most, beyond the one body that exceeds it.
    private static let byteLimit = 8 << 20

    let limit: Int
    private let db: Database
    private let start: Int
    var bytes = 0

    init(_ db: Database, limit: Int) {
        self.db = db
        self.limit = limit
        start = db.totalChangesCount
    }

    var hasRoom: Bool { db.totalChangesCount - start < limit && bytes < Self.byteLimit }
}

extension StoreTransaction {
    private enum Verdict {
        case gone
        case due(since: Timestamp)
        /// Due later; all that follow it in the table are younger where `isYoung`.
        case later(since: Timestamp, isYoung: Bool)
    }

    /// Ages what is due in one scan: first what it had left behind, then onwards from its place.
    func age(_ scan: AgingScan, _ terms: RetentionTerms, atOnce limit: Int, at now: Timestamp) throws -> AgingStep {
        let oldest = now.advanced(by: .zero - scan.term(terms))
        var budget = AgingBudget(db, limit: limit)
        var step = AgingStep()
        let behind = try db.all(AgingSQL.dueLater, [scan.rawValue, oldest.milliseconds, limit]) { row in
            (since: row[0] as Int64, id: row[1] as Int64)
        }
        for row in behind {
            guard budget.hasRoom else { return step }
            switch try verdict(on: row.id, of: scan, endedBy: oldest, at: now) {
            case .gone: break
            case .later(let since, _): try leave(row.id, behind: scan, since: since)
            case .due(let since):
                guard try age(row.id, of: scan, since: since, &budget, at: now) else { return step }
                step.aged += 1
            }
            try db.run(AgingSQL.takeLater, [scan.rawValue, row.since, row.id])
        }
        guard behind.count < limit else { return step }
        try goOn(scan, &step, &budget, endedBy: oldest, at: now)
        return step
    }

    private func goOn(
        _ scan: AgingScan,
        _ step: inout AgingStep,
        _ budget: inout AgingBudget,
        endedBy oldest: Timestamp,
        at now: Timestamp
    ) throws {
        let start = try place(of: scan)
        var place = start
        let ids = try db.all(scan.idsAfter, [start, budget.limit]) { $0[0] as Int64 }
        step.isDone = ids.count < budget.limit
        through: for id in ids {
            guard budget.hasRoom else {
                step.isDone = false
                break
            }
            switch try verdict(on: id, of: scan, endedBy: oldest, at: now) {
            case .gone: break
            case .later(_, isYoung: true):
                step.isDone = true
                break through
            case .later(let since, _): try leave(id, behind: scan, since: since)
            case .due(let since):
                guard try age(id, of: scan, since: since, &budget, at: now) else {
                    step.isDone = false
                    break through
                }
                step.aged += 1
            }
            place = id
        }
        if place != start { try db.run(AgingSQL.setPlace, [scan.rawValue, String(place), 0, 0]) }
    }

    private func place(of scan: AgingScan) throws -> Int64 {
        try db.first(AgingSQL.placeOf, [scan.rawValue]) { Int64($0[0] as String) ?? 0 } ?? 0
    }

    /// What waits now comes to its end later than now; so does what a clock that was set back meanwhile dates later.
    private func verdict(
        on id: Int64,
        of scan: AgingScan,
        endedBy oldest: Timestamp,
        at now: Timestamp
    ) throws -> Verdict {
        guard let row = try agingRow(id, of: scan, at: now) else { return .gone }
        let isYoung = row.received > oldest && row.received <= now
        guard let since = row.since, since <= now else { return .later(since: now, isYoung: isYoung) }
        return since <= oldest ? .due(since: since) : .later(since: since, isYoung: isYoung)
    }

    /// Puts a row down that a scan cannot age now, under the moment from which its term counts.
    func leave(_ id: Int64, behind scan: AgingScan, since: Timestamp) throws {
        try db.run(AgingSQL.insertLater, [scan.rawValue, since.milliseconds, id])
    }

    /// Tells the scans of an entry whose id stands among older ones: they may have passed it.
    func noteAmongOlder(_ id: EntryID) throws {
        for scan in [AgingScan.entryContents, .entryRows] {
            try leave(id.rawValue, behind: scan, since: Timestamp(milliseconds: 0))
        }
    }

    private func agingRow(_ id: Int64, of scan: AgingScan, at now: Timestamp) throws -> AgingRow? {
        switch scan {
        case .entryContents: try agingEntry(EntryID(rawValue: id), hasContents: true, at: now)
        case .entryRows: try agingEntry(EntryID(rawValue: id), hasContents: false, at: now)
        case .eventContents: try agingEvent(EventID(rawValue: id), hasContents: true, at: now)
        case .eventRows: try agingEvent(EventID(rawValue: id), hasContents: false, at: now)
        case .windows: try agingWindow(EntryID(rawValue: id))
        }
    }

    /// False where a commit cannot do all of it: the next one goes on with the same row.
    private func age(
        _ id: Int64,
        of scan: AgingScan,
        since: Timestamp,
        _ budget: inout AgingBudget,
        at now: Timestamp
    ) throws -> Bool {
        switch scan {
        case .entryContents: try ageContents(of: EntryID(rawValue: id), &budget, at: now)
        case .eventContents: try ageContents(of: EventID(rawValue: id), &budget, at: now)
        case .entryRows: return try ageRow(of: EntryID(rawValue: id), since: since)
        case .eventRows: try ageRow(of: EventID(rawValue: id), since: since)
        case .windows: try db.run(HotSQL.deleteWindow, [id])
        }
        return true
    }
}
