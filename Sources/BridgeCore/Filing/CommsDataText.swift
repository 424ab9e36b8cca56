import JSON

/// `comms_data` as a text that people and programs read line by line: the sentence, then `Channel: sms` and the rest.
enum CommsDataText {
    static func rendered(_ data: JSONObject) -> String {
        let lines = data.map { member in
            let text = rendered(member.value)
            if member.name == CommsDataKey.summary.rawValue { return text }
            return label(member.name) + (text.contains("\n") ? ":\n" : ": ") + text
        }
        return lines.joined(separator: "\n")
    }

    /// `occurred_at` becomes `Occurred at`.
    private static func label(_ name: String) -> String {
        let words = name.split(separator: "_").joined(separator: " ")
        return words.prefix(1).uppercased() + words.dropFirst()
    }

    private static func rendered(_ value: JSONValue) -> String {
        switch value {
        case .null: ""
        case .bool(let flag): flag ? "yes" : "no"
        case .number(let number): number.text
        case .string(let text): text
        case .array(let elements): elements.map(rendered).joined(separator: "; ")
        case .object(let object): object.map { "\($0.name) \(rendered($0.value))" }.joined(separator: ", ")
        }
    }
}
