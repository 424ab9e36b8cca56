import JMESPath
import JSON

extension DomainFunctions {
    static let numbers: [Function] = [
        Function(
            "number",
            Parameter("value", .any),
            summary: "A number out of a number or its text; null for anything else.",
            example: "number('13') → 13"
        ) { value in
            switch value {
            case .number(let number): .number(number)
            case .string(let text): number(text.unpadded).map(JSONValue.number) ?? .null
            case .null, .bool, .array, .object: .null
            }
        },
        Function(
            "duration",
            [Parameter("value", .text), Parameter("unit", .string, .optional)],
            summary:
                "Whole seconds out of a number (of `ms`, `s` or `min`), \"1:02:03\", \"2m 5s\" or ISO 8601 (\"PT2M5S\").",
            example: "duration('1:02:03') → 3723"
        ) { arguments in
            guard let text = arguments.text(0)?.unpadded, !text.isEmpty else { return .null }
            let unit = arguments.text(1) ?? "s"
            guard let factor = ["ms": 0.001, "s": 1, "min": 60, "h": 3600][unit] else {
                throw FunctionError("the unit must be ms, s, min or h")
            }
            guard let seconds = Double(text).map({ $0 * factor }) ?? seconds(written: text) else { return .null }
            guard seconds >= 0, seconds < 1e9 else { return .null }
            return .number(JSONNumber(Int(seconds.rounded())))
        },
    ]

    private static func number(_ text: String) -> JSONNumber? {
        if let whole = Int(text) { return JSONNumber(whole) }
        guard let value = Double(text), value.isFinite else { return nil }
        return JSONNumber(value)
    }

    /// Clock notation, or numbers with units as people and ISO 8601 write them.
    private static func seconds(written text: String) -> Double? {
        if text.contains(":") {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Double($0) }
            guard parts.count <= 3 else { return nil }
            return parts.reduce(Double?.some(0)) { total, part in
                guard let total, let part, part >= 0 else { return nil }
                return total * 60 + part
            }
        }
        var total = 0.0
        var digits = ""
        var hasUnit = false
        for character in text.lowercased() {
            if character.isASCII, character.isNumber || character == "." {
                digits.append(character)
            } else if let factor = ["h": 3600.0, "m": 60, "s": 1][character], let value = Double(digits) {
                total += value * factor
                digits = ""
                hasUnit = true
            } else if !digits.isEmpty, !character.isWhitespace {
                return nil
            }
        }
        return hasUnit && digits.isEmpty ? total : nil
    }
}
