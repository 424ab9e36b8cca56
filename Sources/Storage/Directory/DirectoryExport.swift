import BridgeCore
import GRDB

/// The directory in parts: our own lines, then contacts, each in the order of their addresses.
struct DirectoryExport {
    let db: Database
    let destination: DestinationName
    let includesLookups: Bool

    /// Throws `conflict` for a cursor that no earlier part gave.
    func page(after cursor: String?, limit: Int) throws -> DirectoryPage {
        let place = try Place(cursor)
        var rows: [DirectoryPage.Row] = []
        var last: Place?
        if !place.isPastLines {
            for line in try lines(after: place.address, limit: limit) {
                rows.append(DirectoryPage.Row(.line(line)))
                last = Place(isPastLines: false, address: line.address.uri)
            }
        }
        if rows.count < limit {
            let start = place.isPastLines ? place : Place(isPastLines: true)
            for found in try contacts(after: start, limit: limit - rows.count) {
                last = found.place
                if let row = found.row { rows.append(row) }
            }
        }
        return DirectoryPage(rows: rows, next: last?.text)
    }

    private func lines(after address: String, limit: Int) throws -> [Line] {
        try db.all(
            """
            SELECT address, kind, member_id, name, logged_by FROM line WHERE destination = ? AND address > ?
            ORDER BY address LIMIT ?
            """,
            [destination.rawValue, address, limit]
        ) { row in
            guard let address = Address(uri: row[0]) else { throw StorageError.unreadable("line.address") }
            return Line(
                kind: try row.word(1, of: "line.kind"),
                address: address,
                member: (row[2] as String?).map(MemberID.init),
                name: row[3],
                loggedBy: (row[4] as String?).map(HookName.init)
            )
        }
    }

    private func contacts(after place: Place, limit: Int) throws -> [(place: Place, row: DirectoryPage.Row?)] {
        try db.all(
            """
            SELECT address, contact_id, name, source FROM contact_address
            WHERE destination = ?1 AND (address, contact_id) > (?2, ?3) AND (source <> 'lookup' OR ?4)
            ORDER BY address, contact_id LIMIT ?5
            """,
            [destination.rawValue, place.address, place.contact, includesLookups, limit]
        ) { row in
            let contact = KnownContact(id: ContactID(row[1]), name: row[2])
            let here = Place(isPastLines: true, address: row[0], contact: row[1])
            let address = Address(uri: here.address)
            return (here, address.map { DirectoryPage.Row(.contact(contact, $0), source: row[3]) })
        }
    }

    /// The row after which a part begins, written `lines ADDRESS` or `contacts ADDRESS ID`.
    private struct Place {
        var isPastLines: Bool
        var address = ""
        var contact = ""

        init(isPastLines: Bool, address: String = "", contact: String = "") {
            self.isPastLines = isPastLines
            self.address = address
            self.contact = contact
        }

        init(_ cursor: String?) throws(StoreError) {
            guard let cursor else {
                self.init(isPastLines: false)
                return
            }
            let words = cursor.split(separator: " ", maxSplits: 2).map(String.init)
            switch (words.first, words.count) {
            case ("lines", 2): self.init(isPastLines: false, address: words[1])
            case ("contacts", 3): self.init(isPastLines: true, address: words[1], contact: words[2])
            default: throw StoreError(.conflict, "the export has no place \"\(cursor)\"; begin anew")
            }
        }

        var text: String { isPastLines ? "contacts \(address) \(contact)" : "lines \(address)" }
    }
}
