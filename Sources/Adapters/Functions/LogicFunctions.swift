import JMESPath
import JSON

extension DomainFunctions {
    static let logic: [Function] = [
        Function(
            choice: "if",
            [Parameter("condition", .any), Parameter("then", .any), Parameter("else", .any, .optional)],
            summary: "The second argument where the condition holds, else the third; only that one is evaluated.",
            example: "if(boolean('no'), 'answered', 'missed') → \"missed\""
        ),
        Function(
            firstOf: "coalesce",
            [Parameter("value", .any), Parameter("values", .any, .repeated)],
            summary: "The first argument that is neither null nor empty text.",
            example: "coalesce(null, '', 'Ana') → \"Ana\""
        ) { value in
            switch value {
            case .null: false
            case .string(let text): !text.isEmpty
            case .bool, .number, .array, .object: true
            }
        },
        Function(
            "boolean",
            Parameter("value", .any),
            summary: "A Boolean out of what providers send: \"false\", \"0\", \"no\", \"off\", \"\" and 0 are false.",
            example: "boolean('false') → false"
        ) { value in
            switch value {
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
            Parameter("value", [.text, .boolean]),
            Parameter("table", .object),
            optional: Parameter("otherwise", .any),
            summary: "The member of an object that is named like the value; the third argument where there is none.",
            example: "lookup('no-answer', {\"no-answer\": 'missed', completed: 'answered'}, 'failed') → \"missed\""
        ) { value, table, otherwise in
            let name = value.bool.map { $0 ? "true" : "false" } ?? value.scalarText
            if let name, let found = table[name] { return found }
            return otherwise ?? .null
        }.picking(from: 1),
    ]
}

extension Function {
    /// The function with the mark that its result is one of its arguments from a place on, or a member of one.
    fileprivate func picking(from place: Int) -> Function {
        var function = self
        function.picksFrom = place
        return function
    }
}
