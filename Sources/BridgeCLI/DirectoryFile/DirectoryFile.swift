import BridgeCore
import JSON

/// A directory file: one heading, then a contact or a line of ours a row. Columns are known by name, in any order.
struct DirectoryFile {
    /// What is wrong with one row; the others are still used.
    struct Problem: Equatable, CustomStringConvertible {
        let line: Int
        let message: String

        var description: String { "line \(line): \(message)" }
    }

    /// One address of one row. A million of them are held at once.
    struct Row: Equatable {
        let line: Int
        let kind: String
        /// `tel:+15550100` or `mailto:ana@example.com`.
        let address: String
        var contactID: String?
        var memberID: String?
        var name: String?
        var loggedBy: String?

        /// The form that the admin API takes.
        var json: JSONValue {
            var row: JSONObject = ["kind": .string(kind), "address": .string(address)]
            row["contact_id"] = contactID.map(JSONValue.string)
            row["member_id"] = memberID.map(JSONValue.string)
            row["name"] = name.map(JSONValue.string)
            row["logged_by"] = loggedBy.map(JSONValue.string)
            return .object(row)
        }
    }

    private(set) var rows: [Row] = []
    private(set) var problems: [Problem] = []

    /// Columns that are read; more are allowed and left alone.
    static let columns = [
        "kind", "contact_id", "member_id", "name", "phone", "email", "secondary_phone", "secondary_email", "logged_by",
    ]
    private static let addressColumns = ["phone", "email", "secondary_phone", "secondary_email"]

    init(_ bytes: [UInt8], region: String) {
        var reader = CSVReader(bytes)
        let heading = reader.next()
        let names = heading?.fields.map { Self.column($0) } ?? []
        if let message = Self.fault(of: heading, names, encoding: reader.foreignEncoding) {
            problems = [Problem(line: heading?.line ?? 1, message: message)]
            return
        }
        for record in reader { read(record, names: names, region: region) }
    }

    /// Why nothing of a file can be read that begins so; nil where it can.
    private static func fault(of heading: CSVReader.Record?, _ names: [String], encoding: String?) -> String? {
        if let encoding { return "the file is \(encoding); let the spreadsheet save it as \"CSV UTF-8\"" }
        guard let heading else {
            return "the file is empty; its first line must name the columns: \(columns.joined(separator: ","))"
        }
        if let fault = heading.fault { return fault }
        guard names.contains(where: { addressColumns.contains($0) }) else {
            let mend = "its first line must name at least one of \(addressColumns.joined(separator: ", "))"
            return "the file has no column with addresses; \(mend)"
        }
        for name in columns where names.count(where: { $0 == name }) > 1 {
            let isAddress = ["phone", "email"].contains(name)
            let mend = isAddress ? "call a second one secondary_\(name)" : "rename or remove one"
            return "two columns are read as \(name); \(mend)"
        }
        return nil
    }

    /// `Primary Phone` → `phone`: headings are compared without case, spaces, hyphens and the word "primary".
    private static func column(_ heading: String) -> String {
        let name = heading.lowercased().split { " -_".contains($0) }.filter { $0 != "primary" }.joined(separator: "_")
        return name == "id" ? "contact_id" : name == "e_mail" ? "email" : name
    }

    private mutating func read(_ record: CSVReader.Record, names: [String], region: String) {
        if let fault = record.fault { return self.fault(record.line, fault) }
        if record.fields.dropFirst(names.count).contains(where: { !$0.trimmed.isEmpty }) {
            let counts = "the row has \(record.fields.count) fields, the first line names \(names.count) columns"
            return fault(record.line, "\(counts); put a value with a separator in it in quotes")
        }
        var values: [String: String] = [:]
        for (name, field) in zip(names, record.fields) {
            let text = field.trimmed
            if !text.isEmpty { values[name] = text }
        }
        let kind = values["kind"]?.lowercased() ?? "contact"
        guard kind == "contact" || Line.Kind(rawValue: kind) != nil else {
            let known = (["contact"] + Line.Kind.allCases.map(\.rawValue)).joined(separator: ", ")
            return fault(record.line, "unknown kind \"\(kind)\"; known are \(known)")
        }
        if kind == "contact", values["contact_id"] == nil { return fault(record.line, "a contact needs a contact_id") }
        if kind == "member", values["member_id"] == nil {
            return fault(record.line, "a member's line needs a member_id")
        }
        if kind == "contact", values["logged_by"] != nil {
            return fault(record.line, "logged_by names the hook of a line of ours; a contact has none")
        }
        let addresses = Self.addressColumns.compactMap { column in values[column].map { (column, $0) } }
        guard !addresses.isEmpty else { return fault(record.line, "the row has no phone and no email") }
        for (column, text) in addresses {
            guard let address = Self.address(text, column: column, region: region) else {
                fault(
                    record.line,
                    "\(column) is not \(column.hasSuffix("phone") ? "a phone number of \(region) or the world" : "an e-mail address")"
                )
                continue
            }
            rows.append(
                Row(
                    line: record.line,
                    kind: kind,
                    address: address.uri,
                    contactID: values["contact_id"],
                    memberID: values["member_id"],
                    name: values["name"],
                    loggedBy: values["logged_by"]
                )
            )
        }
    }

    /// The rows in parts of about `size`, all rows of one address in the same part: a part tells everything about its
    /// addresses, and an import replaces what an earlier one told of them.
    func parts(of size: Int) -> [[Row]] {
        var seen: Set<String> = []
        var shared: [String: [Row]] = [:]
        for row in rows where !seen.insert(row.address).inserted { shared[row.address] = [] }
        if !shared.isEmpty { for row in rows { shared[row.address]?.append(row) } }
        var parts: [[Row]] = []
        for row in rows {
            let together = shared[row.address] ?? [row]
            if together.isEmpty { continue }
            // The others of this address go along now, and are passed over later.
            if together.count > 1 { shared[row.address] = [] }
            if parts.last.map({ $0.count >= size }) ?? true { parts.append([]) }
            parts[parts.count - 1] += together
        }
        return parts
    }

    private static func address(_ text: String, column: String, region: String) -> Address? {
        column.hasSuffix("phone")
            ? PhoneNumber(text, region: region).map(Address.phone) : EmailAddress(text).map(Address.email)
    }

    private mutating func fault(_ line: Int, _ message: String) {
        problems.append(Problem(line: line, message: message))
    }
}

extension String {
    /// Without white space at both ends.
    var trimmed: String {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
