import BridgeCore
import GRDB

/// Takes rows of a directory file in and frees what waited for them.
extension StoreTransaction {
    func importDirectory(
        _ rows: [DirectoryRow],
        into destination: DestinationName,
        at now: Timestamp
    ) throws -> ImportReport {
        _ = try self.destination(destination)
        var report = ImportReport()
        var waiting: Set<EntryID> = []
        for row in rows {
            let address: Address
            let change: Change
            switch row {
            case .contact(let contact, let place):
                address = place
                change = try importContact(contact, at: place, into: destination, now: now)
            case .line(let line):
                address = line.address
                change = try importLine(line, into: destination)
            }
            switch change {
            case .added: report.added += 1
            case .changed: report.changed += 1
            case .unchanged: report.unchanged += 1
            }
            waiting.formUnion(try entriesWaiting(for: address, in: destination))
        }
        report.freed = try refile(waiting, at: now)
        return report
    }

    private enum Change {
        case added, changed, unchanged
    }

    /// An import is a decision: contacts that only a look-up had told for this address give way to it.
    private func importContact(
        _ contact: KnownContact,
        at address: Address,
        into destination: DestinationName,
        now: Timestamp
    ) throws -> Change {
        let place: StatementArguments = [destination.rawValue, address.uri, contact.id.rawValue]
        let known = try db.first(
            "SELECT name, source FROM contact_address WHERE destination = ? AND address = ? AND contact_id = ?",
            place
        ) { row in (name: row[0] as String?, source: row[1] as String) }
        let name = contact.name ?? known?.name
        if let known, known.name == name, known.source != ContactSource.lookup.rawValue { return .unchanged }
        try db.run(
            "DELETE FROM contact_address WHERE destination = ? AND address = ? AND source = 'lookup'",
            [destination.rawValue, address.uri]
        )
        try db.run(
            """
            INSERT INTO contact_address (destination, address, contact_id, name, source, checked_at)
            VALUES (?1, ?2, ?3, ?4, 'import', ?5)
            ON CONFLICT DO UPDATE SET name = ?4, source = 'import', checked_at = ?5
            """,
            [destination.rawValue, address.uri, contact.id.rawValue, name, now.milliseconds]
        )
        return known == nil ? .added : .changed
    }

    /// A member whom a file names again is tried again, also after Zyntro had said that it does not know it.
    private func importLine(_ line: Line, into destination: DestinationName) throws -> Change {
        if let member = line.member {
            try db.run(
                "DELETE FROM unknown_member WHERE destination = ? AND member_id = ?",
                [destination.rawValue, member.rawValue]
            )
        }
        let known = try db.first(HotSQL.lineAt, [destination.rawValue, line.address.uri]) { row in
            Line(
                kind: try row.word(0, of: "line.kind"),
                address: line.address,
                member: (row[1] as String?).map(MemberID.init),
                name: row[2]
            )
        }
        if known == line { return .unchanged }
        try db.run(
            """
            INSERT OR REPLACE INTO line (destination, address, kind, member_id, name) VALUES (?, ?, ?, ?, ?)
            """,
            [destination.rawValue, line.address.uri, line.kind.rawValue, line.member?.rawValue, line.name]
        )
        return known == nil ? .added : .changed
    }
}
