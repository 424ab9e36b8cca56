package import BridgeCore

/// A directory in memory.
package struct DictionaryDirectory: DirectoryReader, Sendable {
    package var lines: [Address: Line] = [:]
    package var people: [Address: [KnownContact]] = [:]
    package var unknownMembers: Set<MemberID> = []

    package init() {}

    /// `uri` is `tel:+1…` or `mailto:…`; what is neither is left out.
    package mutating func add(
        _ kind: Line.Kind,
        _ uri: String,
        member: String? = nil,
        name: String? = nil
    ) {
        guard let address = Address(uri: uri) else { return }
        lines[address] = Line(kind: kind, address: address, member: member.map { MemberID($0) }, name: name)
    }

    package mutating func add(contact id: String, name: String? = nil, _ uris: String...) {
        for address in uris.compactMap({ Address(uri: $0) }) {
            people[address, default: []].append(KnownContact(id: ContactID(id), name: name))
        }
    }

    package func line(at address: Address) -> Line? { lines[address] }
    package func contacts(at address: Address) -> [KnownContact] { people[address] ?? [] }
    package func hint(of contact: ContactID) -> ContactHint? {
        let known = people.flatMap { address, people in people.filter { $0.id == contact }.map { (address, $0.name) } }
        guard !known.isEmpty else { return nil }
        let mailboxes = known.compactMap { address, _ -> String? in
            guard case .email(let email) = address else { return nil }
            return email.normalized
        }
        return ContactHint(email: mailboxes.min(), name: known.compactMap(\.1).first, contactID: contact)
    }
    package func isKnown(_ member: MemberID) -> Bool { !unknownMembers.contains(member) }
}
