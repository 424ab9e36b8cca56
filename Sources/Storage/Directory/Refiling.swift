import BridgeCore
import GRDB

/// Files entries that waited once more, because the directory knows more now.
extension StoreTransaction {
    /// Files the entries again in the order of their receipt; how many of them are queued now.
    func refile(_ ids: some Sequence<EntryID>, at now: Timestamp) throws -> Int {
        var freed = 0
        for id in Set(ids).sorted() {
            guard let entry = try entry(id), entry.state == .resolving || entry.state == .unmatched,
                let destination = destinations[entry.destination]
            else { continue }
            do {
                freed += try refile(entry, for: destination, at: now)
            } catch let error as StorageError {
                try hold(id, in: entry.destination, from: entry.state, because: error, at: now)
            }
        }
        return freed
    }

    /// How many entries are queued instead of the one that waited.
    private func refile(_ row: EntryRow, for destination: Destination, at now: Timestamp) throws -> Int {
        var entry = row
        let draft = try draft(of: entry)
        let directory = DirectoryView(db: db, destination: destination, now: now)
        let decision = try Filing(destination: destination).decide(
            draft,
            region: entry.region,
            from: try hook(of: entry),
            directory: directory
        )
        switch decision {
        case .ignored(let reason):
            try stopWaiting(entry)
            entry.leave(for: .discarded, reason: reason)
            try save(entry, from: row.state, at: now)
            return 0
        case .entries(let filed):
            guard filed.contains(where: { $0.isAbout(draft.contact, region: row.region) }) else {
                return try replace(entry, with: filed, for: destination, at: now)
            }
            if filed.count == 1, let only = filed.first {
                entry.member = only.member
                entry.memberName = only.memberName
            }
        }
        let contacts = try contactsAwaited(by: entry, in: directory)
        guard let contact = contacts.first else { return 0 }
        guard contacts.count == 1 || destination.severalContacts == .all else {
            entry.leave(for: .unmatched, reason: Self.severalContacts(contacts.count))
            try save(entry, from: row.state, at: now)
            return 0
        }
        try stopWaiting(entry)
        let isQueued = try resolve(&entry, draft, as: contact, from: row.state, at: now)
        for other in contacts.dropFirst() { try addCopy(of: entry, draft: draft, for: other, at: now) }
        return isQueued ? 1 : 0
    }

    /// The hook that the entry came by.
    private func hook(of entry: EntryRow) throws -> HookName? {
        let sql = """
            SELECT e.hook FROM entry_event AS l JOIN event AS e ON e.id = l.event_id
            WHERE l.entry_id = ? ORDER BY l.event_id LIMIT 1
            """
        return try db.first(sql, [entry.id.rawValue]) { HookName($0[0]) }
    }

    /// Puts entries about other parties in the place of one that waits, in its rank too; it keeps its events and its keys,
    /// so that the same request again makes no third.
    private func replace(
        _ row: EntryRow,
        with filed: [FiledEntry],
        for destination: Destination,
        at now: Timestamp
    ) throws -> Int {
        let events = try db.all("SELECT event_id FROM entry_event WHERE entry_id = ? ORDER BY 1", [row.id.rawValue]) {
            EventID(rawValue: $0[0])
        }
        guard let first = events.first else { return 0 }
        let origin = EntryOrigin(
            destination: destination,
            event: first,
            region: row.region,
            receivedAt: now,
            isDry: false,
            predecessor: row
        )
        var successors: [EntryID] = []
        var freed = 0
        for entry in filed {
            if let owner = try owner(of: row.keyDigest, party: entry.party, in: row.destination) {
                guard owner == row.id else {
                    successors.append(owner)
                    continue
                }
                try fileKeys(of: row.keyDigest)
                try db.run(HotSQL.deleteKey, row.destination.rawValue, row.keyDigest, entry.party)
            }
            guard let successor = try insert(entry, of: EncodedDraft(entry.draft), from: origin) else { continue }
            for event in events { try link(successor.id, to: event) }
            successors.append(successor.id)
            if successor.state == .queued { freed += 1 }
        }
        var entry = row
        try stopWaiting(entry)
        let names = successors.map { "\($0)" }.joined(separator: ", ")
        entry.leave(for: .discarded, reason: "filed anew as \(names)")
        try save(entry, from: row.state, at: now)
        return freed
    }

    /// The contacts of the preferred address that has any.
    func contactsAwaited(by entry: EntryRow, in directory: DirectoryView) throws -> [KnownContact] {
        for address in try addressesAwaited(by: entry) {
            let contacts = try directory.contacts(at: address)
            if !contacts.isEmpty { return contacts }
        }
        return []
    }

