package import BridgeCore
package import JSON

/// Finds a contact by its address in an answer whose shape is not documented: any depth, any of the known spellings.
package struct ContactSearch: Sendable {
    private let address: Address
    private let region: String

    /// `region` completes national numbers in the answer.
    package init(address: Address, region: String) {
        self.address = address
        self.region = region
    }

    /// The contact whose own phone or e-mail is the address; nil where there is none, or where several have it.
    package func contact(in data: JSONValue) -> KnownContact? {
        var hits: [Hit] = []
        var ids: [String: String?] = [:]
        visit(data, in: .contact, inherited: Hit(), depth: 0, hits: &hits, ids: &ids)
        let known = Set(hits.compactMap(\.id))
        guard !hits.isEmpty, known.count < 2 else { return nil }
        if let id = known.first {
            return KnownContact(id: ContactID(id), name: hits.first { $0.id == id }?.name)
        }
        // An id elsewhere in the answer belongs to the match only if it is the only one.
        guard ids.count == 1, let (id, name) = ids.first else { return nil }
        return KnownContact(id: ContactID(id), name: hits.first?.name ?? name)
    }

    private struct Hit {
        var id: String?
        var name: String?
    }

    /// What an object is, by the name of the member that holds it.
    private enum Place {
        /// The contact itself: a plain `id` is its id.
        case contact
        /// Its phones or e-mails: a plain `id` is that of a row.
        case values
        /// Perhaps somebody else: only an id that is called a contact's counts.
        case unknown
    }

    private func visit(
        _ value: JSONValue,
        in place: Place,
        inherited: Hit?,
        depth: Int,
        hits: inout [Hit],
        ids: inout [String: String?]
    ) {
        guard depth < 32 else { return }
        switch value {
        case .array(let elements):
            for element in elements {
                visit(element, in: place, inherited: inherited, depth: depth + 1, hits: &hits, ids: &ids)
            }
        case .object(let object):
            let members = object.map { (name: Self.plain($0.name), value: $0.value) }
            let contactID = Self.text(Self.idNames, in: members)
            let name = Self.name(in: members)
            if let contactID { ids[contactID] = .some(name) }
            let ownID = contactID ?? (place == .contact ? Self.text(["id"], in: members) : nil)
            let isNamedElse = name != nil && (place == .values || (inherited?.name ?? name) != name)
            var known: Hit?
            if let ownID {
                known = Hit(id: ownID, name: name)
            } else if let inherited, place != .unknown, !isNamedElse {
                known = Hit(id: inherited.id, name: name ?? inherited.name)
            }
            let hasAddress = members.contains { Self.isAddress($0.name) && matches($0.value) }
            if hasAddress, let known { hits.append(known) }
            for member in members where !Self.foreign.contains(member.name) {
                let next = Self.place(of: member.name)
                visit(member.value, in: next, inherited: known, depth: depth + 1, hits: &hits, ids: &ids)
            }
        case .null, .bool, .number, .string:
            break
        }
    }

    private static func place(of name: String) -> Place {
        if contactPlaces.contains(name) { return .contact }
        return isAddress(name) || valuePlaces.contains(name) ? .values : .unknown
    }

    private func matches(_ value: JSONValue) -> Bool {
        switch value {
        case .string(let text): return equals(text)
        case .number(let number): return equals(number.text)
        case .array(let elements): return elements.contains { matches($0) }
        case .object(let object):
            let members = object.map { (name: Self.plain($0.name), value: $0.value) }
            guard Self.name(in: members) == nil, Self.text(Self.idNames, in: members) == nil else { return false }
            return members.contains { !Self.foreign.contains($0.name) && matches($0.value) }
        case .null, .bool: return false
        }
    }

    private func equals(_ text: String) -> Bool {
        switch address {
        case .phone(let phone): PhoneNumber(text, region: region) == phone || PhoneNumber(e164: "+" + text) == phone
        case .email(let email): EmailAddress(text) == email
        }
    }

    private typealias Members = [(name: String, value: JSONValue)]

    private static func text(_ names: [String], in members: Members) -> String? {
        for name in names {
            switch members.first(where: { $0.name == name })?.value {
            case .string(let text)? where !text.isEmpty: return text
            case .number(let number)?: return number.text
            default: continue
            }
        }
        return nil
    }

    private static func name(in members: Members) -> String? {
        let parts = [["firstname", "contfirstname"], ["lastname", "contlastname"]].compactMap { text($0, in: members) }
        return parts.isEmpty ? text(["name", "fullname", "contactname"], in: members) : parts.joined(separator: " ")
    }

    /// `cont_primary_email`, `primaryEmail` and `primary_email` are one spelling without case and separators.
    private static func plain(_ name: String) -> String {
        name.lowercased().filter { $0 != "_" && $0 != "-" && $0 != " " }
    }

    private static func isAddress(_ name: String) -> Bool {
        var rest = name[...]
        for prefixes in [["contact", "cont"], ["primary", "secondary"]] {
            if let prefix = prefixes.first(where: { rest.hasPrefix($0) }) { rest = rest.dropFirst(prefix.count) }
        }
        return addressNames.contains(String(rest))
    }

    private static let idNames = ["contactid", "contid"]
    private static let addressNames: Set = [
        "email", "emails", "emailaddress", "phone", "phones", "phonenumber", "mobile", "mobilephone",
    ]
    private static let contactPlaces: Set = ["contact", "contacts", "profile", "data", "result", "results"]
    private static let valuePlaces: Set = [
        "addresses", "contactdetails", "contactinfo", "emailaddresses", "phonenumbers", "primary", "secondary",
    ]
    /// Where addresses of other people stand: notes and the company, by Zyntro's documentation, and its own members.
    private static let foreign: Set = ["notes", "entity", "member", "members"]
}
