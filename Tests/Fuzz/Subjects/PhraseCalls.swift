import JSON

/// What calls of functions mean.
extension Phrase {
    typealias Body = @Sendable ([JSONValue]) throws -> JSONValue

    /// Functions of values, with how many there are.
    static let functions: [(name: String, count: Int, body: Body)] = [
        ("length", 1, length), ("type", 1, { .string(type(of: $0[0])) }),
        ("keys", 1, { .array(try object($0[0]).map { .string($0.name) }) }),
        ("values", 1, { .array(try object($0[0]).map(\.value)) }),
        ("to_array", 1, { $0[0].array == nil ? .array($0) : $0[0] }),
        ("to_string", 1, { $0[0].string == nil ? .string($0[0].text()) : $0[0] }),
        ("not_null", 3, { values in values.first { $0 != .null } ?? .null }),
        ("merge", 2, { .object(JSONObject(Array(try object($0[0])) + Array(try object($0[1])))) }),
        ("reverse", 1, reverse), ("contains", 2, contains), ("join", 2, join),
        ("starts_with", 2, { .bool(try utf8($0[0]).starts(with: utf8($0[1]))) }),
        ("ends_with", 2, { .bool(try utf8($0[0]).reversed().starts(with: utf8($0[1]).reversed())) }),
        ("sort", 1, { .array(try ordered(array($0[0]).map { ($0, $0) })) }),
        ("max", 1, { try largest(array($0[0]).map { ($0, $0) }) }),
        ("min", 1, { try ordered(array($0[0]).map { ($0, $0) }).first ?? .null }),
    ]

    /// Every argument is evaluated and must be what the function takes.
    static func call(_ name: String, _ arguments: [Phrase], _ body: @escaping Body) -> Phrase {
        Phrase("\(name)(\(arguments.map(\.text).joined(separator: ", ")))") { value, variables in
            try body(arguments.map { try $0.meaning(value, variables) })
        }
    }

    /// Only the argument that counts is evaluated.
    static func choice(_ condition: Phrase, _ first: Phrase, _ second: Phrase) -> Phrase {
        Phrase("if(\(condition.text), \(first.text), \(second.text))") { value, variables in
            try (isTrue(condition.meaning(value, variables)) ? first : second).meaning(value, variables)
        }
    }

    /// The arguments behind the one that is taken are not evaluated.
    static func firstOf(_ arguments: [Phrase]) -> Phrase {
        Phrase("coalesce(\(arguments.map(\.text).joined(separator: ", ")))") { value, variables in
            for argument in arguments {
                let result = try argument.meaning(value, variables)
                if result != .null && result != "" { return result }
            }
            return .null
        }
    }

    static func map(_ expression: Phrase, _ elements: Phrase) -> Phrase {
        Phrase("map(&\(expression.text), \(elements.text))") { value, variables in
            .array(try array(elements.meaning(value, variables)).map { try expression.meaning($0, variables) })
        }
    }

    /// `sort_by`, `max_by`, `min_by`.
    static func by(_ name: String, _ elements: Phrase, _ key: Phrase) -> Phrase {
        Phrase("\(name)(\(elements.text), &\(key.text))") { value, variables in
            let keyed = try array(elements.meaning(value, variables)).map { (try key.meaning($0, variables), $0) }
            switch name {
            case "sort_by": return .array(try ordered(keyed))
            case "max_by": return try largest(keyed)
            default: return try ordered(keyed).first ?? .null
            }
        }
    }

    private static func type(of value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool: "boolean"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    private static func array(_ value: JSONValue) throws -> [JSONValue] {
        guard let array = value.array else { throw Failure() }
        return array
    }

    private static func object(_ value: JSONValue) throws -> JSONObject {
        guard let object = value.object else { throw Failure() }
        return object
    }

    private static func utf8(_ value: JSONValue) throws -> [UInt8] {
        guard let text = value.string else { throw Failure() }
        return Array(text.utf8)
    }

    private static func length(_ arguments: [JSONValue]) throws -> JSONValue {
        switch arguments[0] {
        case .string(let text): .number(JSONNumber(Array(text.unicodeScalars).count))
        case .array(let elements): .number(JSONNumber(elements.count))
        case .object(let object): .number(JSONNumber(object.count))
        default: throw Failure()
        }
    }

    private static func reverse(_ arguments: [JSONValue]) throws -> JSONValue {
        if let elements = arguments[0].array { return .array(elements.reversed()) }
        guard let text = arguments[0].string else { throw Failure() }
        return .string(text.unicodeScalars.reversed().map { String($0) }.joined())
    }

    private static func contains(_ arguments: [JSONValue]) throws -> JSONValue {
        if let elements = arguments[0].array { return .bool(elements.contains(arguments[1])) }
        let text = try utf8(arguments[0])
        guard let search = arguments[1].string.map({ Array($0.utf8) }) else { return false }
        guard search.count <= text.count else { return false }
        return .bool((0...(text.count - search.count)).contains { text[$0...].starts(with: search) })
    }

    private static func join(_ arguments: [JSONValue]) throws -> JSONValue {
        let glue = try utf8(arguments[0])
        let texts = try array(arguments[1]).map { try utf8($0) }
        return .string(String(decoding: Array(texts.joined(separator: glue)), as: UTF8.self))
    }

    /// By insertion; of equal keys the first comes first.
    private static func ordered(_ keyed: [(key: JSONValue, element: JSONValue)]) throws -> [JSONValue] {
        guard keyed.allSatisfy({ $0.key.double != nil }) || keyed.allSatisfy({ $0.key.string != nil }) else {
            throw Failure()
        }
        var sorted: [(key: JSONValue, element: JSONValue)] = []
        for pair in keyed {
            let place = sorted.firstIndex { precedes(pair.key, $0.key) } ?? sorted.count
            sorted.insert(pair, at: place)
        }
        return sorted.map(\.element)
    }

    /// Of equal keys the first, as the reference implementation takes it.
    private static func largest(_ keyed: [(key: JSONValue, element: JSONValue)]) throws -> JSONValue {
        try ordered(keyed.reversed()).last ?? .null
    }

    private static func precedes(_ left: JSONValue, _ right: JSONValue) -> Bool {
        if let left = left.double, let right = right.double { return left < right }
        guard let left = left.string, let right = right.string else { return false }
        return left.unicodeScalars.lexicographicallyPrecedes(right.unicodeScalars)
    }
}