    /// Queues the entry for its contact, or keeps it as `duplicate` where the contact has an entry of this key.
    private func resolve(
        _ entry: inout EntryRow,
        _ draft: EntryDraft,
        as contact: KnownContact,
        from previous: EntryState,
        at now: Timestamp
    ) throws -> Bool {
        entry.contact = contact
        if let older = try takeKey(of: entry, party: contact.id.rawValue) {
            try repeatKey(of: older, in: &entry, draft: draft)
            try save(entry, from: previous, at: now)
            return false
        }
        entry.queue(at: now)
        try save(entry, from: previous, at: now)
        try joinLane(entry)
        try discardMissedSiblings(of: entry, at: now)
        return true
    }

    /// One more entry of the same draft, where the destination logs for everybody who shares the address.
    private func addCopy(of entry: EntryRow, draft: EntryDraft, for contact: KnownContact, at now: Timestamp) throws {
        var copy = EntryRow(
            id: try nextEntryID(after: entry.id),
            destination: entry.destination,
            state: .queued,
            contact: contact,
            address: entry.address,
            member: entry.member,
            memberName: entry.memberName,
            commsType: entry.commsType,
            commsSource: entry.commsSource,
            keyDigest: entry.keyDigest,
            region: entry.region,
            createdAt: entry.createdAt
        )
        guard try takeKey(of: copy, party: contact.id.rawValue) == nil else { return }
        copy.queue(at: now)
        try insert(copy, draft: DraftCoding.encode(draft))
        try db.run(
            "INSERT INTO entry_event (entry_id, event_id) SELECT ?, event_id FROM entry_event WHERE entry_id = ?",
            [copy.id.rawValue, entry.id.rawValue]
        )
        try joinLane(copy)
    }

    /// Zyntro does not know the contact: what a look-up told is forgotten and asked anew, once. The entry waits for its
    /// addresses, so that an import that names another contact frees it.
    func seekAnew(_ entry: inout EntryRow, at now: Timestamp) throws {
        let contact = entry.contact
        let reason = "Zyntro does not know the contact \(contact?.id.rawValue ?? "")"
        let draft = try draft(of: entry)
        try wait(entry, for: draft.contact.addresses(region: entry.region))
        guard !entry.soughtAnew, let contact, let destination = destinations[entry.destination] else {
            entry.leave(for: .unmatched, reason: reason)
            return
        }
        entry.soughtAnew = true
        let forgotten = try forget(contact.id, of: destination.name)
        let directory = DirectoryView(db: db, destination: destination, now: now)
        let decision = try Filing(destination: destination).decide(draft, region: entry.region, directory: directory)
        switch decision.contact(soughtAt: forgotten) {
        case .known(let other) where other.id != contact.id:
            entry.contact = other
            try stopWaiting(entry)
            if let older = try takeKey(of: entry, party: other.id.rawValue) {
                try repeatKey(of: older, in: &entry, draft: draft)
            } else {
                entry.queue(at: now)
            }
        case .unresolved(let addresses):
            entry.address = addresses.first?.uri
            try wait(entry, for: addresses)
            let isDue = try seek(addresses, for: destination, at: now)
            entry.leave(for: isDue ? .resolving : .unmatched, reason: isDue ? nil : reason)
        default: entry.leave(for: .unmatched, reason: reason)
        }
    }

    /// Deletes what look-ups told of a contact; the addresses it was known by.
    private func forget(_ contact: ContactID, of destination: DestinationName) throws -> [Address] {
        let condition = "destination = ? AND contact_id = ? AND source = 'lookup'"
        let arguments: [any StatementValue] = [destination.rawValue, contact.rawValue]
        let addresses = try db.all("SELECT address FROM contact_address WHERE \(condition)", arguments) { row in
            Address(uri: row[0])
        }
        try db.run("DELETE FROM contact_address WHERE \(condition)", arguments)
        return addresses.compactMap { $0 }
    }
}

extension Filing.Decision {
    /// The decision for the one entry that was known by one of `addresses`; nil where it cannot be told apart.
    fileprivate func contact(soughtAt addresses: [Address]) -> FiledEntry.Contact? {
        guard case .entries(let filed) = self else { return nil }
        if filed.count == 1 { return filed.first?.contact }
        return filed.map(\.contact).first { contact in
            guard case .unresolved(let candidates) = contact else { return false }
            return candidates.contains { addresses.contains($0) }
        }
    }
}

extension FiledEntry {
    /// True when the entry is about the party that `hint` names.
    fileprivate func isAbout(_ hint: ContactHint, region: String) -> Bool {
        let addresses = draft.contact.addresses(region: region)
        return draft.contact == hint || hint.addresses(region: region).contains { addresses.contains($0) }
    }
}
