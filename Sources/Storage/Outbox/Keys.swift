import BridgeCore
import GRDB

/// The keys by which events and entries are known. One is written into the recent table when it is taken and leaves that
/// only in the transaction in which it stands in the other: so each that was taken is found, whenever the process ends.
extension StoreTransaction {
    /// Claims the event's fingerprint for it; the event that has it already, else nil.
    func takeFingerprint(of event: Event) throws -> EventID? {
        let digest = event.fingerprint
        if let known = try eventKnown(by: digest) { return known }
        try db.run(HotSQL.insertRecentEventKey, event.id.rawValue, digest)
        context.recentKeys.note(digest, row: event.id.rawValue, .event)
        return nil
    }

    /// The event that has a fingerprint.
    func eventKnown(by digest: Digest256) throws -> EventID? {
        for row in context.recentKeys.rows(of: digest, .event) {
            if let owner = try db.integer(HotSQL.recentEventKey, row, digest) { return EventID(rawValue: owner) }
        }
        return try db.integer(HotSQL.eventByKey, digest).map { EventID(rawValue: $0) }
    }

    /// Claims the entry's key for it; the entry that has it already, else nil.
    func takeKey(of row: EntryRow, party: String) throws -> EntryID? {
        let digest = row.keyDigest
        if let owner = try owner(of: digest, party: party, in: row.destination) { return owner == row.id ? nil : owner }
        try db.run(HotSQL.insertRecentEntryKey, row.destination.rawValue, digest, party, row.id.rawValue)
        context.recentKeys.note(digest, row: db.lastInsertedRowID, .entry)
        return nil
    }

    /// The entry that has a key.
    func owner(of digest: Digest256, party: String, in destination: DestinationName) throws -> EntryID? {
        for row in context.recentKeys.rows(of: digest, .entry) {
            let key = try recentKey(row, digest)
            if let key, key.party == party, key.destination == destination.rawValue { return key.entry }
        }
        return try db.integer(HotSQL.entryByKey, destination.rawValue, digest, party).map { EntryID(rawValue: $0) }
    }

    /// An entry that has a key of this digest, whoever it is about.
    func anyOwner(of digest: Digest256, in destination: DestinationName) throws -> EntryID? {
        for row in context.recentKeys.rows(of: digest, .entry) {
            if let key = try recentKey(row, digest), key.destination == destination.rawValue { return key.entry }
        }
        return try db.integer(HotSQL.anyEntryByKey, destination.rawValue, digest).map { EntryID(rawValue: $0) }
    }

    private func recentKey(
        _ row: Int64,
        _ digest: Digest256
    ) throws -> (destination: String, party: String, entry: EntryID)? {
        try db.first(HotSQL.recentEntryKey, [row, digest]) {
            (destination: $0[0], party: $0[1], entry: EntryID(rawValue: $0[2]))
        }
    }

    /// Files the entry keys of one digest, so that `entry_key` has them all and they can be changed there.
    func fileKeys(of digest: Digest256) throws {
        for row in context.recentKeys.rows(of: digest, .entry) { try fileKey(digest, row) }
    }

    /// ``fileKeys(of:)`` for all keys of a party.
    func fileKeys(ofParty party: String, in destination: DestinationName) throws {
        let sql = "SELECT digest, id FROM recent_entry_key WHERE destination = ? AND party = ?"
        let rows = try db.all(sql, [destination.rawValue, party]) { row in
            (digest: try row.digest(0, of: "recent_entry_key.digest"), id: row[1] as Int64)
        }
        for row in rows { try fileKey(row.digest, row.id) }
    }

    private func fileKey(_ digest: Digest256, _ row: Int64) throws {
        try db.run(HotSQL.fileEntryKey, row, digest)
        try db.run(HotSQL.deleteRecentEntryKey, row, digest)
    }

    /// A little of what is due in filing keys that were taken lately, where this transaction stores an event anyway: one
    /// that a full disk refuses must not be in the way of those that need no room.
    func fileRecentKeys() throws {
        guard highestEvent.rawValue > 0 else { return }
        _ = try fileRecentKeys(at: highestEvent)
    }

    /// A step of filing, where one is due by the time that `event` is made of. True where it was the last or none is.
    func fileRecentKeys(at event: EventID) throws -> Bool {
        guard let step = context.recentKeys.step(at: event) else { return true }
        do {
            return try take(step)
        } catch {
            context.recentKeys.rest()
            throw error
        }
    }

    private func take(_ step: RecentKeys.Step) throws -> Bool {
        switch step {
        case .begin:
            let event = try db.integer(HotSQL.newestEventKey) ?? 0
            let entry = try db.integer(HotSQL.newestEntryKey) ?? 0
            context.recentKeys.begin(upTo: RecentRows(event: event, entry: entry))
        case .file(let shelf):
            for kind in KeyKind.allCases {
                for key in context.recentKeys.keys(on: shelf, kind) { try db.run(kind.file, key.row, key.digest) }
            }
        case .trim(let rows):
            var isDone = true
            for kind in KeyKind.allCases {
                let isEmpty = try trim(kind, upTo: rows[kind])
                isDone = isDone && isEmpty
            }
            if isDone { filedKeys = rows }
            return isDone
        }
        return false
    }

    /// Deletes the oldest rows of a recent table, which are filed by now, or here at the latest. True once none is left.
    private func trim(_ kind: KeyKind, upTo last: Int64) throws -> Bool {
        let end = try db.integer(kind.endOfOldest, last, Self.trimmedAtOnce - 1)
        try db.run(kind.fileOldest, end ?? last)
        try db.run(kind.deleteOldest, end ?? last)
        return end == nil
    }

    private static let trimmedAtOnce = 256
}

extension KeyKind {
    fileprivate var file: String { self == .event ? HotSQL.fileEventKey : HotSQL.fileEntryKey }

    fileprivate var endOfOldest: String { self == .event ? HotSQL.endOfOldestEventKeys : HotSQL.endOfOldestEntryKeys }

    fileprivate var fileOldest: String { self == .event ? HotSQL.fileOldestEventKeys : HotSQL.fileOldestEntryKeys }

    fileprivate var deleteOldest: String {
        self == .event ? HotSQL.deleteOldestEventKeys : HotSQL.deleteOldestEntryKeys
    }
}
