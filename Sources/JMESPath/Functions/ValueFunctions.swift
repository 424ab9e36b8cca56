import JSON

extension FunctionTable {
    static let valueFunctions: [Function] = [
        Function(
            "not_null",
            [Parameter("value", .any), Parameter("values", .any, .repeated)],
            summary: "The first value that is not null.",
            example: "not_null(`null`, 'a') → \"a\""
        ) { arguments in
            arguments.lazy.map(\.value).first { !$0.isNull } ?? .null
        },
        Function(
            "to_array",
            Parameter("value", .any),
            summary: "An array as it is, everything else as an array of one.",
            example: "to_array('a') → [\"a\"]"
        ) { value in
            if case .array = value { return value }
            return .array([value])
        },
        Function(
            "to_number",
            Parameter("value", .any),
            summary: "A number as it is, a text that is a JSON number as that number, null otherwise.",
            example: "to_number('42') → 42"
        ) { value in
            switch value {
            case .number(let number): .number(number)
            case .string(let text): JSONNumber(parsing: text).map(JSONValue.number) ?? .null
            default: .null
            }
        },
        Function(
            "to_string",
            Parameter("value", .any),
            summary: "A text as it is, everything else as JSON.",
            example: "to_string(`[1, 2]`) → \"[1,2]\""
        ) { value in
            if case .string = value { return value }
            return .string(value.text())
        },
        Function(
            "type",
            Parameter("value", .any),
            summary: "The kind of value: null, boolean, number, string, array or object.",
            example: "type('a') → \"string\""
        ) { value in
            .string(value.typeName)
        },
    ]
}
