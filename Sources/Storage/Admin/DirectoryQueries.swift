import BridgeCore
import GRDB

/// The directory as operators see it.
struct DirectoryQueries {
    let db: Database

    func answer(_ address: Address, in destination: DestinationName) throws -> DirectoryAnswer {
        let place: [any StatementValue] = [destination.rawValue, address.uri]
        let line = try db.line(at: address, in: destination)
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
