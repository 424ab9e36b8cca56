import BridgeCore
import GRDB

/// An entry as the store keeps it, without its draft.
struct EntryRow {
    let id: EntryID
    let destination: DestinationName
    var state: EntryState
    var reason: String?
    /// The contact whose order it keeps; set while it is `queued` or `sending`.
    var lane: String?
    var contact: KnownContact?
    /// The first of the addresses by which the contact was sought.
    var address: String?
    var member: MemberID
    var memberName: String?
    let commsType: CommsType
    let commsSource: String
    var keyDigest: Digest256
    /// Region for national numbers in the draft.
    let region: String
    var nextAttemptAt: Timestamp?
    var attempts = 0
    var failures = 0
    var unknowns = 0
    /// True once the contact was looked up again because Zyntro did not know it.
    var soughtAnew = false
    var chID: Int64?
    let createdAt: Timestamp

    static let columns = """
        e.id, e.destination, e.state, e.reason, e.lane, e.contact_id, e.contact_name, e.address, e.member_id, e.member_name,
        e.comms_type, e.comms_source, e.key_digest, e.region, e.next_attempt_at, e.attempts, e.failures, e.unknowns,
        e.sought_anew, e.ch_id, e.created_at
        """
    /// How many columns ``columns`` names; what a query selects after them begins here.
    static let columnCount = 21
}

extension EntryRow {
    init(_ row: StatementRow) throws(StorageError) {
        id = EntryID(rawValue: row[0])
        destination = DestinationName(row[1])
        state = try row.word(2, of: "entry.state")
        reason = row[3]
        lane = row[4]
        contact = (row[5] as String?).map { KnownContact(id: ContactID($0), name: row[6]) }
        address = row[7]
        member = MemberID(row[8])
        memberName = row[9]
        commsType = try row.word(10, of: "entry.comms_type")
        commsSource = row[11]
        keyDigest = try row.digest(12, of: "entry.key_digest")
        region = row[13]
        nextAttemptAt = row.timestampIfAny(14)
        attempts = row[15]
        failures = row[16]
        unknowns = row[17]
        soughtAnew = row[18]
        chID = row[19]
        createdAt = row.timestamp(20)
    }

    /// Ready to be sent, in the lane of its contact.
    mutating func queue(at time: Timestamp) {
        state = .queued
        lane = contact?.id.rawValue
        nextAttemptAt = time
        reason = nil
    }

    /// Out of its lane: nothing waits for it any more.
    mutating func leave(for state: EntryState, reason: String? = nil) {
        self.state = state
        self.reason = reason
        lane = nil
        nextAttemptAt = nil
    }

    var record: EntryRecord {
        EntryRecord(
            id: id,
            destination: destination,
            state: state,
            reason: reason,
            commsType: commsType,
            commsSource: commsSource,
            contact: contact?.id,
            address: address.flatMap(Address.init(uri:)),
            createdAt: createdAt,
            nextAttemptAt: nextAttemptAt,
            attempts: attempts,
            chID: chID
        )
    }
}

extension StoreTransaction {
    func entry(_ id: EntryID) throws -> EntryRow? {
        try db.first(HotSQL.entryByID, [id.rawValue], EntryRow.init)
    }

    /// Throws `notFound` for an id that no entry has.
    func existingEntry(_ id: EntryID) throws -> EntryRow {
        guard let row = try entry(id) else {
            if let other = try db.became(id), other != id {
                throw StoreError(.notFound, "\(id) settled and became \(other)")
            }
            throw StoreError(.notFound, "there is no entry \(id)")
        }
        return row
    }

    func insert(_ entry: EntryRow, draft: String) throws {
        let isLarge = draft.utf8.count > StoredContent.inlineLimit
        try db.run(
            HotSQL.insertEntry,
            entry.id.rawValue,
            entry.destination.rawValue,
            entry.state.rawValue,
            entry.reason,
            entry.lane,
            entry.contact?.id.rawValue,
            entry.contact?.name,
            entry.address,
            entry.member.rawValue,
            entry.memberName,
            entry.commsType.rawValue,
            entry.commsSource,
            entry.keyDigest,
            entry.region,
            entry.nextAttemptAt?.milliseconds,
            entry.attempts,
            entry.failures,
            entry.unknowns,
            entry.soughtAnew,
            entry.chID,
            entry.createdAt.milliseconds,
            entry.createdAt.milliseconds,
            isLarge ? String?.none : draft
        )
        if isLarge { try db.run(HotSQL.insertEntryDraft, [entry.id.rawValue, draft]) }
        count(1, entry.state, in: entry.destination)
    }

    /// Writes what changed since the entry was read in state `previous`.
    func save(_ entry: EntryRow, from previous: EntryState, at now: Timestamp) throws {
        try db.run(
            HotSQL.updateEntry,
            [
                entry.state.rawValue, entry.reason, entry.lane, entry.contact?.id.rawValue, entry.contact?.name,
                entry.address, entry.member.rawValue, entry.memberName, entry.nextAttemptAt?.milliseconds,
                entry.failures,
                entry.unknowns, entry.soughtAnew, entry.chID, now.milliseconds, entry.id.rawValue,
            ]
        )
        count(-1, previous, in: entry.destination)
        count(1, entry.state, in: entry.destination)
    }

    func draft(of entry: EntryRow) throws -> EntryDraft {
        let text = try db.first(HotSQL.entryDraft, [entry.id.rawValue]) { $0[0] as String? } ?? nil
        guard let text else { throw StorageError.unreadable("entry.draft") }
        return try DraftCoding.decode(text, of: entry)
    }
}
