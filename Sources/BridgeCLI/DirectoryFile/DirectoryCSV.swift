import JSON

/// Writes rows of the directory as ``DirectoryFile`` reads them.
enum DirectoryCSV {
    static let heading = "kind,contact_id,member_id,name,phone,email,logged_by,source"

    /// One row of the admin API's export.
    static func line(_ row: JSONValue) -> String {
        let address = row["address"]?.string ?? ""
        let phone = address.hasPrefix("tel:") ? String(address.dropFirst(4)) : ""
        let email = address.hasPrefix("mailto:") ? String(address.dropFirst(7)) : ""
        let fields = [
            row["kind"]?.string ?? "", row["contact_id"]?.string ?? "", row["member_id"]?.string ?? "",
            row["name"]?.string ?? "", phone, email,
            row["logged_by"]?.string ?? "", row["source"]?.string ?? "",
        ]
        return fields.map(quoted).joined(separator: ",")
    }

    /// RFC 4180: quotes only where they are needed.
    private static func quoted(_ field: String) -> String {
        guard field.contains(where: { $0 == "," || $0 == "\"" || $0 == ";" || $0 == "\t" || $0.isNewline }) else {
            return field
        }
        return "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
