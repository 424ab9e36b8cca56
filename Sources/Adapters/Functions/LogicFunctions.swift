import JMESPath
import JSON

extension DomainFunctions {
    static let logic: [Function] = [
        Function(
            lazy: "if",
            [Parameter("condition", .any), Parameter("then", .any), Parameter("else", .any, .optional)],
            summary: "The second argument where the condition holds, else the third; only that one is evaluated.",
            example: "if(boolean('no'), 'answered', 'missed') → \"missed\""
        ) { arguments in
            if try arguments[0].evaluate().isTrue { return try arguments[1].evaluate() }
            return arguments.count > 2 ? try arguments[2].evaluate() : .null
        },
        Function(
            lazy: "coalesce",
            [Parameter("value", .any), Parameter("values", .any, .repeated)],
            summary: "The first argument that is neither null nor empty text.",
            example: "coalesce(null, '', 'Ana') → \"Ana\""
        ) { arguments in
            for argument in arguments {
                let value = try argument.evaluate()
                if !value.isNull, value != .string("") { return value }
            }
            return .null
        },
        Function(
            "boolean",
            [Parameter("value", .any)],
            summary: "A Boolean out of what providers send: \"false\", \"0\", \"no\", \"off\", \"\" and 0 are false.",
            example: "boolean('false') → false"
        ) { arguments in
            switch arguments[0].value {
            case .null: .null
            case .bool(let flag): .bool(flag)
            case .number(let number): .bool(number.double != 0)
            case .string(let text):
                .bool(!["", "false", "0", "no", "off", "n", "f"].contains(text.unpadded.lowercased()))
            case .array(let elements): .bool(!elements.isEmpty)
            case .object(let object): .bool(!object.isEmpty)
            }
        },
        Function(
            "lookup",
            [
                Parameter("value", [.text, .boolean]), Parameter("table", .object),
                Parameter("otherwise", .any, .optional),
            ],
            summary: "The member of an object that is named like the value; the third argument where there is none.",
            example: "lookup('no-answer', {\"no-answer\": 'missed', completed: 'answered'}, 'failed') → \"missed\""
        ) { arguments in
            let name = arguments[0].value.bool.map { $0 ? "true" : "false" } ?? arguments.text(0)
            if let name, let found = arguments[1].value.object?[name] { return found }
            return arguments.count > 2 ? arguments[2].value : .null
        },
    ]
}
