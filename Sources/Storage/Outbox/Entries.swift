import BridgeCore
import GRDB

/// Where entries come from: what all entries of one event share.
struct EntryOrigin {
    let destination: Destination
    let event: EventID
    let region: String
    /// Now, for a new event and for an entry that is filed anew.
    let receivedAt: Timestamp
    let isDry: Bool
    /// The hook and its policies; nil where no fuse counts, for what is filed anew.
    var hook: HookName?
    var policies = HookPolicies()
    /// True for a second draft of one event about the same subject.
    var isFurther = false
    /// The entry in whose place the new ones stand: they keep its rank among their contact's entries.
    var predecessor: EntryRow?
    /// Why the new entries are held for somebody to look at; nil where they go their way.
    var review: String?
}

extension StoreTransaction {
    /// Stores what filing decided for one draft; an entry whose key is there already becomes a `duplicate`, or, where its
    /// content is the same too, only a link from the event to the entry that is there. The entries that are new.
    @discardableResult
    func insert(_ filed: [FiledEntry], of draft: EncodedDraft, from origin: EntryOrigin) throws -> [EntryRow] {
        var rows: [EntryRow] = []
        for entry in filed {
            if let row = try insert(entry, of: draft, from: origin) { rows.append(row) }
        }
        for row in rows where row.state == .unmatched && row.address != nil {
            try discardIfOthersMatched(row, at: origin.receivedAt)
        }
        return rows
    }

    /// The entry as stored; nil where the event was linked to an older one.
    func insert(_ filed: FiledEntry, of encoded: EncodedDraft, from origin: EntryOrigin) throws -> EntryRow? {
        let id = try origin.predecessor.map { try nextEntryID(after: $0.id) } ?? nextEntryID(at: origin.receivedAt)
        var row = EntryRow(filed, id: id, origin: origin)
        let draft = encoded.text(of: filed.draft)
        if origin.isDry {
            row.leave(for: .rehearsed)
        } else if filed.draft.isLeg, origin.predecessor == nil,
            // The entry of a call that one of its legs belongs to.
            let whole = try anyOwner(of: row.keyDigest, in: row.destination)
        {
            try link(whole, to: origin.event)
            return nil
        } else if let older = try takeKey(of: row, party: filed.party) {
            guard try !isSame(draft, as: older) else {
                try link(older, to: origin.event)
                return nil
            }
            try repeatKey(of: older, in: &row, draft: filed.draft)
            if row.state == .held { try wait(row, for: filed.contact.addressesSought) }
        } else if let reason = try reasonToHold(filed, from: origin) {
            row.leave(for: .held, reason: reason)
            try wait(row, for: filed.contact.addressesSought)
        } else {
            try place(&row, filed, in: origin)
        }
        try insert(row, draft: draft)
        try link(row.id, to: origin.event)
        if row.state == .queued { try joinLane(row) }
        return row
    }

    /// Sets the state of a new entry by what is known of its contact.
    private func place(_ row: inout EntryRow, _ filed: FiledEntry, in origin: EntryOrigin) throws {
        if let review = origin.review {
            row.leave(for: .held, reason: review)
            return try wait(row, for: filed.contact.addressesSought)
        }
        switch filed.contact {
        case .known: row.queue(at: origin.receivedAt)
        case .unaddressed(let reason): row.leave(for: .unmatched, reason: reason)
        case .ambiguous(let contacts, let address):
            row.leave(for: .unmatched, reason: Self.severalContacts(contacts.count))
            try wait(row, for: [address])
        case .unresolved(let addresses):
            try wait(row, for: addresses)
            if try seek(addresses, for: origin.destination, at: origin.receivedAt) {
                row.leave(for: .resolving)
            } else if try isMissed(row) {
                try leaveUnmatched(&row, draft: filed.draft, for: origin.destination, at: origin.receivedAt)
            } else {
                row.leave(for: .unmatched, reason: "no contact has this address")
            }
        }
    }

    static func severalContacts(_ count: Int) -> String { "\(count) contacts share this address; assign one" }

    func nextEntryID(at now: Timestamp) -> EntryID { EntryID(rawValue: context.entryIDs.next(at: now)) }

    /// An id behind an older entry and ahead of all that was received later: a millisecond has room for a million.
    func nextEntryID(after older: EntryID) throws -> EntryID {
        var id = EntryID(rawValue: older.rawValue + 1)
        while try entry(id) != nil { id = EntryID(rawValue: id.rawValue + 1) }
        context.entryIDs.advance(past: id.rawValue)
        try noteAmongOlder(id)
        return id
    }

    func link(_ entry: EntryID, to event: EventID) throws {
        try db.run(HotSQL.insertEntryEvent, entry.rawValue, event.rawValue)
    }

    private func isSame(_ draft: String, as older: EntryID) throws -> Bool {
        try db.first(HotSQL.entryDraft, [older.rawValue]) { $0[0] as String? } == draft
    }
}

extension FiledEntry {
    /// Whom the entry's key is unique for: the contact, or the address while nobody is known, or nobody.
    var party: String {
        switch contact {
        case .known(let contact): contact.id.rawValue
        case .unresolved(let addresses): addresses.first?.uri ?? ""
        case .ambiguous(_, let address): address.uri
        case .unaddressed: ""
        }
    }
}

extension FiledEntry.Contact {
    /// The addresses by which a held entry can still find its contact.
    fileprivate var addressesSought: [Address] {
        switch self {
        case .known, .unaddressed: []
        case .unresolved(let addresses): addresses
        case .ambiguous(_, let address): [address]
        }
    }
}

extension EntryRow {
    init(_ filed: FiledEntry, id: EntryID, origin: EntryOrigin) {
        var contact: KnownContact?
        var address: Address?
        switch filed.contact {
        case .known(let known): contact = known
        case .unresolved(let addresses): address = addresses.first
        case .ambiguous(_, let shared): address = shared
        case .unaddressed: break
        }
        self.init(
            id: id,
            destination: origin.destination.name,
            state: .resolving,
            contact: contact,
            address: address?.uri,
            member: filed.member,
            memberName: filed.memberName,
            commsType: filed.draft.commsType,
            commsSource: filed.draft.commsSource,
            keyDigest: filed.draft.keyDigest,
            region: origin.region,
            createdAt: origin.predecessor?.createdAt ?? origin.receivedAt
        )
    }
}
