import BridgeCore
import GRDB

/// The directory as operators see it.
struct DirectoryQueries {
    let db: Database

    func answer(_ address: Address, in destination: DestinationName) throws -> DirectoryAnswer {
        let place: [any StatementValue] = [destination.rawValue, address.uri]
        let line = try db.first(HotSQL.lineAt, place) { row in
            Line(
                kind: try row.word(0, of: "line.kind"),
                address: address,
                member: (row[1] as String?).map(MemberID.init),
                name: row[2]
            )
        }
        let contacts = try db.all(HotSQL.contactsAt, place) { row in
            (contact: KnownContact(id: ContactID(row[0]), name: row[1]), source: row[2] as String)
        }
        let asked = try db.first("SELECT asked_at FROM lookup WHERE destination = ? AND address = ?", place) { row in
            row.timestampIfAny(0)
        }
        return DirectoryAnswer(
            address: address,
            line: line,
            contacts: contacts.map(\.contact),
            source: contacts.first?.source,
            checkedAt: asked ?? nil
        )
    }
}
