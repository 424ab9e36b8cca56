import BridgeCore
import GRDB

/// The directory as operators see it.
struct DirectoryQueries {
    let db: Database
    let forgotten: ForgottenPeople

    func answer(_ address: Address, in destination: DestinationName) throws -> DirectoryAnswer {
        let place: [any StatementValue] = [destination.rawValue, address.uri]
        let line = try db.line(at: address, in: destination)
        let contacts = try db.all(HotSQL.contactsAt, place) { row in
            (contact: KnownContact(id: ContactID(row[0]), name: row[1]), source: row[2] as String)
        }
        let lookup = try db.first(
            "SELECT asked_at, missed_at, due_at, fault FROM lookup WHERE destination = ? AND address = ?",
            place
        ) { row in
            (
                asked: row.timestampIfAny(0), missed: row.timestampIfAny(1), due: row.timestampIfAny(2),
                fault: row[3] as String?
            )
        }
        let assigned = contacts.first { $0.source == ContactSource.assign.rawValue }
        var answer = DirectoryAnswer(
            address: address,
            line: line,
            contacts: assigned.map { [$0.contact] } ?? contacts.map(\.contact),
            source: assigned?.source ?? contacts.first?.source,
            checkedAt: lookup?.asked
        )
        answer.missedAt = lookup?.missed
        answer.dueAt = lookup?.due
        answer.fault = lookup?.fault
        if let member = line?.member {
            answer.memberUnknownSince =
                try db.first(
                    "SELECT noticed_at FROM unknown_member WHERE destination = ? AND member_id = ?",
                    [destination.rawValue, member.rawValue]
                ) { $0.timestampIfAny(0) } ?? nil
        }
        answer.waiting = try db.all(HotSQL.waitingFor, place) { _ in true }.count
        answer.creation =
            try db.first("SELECT outcome FROM creation WHERE destination = ? AND address = ?", place) {
                $0[0] as String?
            } ?? nil
        answer.isForgotten = try forgotten.contains(.address(address), of: destination, in: db)
        return answer
    }
}
