import JSON

/// From the text of an error to what it means: the rows of `responses.json`.
///
/// Zyntro's answers carry the message and never its label, so a row is found by a stable part of the text, without
/// regard to case; the first row that fits wins. Source: Zyntro's documentation of `addCommsHistory` and its other pages.
package struct ResponseTable: Sendable {
    package enum Class: String, Sendable, CaseIterable {
        /// The destination's key, secret, organisation or address: nothing can be sent until a person mends it.
        case credentials
        case contact
        case member
        /// This very entry's fault.
        case entry
        /// A look-up found nobody; about an entry it says nothing.
        case nobody
    }

    package struct Row: Sendable, Equatable {
        package let label: String
        /// In lower case.
        package let fragment: String
        package let `class`: Class
        /// What a person should do, where a person must.
        package let advice: String?
    }

    package let rows: [Row]

    /// Reads the table that is part of the program. Throws ``ResponseTableError`` or a `JSONError` when it is not well formed.
    package init() throws { try self.init(PackageResources.responses_json) }

    /// Reads a table from JSON: a list of objects with `label`, `fragment`, `class` and perhaps `advice`.
    package init(_ bytes: [UInt8]) throws {
        guard let list = try JSONParser().parse(bytes).value.array else {
            throw ResponseTableError(reason: "the table is not a list")
        }
        rows = try list.enumerated().map { index, row in
            guard let label = row["label"]?.string, let fragment = row["fragment"]?.string, !fragment.isEmpty,
                let meaning = row["class"]?.string.flatMap(Class.init(rawValue:))
            else {
                throw ResponseTableError(reason: "row \(index + 1) needs label, fragment and a known class")
            }
            return Row(label: label, fragment: fragment.lowercased(), class: meaning, advice: row["advice"]?.string)
        }
    }

    /// The first row whose fragment is in `text`; nil for a text nobody knows.
    package func row(for text: String) -> Row? {
        let text = text.lowercased()
        return rows.first { text.contains($0.fragment) }
    }
}

/// What is wrong with the table of responses.
package struct ResponseTableError: Error, CustomStringConvertible {
    package let reason: String
    package var description: String { "responses.json: \(reason)" }
}
