import BridgeCore
import JSON

/// Reads the rows of a directory import. A row is one of
/// `{"kind": "contact", "contact_id": …, "address": …, "name": …}` and
/// `{"kind": "member" | "shared" | "drop" | "ignore", "address": …, "member_id": …, "name": …, "logged_by": …}`.
///
/// `address` is `tel:+15550100`, `mailto:ana@example.com`, or a phone number or e-mail address as people write it;
/// `region` (ISO 3166) completes a national number. `kind` is `contact` where it is absent, `name` is optional, and
/// `member_id` is needed for a member's line only; `logged_by` names one of the destination's
/// hooks. Faulty rows are left out and told by their place.
struct DirectoryRowReader {
    /// What is wrong with the row at a place, counted from 0.
    struct Problem: Equatable {
        let row: Int
        let message: String

        var json: JSONValue { ["row": .count(row), "message": .string(message)] }
    }

    private(set) var rows: [DirectoryRow] = []
    /// The place of each of ``rows`` among all that were given.
    private var places: [Int] = []
    private(set) var problems: [Problem] = []

    private static let members: Set<String> = [
        "kind", "contact_id", "member_id", "name", "address", "region", "logged_by",
    ]

    /// `region` is for rows that name none; `hooks` are those that log into the destination.
    init(_ values: [JSONValue], region: String, hooks: [HookName]) {
        rows.reserveCapacity(values.count)
        for (place, value) in values.enumerated() {
            do throws(Fault) {
                rows.append(try Self.row(value, region: region, hooks: hooks))
                places.append(place)
            } catch {
                problems.append(Problem(row: place, message: error.message))
            }
        }
    }

    /// What to tell of a good row, by its index, whose person was forgotten.
    func forgotten(_ index: Int) -> Problem {
        Problem(
            row: places[index],
            message: "this person was forgotten; import with --remember (remember=true) to know them again"
        )
    }

    /// A phone number or an e-mail address, as a URI or as people write it.
    static func address(_ text: String, region: String) -> Address? {
        if let address = Address(uri: text) { return address }
        if text.contains("@") { return EmailAddress(text).map(Address.email) }
        return PhoneNumber(text, region: region).map(Address.phone)
    }

    private struct Fault: Error {
        let message: String
        init(_ message: String) { self.message = message }
    }

    private static func row(_ value: JSONValue, region: String, hooks: [HookName]) throws(Fault) -> DirectoryRow {
        guard case .object(let row) = value else { throw Fault("a row is an object") }
        for name in row.names where !members.contains(name) {
            throw Fault("unknown member \"\(name)\"; known are \(members.sorted().joined(separator: ", "))")
        }
        let kind = try text("kind", of: row) ?? "contact"
        let name = try text("name", of: row)
        guard let written = try text("address", of: row) else { throw Fault("address is missing") }
        guard let address = address(written, region: try text("region", of: row) ?? region) else {
            throw Fault("address is neither a phone number nor an e-mail address")
        }
        let loggedBy = try loggedBy(of: row, hooks: hooks)
        if kind == "contact" {
            guard loggedBy == nil else { throw Fault("logged_by names the hook of a line of ours; a contact has none") }
            guard let id = try id("contact_id", of: row) else { throw Fault("a contact needs a contact_id") }
            return .contact(KnownContact(id: ContactID(id), name: name), address)
        }
        guard let lineKind = Line.Kind(rawValue: kind) else {
            let known = (["contact"] + Line.Kind.allCases.map(\.rawValue)).joined(separator: ", ")
            throw Fault("unknown kind \"\(kind)\"; known are \(known)")
        }
        let member = try id("member_id", of: row).map { MemberID($0) }
        guard member != nil || lineKind != .member else { throw Fault("a member's line needs a member_id") }
        return .line(Line(kind: lineKind, address: address, member: member, name: name, loggedBy: loggedBy))
    }

    /// A hook that does not exist would silence every other on the line.
    private static func loggedBy(of row: JSONObject, hooks: [HookName]) throws(Fault) -> HookName? {
        guard let name = try text("logged_by", of: row) else { return nil }
        guard hooks.contains(HookName(name)) else {
            let known = hooks.map(\.rawValue).sorted()
            let mend = nearestName(to: name, among: known).map { "did you mean \"\($0)\"?" }
            let all = "known are \(known.joined(separator: ", "))"
            throw Fault("no hook of this destination is called \"\(name)\"; \(mend ?? all)")
        }
        return HookName(name)
    }

    private static func id(_ name: String, of row: JSONObject) throws(Fault) -> String? {
        guard let id = try text(name, of: row) else { return nil }
        guard mayBeZyntroID(id) else { throw Fault("\(name) is no id of Zyntro's; those are UUIDs") }
        return id
    }

    /// Nil for what is absent, null or empty.
    private static func text(_ name: String, of row: JSONObject) throws(Fault) -> String? {
        guard let value = row[name], !value.isNull else { return nil }
        guard let text = value.string else { throw Fault("\(name) is not text") }
        return text.isEmpty ? nil : text
    }
}
