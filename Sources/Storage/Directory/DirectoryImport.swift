import BridgeCore
import GRDB

/// Takes rows of a directory file in and frees what waited for them.
extension StoreTransaction {
    func importDirectory(
        _ rows: [DirectoryRow],
        into destination: DestinationName,
        remembering: Bool = false,
        at now: Timestamp
    ) throws -> ImportReport {
        _ = try self.destination(destination)
        defer { lineMemory.forget() }
        var report = ImportReport()
        var waiting: Set<EntryID> = []
        var named: [Address: Set<String>] = [:]
        for case .contact(let contact, let address) in rows { named[address, default: []].insert(contact.id.rawValue) }
        for (index, row) in rows.enumerated() {
            let address: Address
            let change: Change
            switch row {
            case .contact(let contact, let place):
                address = place
                if remembering {
                    try remember(contact.id, at: place, of: destination)
                } else if try isForgotten(contact.id, in: destination) || isForgotten(place, in: destination) {
                    report.forgotten.append(index)
                    continue
                }
                let known = try contactRows(at: place, in: destination)
                if known.contains(where: { $0.source == ContactSource.assign.rawValue && $0.id != contact.id.rawValue })
                {
                    report.assigned += 1
                    continue
                }
                let hasLine = try db.first(HotSQL.lineAt, [destination.rawValue, place.uri], { _ in true }) != nil
                if hasLine {
                    report.linesReplaced += 1
                    try db.run(
                        "DELETE FROM line WHERE destination = ? AND address = ?",
                        [destination.rawValue, place.uri]
                    )
                }
                let outdated = known.filter { named[place]?.contains($0.id) != true }
                try forget(outdated, at: place, of: destination)
                change = try importContact(
                    contact,
                    at: place,
                    known: known.first { $0.id == contact.id.rawValue },
                    isReplacing: hasLine || !outdated.isEmpty,
                    into: destination,
                    now: now
                )
            case .line(let line):
                address = line.address
                if try assignedContact(at: address, in: destination) != nil {
                    report.assigned += 1
                    continue
                }
                change = try importLine(line, into: destination)
            }
            switch change {
            case .added: report.added += 1
            case .changed: report.changed += 1
            case .unchanged: report.unchanged += 1
            }
            if change == .unchanged { continue }
            waiting.formUnion(try entriesWaiting(for: address, in: destination))
        }
        report.freed = try refile(waiting, at: now)
        return report
    }

    private enum Change {
        case added, changed, unchanged
    }

    private typealias ContactRow = (id: String, name: String?, source: String)

    private func contactRows(at address: Address, in destination: DestinationName) throws -> [ContactRow] {
        try db.all(HotSQL.contactsAt, [destination.rawValue, address.uri]) { row in (row[0], row[1], row[2]) }
    }

    /// An import is a decision: a line at this address, and contacts that look-ups or earlier imports told for it, have
    /// given way (`isReplacing`); several contacts share an address only where one import names them so.
    private func importContact(
        _ contact: KnownContact,
        at address: Address,
        known: ContactRow?,
        isReplacing: Bool,
        into destination: DestinationName,
        now: Timestamp
    ) throws -> Change {
        let name = contact.name ?? known?.name
        if !isReplacing, let known, known.name == name, known.source != ContactSource.lookup.rawValue {
            return .unchanged
        }
        try db.run(
            """
            INSERT INTO contact_address (destination, address, contact_id, name, source, checked_at)
            VALUES (?1, ?2, ?3, ?4, 'import', ?5)
            ON CONFLICT DO UPDATE SET name = ?4, source = iif(source = 'assign', 'assign', 'import'), checked_at = ?5
            """,
            [destination.rawValue, address.uri, contact.id.rawValue, name, now.milliseconds]
        )
        return known == nil && !isReplacing ? .added : .changed
    }

    private func forget(_ contacts: [ContactRow], at address: Address, of destination: DestinationName) throws {
        for contact in contacts {
            try db.run(
                "DELETE FROM contact_address WHERE destination = ? AND address = ? AND contact_id = ?",
                [destination.rawValue, address.uri, contact.id]
            )
        }
    }

    /// A member whom a file names again is tried again, also after Zyntro had said that it does not know it.
    private func importLine(_ line: Line, into destination: DestinationName) throws -> Change {
        if let member = line.member {
            try db.run(
                "DELETE FROM unknown_member WHERE destination = ? AND member_id = ?",
                [destination.rawValue, member.rawValue]
            )
        }
        let known = try db.line(at: line.address, in: destination)
        let outdated = try contactRows(at: line.address, in: destination)
        try forget(outdated, at: line.address, of: destination)
        if known == line, outdated.isEmpty { return .unchanged }
        try db.run(
            """
            INSERT OR REPLACE INTO line (destination, address, kind, member_id, name, logged_by)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            [
                destination.rawValue, line.address.uri, line.kind.rawValue, line.member?.rawValue, line.name,
                line.loggedBy?.rawValue,
            ]
        )
        return known == nil && outdated.isEmpty ? .added : .changed
    }
}
