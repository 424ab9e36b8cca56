import BridgeCore
import GRDB

/// An operator's word about whose address it is: it counts before everything that look-ups and imports say.
extension StoreTransaction {
    func assign(
        _ address: Address,
        to contact: KnownContact,
        in name: DestinationName,
        at now: Timestamp
    ) throws -> AssignReport {
        _ = try destination(name)
        try refuseLine(at: address, of: name)
        if try isForgotten(address, in: name) || isForgotten(contact.id, in: name) {
            throw StoreError(
                .conflict,
                "this person was forgotten; to know them again, import them with `directory import --remember`"
            )
        }
        let place: [any StatementValue] = [name.rawValue, address.uri]
        let known = try db.all(HotSQL.contactsAt, place) { row in (id: row[0] as String, name: row[1] as String?) }
        try db.run("DELETE FROM contact_address WHERE destination = ? AND address = ?", place)
        let kept = known.first { $0.id == contact.id.rawValue }?.name
        try db.run(
            """
            INSERT INTO contact_address (destination, address, contact_id, name, source, checked_at)
            VALUES (?, ?, ?, ?, 'assign', ?)
            """,
            [name.rawValue, address.uri, contact.id.rawValue, contact.name ?? kept, now.milliseconds]
        )
        let freed = try refile(try entriesWaiting(for: address, in: name), at: now)
        return AssignReport(replaced: known.count { $0.id != contact.id.rawValue }, freed: freed)
    }

    /// The contact that an operator assigned to the address.
    func assignedContact(at address: Address, in destination: DestinationName) throws -> ContactID? {
        let rows = try db.all(HotSQL.contactsAt, [destination.rawValue, address.uri]) { row in
            (id: ContactID(row[0]), source: row[2] as String)
        }
        return rows.first { $0.source == ContactSource.assign.rawValue }?.id
    }
}
