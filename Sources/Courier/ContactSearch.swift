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

    /// The contact whose own phone or e-mail is the address; nil where there is none.
    package func contact(in data: JSONValue) -> KnownContact? {
        var hits: [Hit] = []
        var ids: [String: String?] = [:]
        visit(data, inherited: Hit(), depth: 0, hits: &hits, ids: &ids)
        guard let hit = hits.first(where: { $0.id != nil }) ?? hits.first else { return nil }
        // An id elsewhere in the answer belongs to the match only if it is the only one.
        if let id = hit.id { return KnownContact(id: ContactID(id), name: hit.name) }
        guard ids.count == 1, let (id, name) = ids.first else { return nil }
        return KnownContact(id: ContactID(id), name: hit.name ?? name)
    }

    private struct Hit {
        var id: String?
        var name: String?
    }

    private func visit(_ value: JSONValue, inherited: Hit, depth: Int, hits: inout [Hit], ids: inout [String: String?])
    {
        guard depth < 32 else { return }
        switch value {
        case .array(let elements):
            for element in elements { visit(element, inherited: inherited, depth: depth + 1, hits: &hits, ids: &ids) }
        case .object(let object):
            let members = object.map { (name: Self.plain($0.name), value: $0.value) }
            let ownID = Self.text(Self.idNames, in: members)
            if let ownID { ids[ownID] = .some(Self.name(in: members)) }
            let known = Hit(
                id: ownID ?? Self.text(["id"], in: members) ?? inherited.id,
                name: Self.name(in: members) ?? inherited.name
            )
            if members.contains(where: { Self.isAddress($0.name) && matches($0.value) }) { hits.append(known) }
            // A plain `id` may be anything's id: below its own object only a contact's id counts.
            let passedOn = Hit(id: ownID ?? inherited.id, name: known.name)
            for member in members where !Self.foreign.contains(member.name) {
                visit(member.value, inherited: passedOn, depth: depth + 1, hits: &hits, ids: &ids)
            }
        case .null, .bool, .number, .string:
            break
        }
    }

    private func matches(_ value: JSONValue) -> Bool {
        switch value {
        case .string(let text): return equals(text)
        case .number(let number): return equals(number.text)
        case .array(let elements): return elements.contains { matches($0) }
        case .object(let object): return object.contains { matches($0.value) }
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
    /// Where addresses of other people stand: notes and the company, by Zyntro's documentation, and its own members.
    private static let foreign: Set = ["notes", "entity", "member", "members"]
}
