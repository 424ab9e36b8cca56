import BridgeCore
import GRDB

/// Entries, and the windows that some of them came of.
extension StoreTransaction {
    private static let finalStates = Set(EntryState.allCases.filter(\.isFinal).map(\.rawValue))
    /// Attempts deleted in one commit: an outage of weeks leaves thousands of one entry.
    private static let attemptsAtOnce = 100
    /// Ids carry the time of receipt; the keys of what came to its end later than this after it are kept longer.
    private static let promptly = Duration.seconds(86_400)

    /// Nil where there is nothing to age.
    func agingEntry(_ id: EntryID, hasContents: Bool, at now: Timestamp) throws -> AgingRow? {
        let row = try db.first(AgingSQL.entryToAge, [id.rawValue]) { row in
            (
                state: row[0] as String, created: row.timestamp(1), updated: row.timestamp(2),
                aged: row.timestampIfAny(3)
            )
        }
        guard let row, !hasContents || row.aged == nil else { return nil }
        let isFinal = Self.finalStates.contains(row.state)
        let stays = try !hasContents && isNewest(id.rawValue, AgingSQL.newestEntry)
        return AgingRow(received: row.created, since: isFinal && !stays ? max(row.updated, id.time(by: now)) : nil)
    }

    func ageContents(of id: EntryID, _ budget: inout AgingBudget, at now: Timestamp) throws {
        budget.bytes += try db.first(AgingSQL.draftSize, [id.rawValue]) { $0[0] as Int } ?? 0
        try db.run(AgingSQL.ageEntry, [DraftCoding.erased, now.milliseconds, id.rawValue])
        try db.run(HotSQL.deleteEntryDraft, [id.rawValue])
    }

    /// Deletes what is left of an entry; its keys stay, and so does, for its events, when it came to its end.
    func ageRow(of id: EntryID, since: Timestamp) throws -> Bool {
        try db.run(AgingSQL.deleteAttempts, [id.rawValue, Self.attemptsAtOnce])
        guard db.changesCount < Self.attemptsAtOnce else { return false }
        let entry = try db.first(AgingSQL.stateOfEntry, [id.rawValue]) { row in
            (state: EntryState(rawValue: row[0]), destination: DestinationName(row[1]))
        }
        try keepKeys(of: id, as: .entry, since: since)
        let events = try db.all(HotSQL.eventsOfEntry, [id.rawValue]) { EventID(rawValue: $0[0]) }
        for event in events { try keepKeys(of: event, as: .event, since: since) }
        try db.run(AgingSQL.deleteWaiting, [id.rawValue])
        try db.run(AgingSQL.deleteCopied, [id.rawValue])
        try db.run(HotSQL.deleteEntryEvents, [id.rawValue])
        try db.run(HotSQL.deleteEntryDraft, [id.rawValue])
        try db.run(HotSQL.deleteEntry, [id.rawValue])
        if let entry, let state = entry.state { count(-1, state, in: entry.destination) }
        return true
    }

    /// A window that is closed ages with the keys, once the entry that it became is gone.
    func agingWindow(_ id: EntryID) throws -> AgingRow? {
        let row = try db.first(AgingSQL.windowToAge, [id.rawValue]) { row in
            (isOpen: row[0] as Int64? != nil, became: (row[1] as Int64?).map(EntryID.init(rawValue:)) ?? id)
        }
        guard let row else { return nil }
        let hasEntry = try db.first(AgingSQL.hasEntry, [row.became.rawValue]) { _ in true } ?? false
        guard !row.isOpen, !hasEntry else { return AgingRow(received: id.time, since: nil) }
        return AgingRow(received: id.time, since: try keptSince(row.became, as: .entry) ?? row.became.time)
    }

    /// What an error says of an entry whose contents are gone, behind what it says of its state.
    func agedRemark(_ id: EntryID) throws -> String {
        guard let aged = try db.agedAt(id) else { return "" }
        return ", and its contents aged out at \(aged.rfc3339(in: .utc))"
    }

    func isNewest(_ id: Int64, _ sql: String) throws -> Bool { try db.first(sql, []) { $0[0] as Int64 } == id }

    func keptSince(_ id: some RecordID, as subject: KeySubject) throws -> Timestamp? {
        try db.first(AgingSQL.keptSince, [subject.rawValue, id.rawValue]) { $0.timestamp(0) }
    }

    /// Puts down when an entry or an event came to its end, where its id does not tell.
    func keepKeys(of id: some RecordID, as subject: KeySubject, since: Timestamp) throws {
        guard since.duration(since: id.time) > Self.promptly else { return }
        try db.run(AgingSQL.keepKeys, [subject.rawValue, id.rawValue, since.milliseconds])
    }
}

extension Database {
    /// When the contents of an entry aged out; nil where they are there.
    func agedAt(_ id: EntryID) throws -> Timestamp? {
        try first(AgingSQL.entryAgedAt, [id.rawValue]) { $0.timestampIfAny(0) } ?? nil
    }
}

/// Whose keys `kept_key` keeps.
enum KeySubject: String {
    case entry, event
}

extension RecordID {
    /// When it was made, by the clock of that moment or of an earlier one that was ahead.
    var time: Timestamp { Timestamp(milliseconds: (rawValue >> 10) / 1000) }

    /// ``time``, unless the clock was set back since.
    func time(by now: Timestamp) -> Timestamp { time <= now ? time : Timestamp(milliseconds: 0) }
}
