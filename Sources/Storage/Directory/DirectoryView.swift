import BridgeCore
import GRDB

/// The directory of one destination as the database holds it, seen from inside a transaction.
struct DirectoryView: DirectoryReader {
    let db: Database
    let destination: Destination
    let now: Timestamp
    /// Given where many drafts are decided in one transaction.
    var memory: LineMemory?

    func line(at address: Address) throws -> Line? {
        guard let memory else { return try db.line(at: address, in: destination.name) }
        if let known = memory.line(at: address, in: destination.name) { return known }
        let line = try db.line(at: address, in: destination.name)
        memory.note(line, at: address, in: destination.name)
        return line
    }

    /// An answer of Zyntro that is older than the destination trusts is no longer known; what an operator assigned counts
    /// alone.
    func contacts(at address: Address) throws -> [KnownContact] {
        let oldest = now.advanced(by: .zero - destination.lookupAge)
        var assigned: KnownContact?
        let known = try db.all(HotSQL.contactsAt, [destination.name.rawValue, address.uri]) { row -> KnownContact? in
            let source: ContactSource = try row.word(2, of: "contact_address.source")
            guard source != .lookup || row.timestamp(3) >= oldest else { return nil }
            let contact = KnownContact(id: ContactID(row[0]), name: row[1])
            if source == .assign { assigned = contact }
            return contact
        }
        return assigned.map { [$0] } ?? known.compactMap { $0 }
    }

    func hint(of contact: ContactID) throws -> ContactHint? {
        let oldest = now.advanced(by: .zero - destination.lookupAge)
        let known = try db.all(HotSQL.addressesOf, [destination.name.rawValue, contact.rawValue]) { row in
            let source: ContactSource = try row.word(2, of: "contact_address.source")
            let isTrusted = source != .lookup || row.timestamp(3) >= oldest
            return (address: isTrusted ? Address(uri: row[0]) : nil, name: row[1] as String?)
        }
        var hint = ContactHint(contactID: contact)
        for (address, name) in known {
            switch address {
            case .email(let email): hint.email = hint.email ?? email.normalized
            case .phone(let number): hint.phone = hint.phone ?? number.e164
            case nil: continue
            }
            hint.name = hint.name ?? name
        }
        return hint == ContactHint(contactID: contact) ? nil : hint
    }

    func isKnown(_ member: MemberID) throws -> Bool {
        try db.first(HotSQL.unknownMember, [destination.name.rawValue, member.rawValue]) { _ in true } == nil
    }
}

/// What the drafts of one transaction have found at an address already: most name one of a few numbers of ours.
final class LineMemory {
    private struct Place: Hashable {
        let address: Address
        let destination: DestinationName
    }

    private var lines: [Place: Line?] = [:]

    /// Nil where nobody has asked yet.
    func line(at address: Address, in destination: DestinationName) -> Line?? {
        lines[Place(address: address, destination: destination)]
    }

    func note(_ line: Line?, at address: Address, in destination: DestinationName) {
        lines[Place(address: address, destination: destination)] = .some(line)
    }

    /// To be called when a line was changed.
    func forget() { lines = [:] }
}

/// Where the knowledge of a contact's address comes from.
enum ContactSource: String {
    case `import`, lookup, assign
}

extension Database {
    func line(at address: Address, in destination: DestinationName) throws -> Line? {
        try first(HotSQL.lineAt, [destination.rawValue, address.uri]) { row in
            Line(
                kind: try row.word(0, of: "line.kind"),
                address: address,
                member: (row[1] as String?).map(MemberID.init),
                name: row[2],
                loggedBy: (row[3] as String?).map(HookName.init)
            )
        }
    }
}
