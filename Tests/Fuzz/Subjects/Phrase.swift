import JMESPath
import JSON

/// An expression's text together with what it means, said by plain functions: the evaluator's second implementation. Both
/// are made at once, so that neither parser nor compiler has a part in the meaning.
struct Phrase: Sendable {
    typealias Meaning = @Sendable (_ value: JSONValue, _ variables: [String: JSONValue]) throws -> JSONValue

    /// How firmly the outermost operator of a text holds it together.
    enum Power: Int {
        case binding, pipe, or, and, comparison, not
        /// A path that ends in a projection, so that what is put behind it would work on each element.
        case projection
        case whole
    }

    let text: String
    let power: Power
    let meaning: Meaning

    init(_ text: String, _ power: Power = .whole, _ meaning: @escaping Meaning) {
        self.text = text
        self.power = power
        self.meaning = meaning
    }

    /// The text as an operand, in parentheses where it would fall apart without them.
    func text(atLeast least: Power) -> String { power.rawValue < least.rawValue ? "(\(text))" : text }

    /// A value in a list, nothing for an error.
    func outcome(for value: JSONValue, _ variables: [String: JSONValue]) -> [JSONValue] {
        do { return [try meaning(value, variables)] } catch { return [] }
    }
}

/// What a meaning throws where evaluation must fail.
struct Failure: Error {}

extension Phrase {
    static func literal(_ value: JSONValue) -> Phrase {
        // By bytes: with a mark behind it a backquote is another character.
        let bytes = value.serialized().flatMap { $0 == UInt8(ascii: "`") ? [UInt8(ascii: "\\"), $0] : [$0] }
        return Phrase("`\(String(decoding: bytes, as: UTF8.self))`") { _, _ in value }
    }

    static func raw(_ text: String) -> Phrase { Phrase("'\(text)'") { _, _ in .string(text) } }
    static let current = Phrase("@") { value, _ in value }

    static func field(_ name: String) -> Phrase {
        Phrase(written(name)) { value, _ in member(name, of: value) }
    }

    static func variable(_ name: String) -> Phrase {
        Phrase("$\(name)") { _, variables in
            guard let value = variables[name] else { throw Failure() }
            return value
        }
    }

    static func not(_ operand: Phrase) -> Phrase {
        Phrase("!\(operand.text(atLeast: .not))", .not) { .bool(!isTrue(try operand.meaning($0, $1))) }
    }

    static func either(_ left: Phrase, _ right: Phrase) -> Phrase {
        Phrase("\(left.text(atLeast: .or)) || \(right.text(atLeast: .and))", .or) { value, variables in
            let first = try left.meaning(value, variables)
            return isTrue(first) ? first : try right.meaning(value, variables)
        }
    }

    static func both(_ left: Phrase, _ right: Phrase) -> Phrase {
        Phrase("\(left.text(atLeast: .and)) && \(right.text(atLeast: .comparison))", .and) { value, variables in
            let first = try left.meaning(value, variables)
            return isTrue(first) ? try right.meaning(value, variables) : first
        }
    }

    static func piped(_ left: Phrase, _ right: Phrase) -> Phrase {
        Phrase("\(left.text(atLeast: .pipe)) | \(right.text(atLeast: .or))", .pipe) { value, variables in
            try right.meaning(left.meaning(value, variables), variables)
        }
    }

    static func comparison(_ left: Phrase, _ sign: String, _ right: Phrase) -> Phrase {
        let text = "\(left.text(atLeast: .comparison)) \(sign) \(right.text(atLeast: .not))"
        return Phrase(text, .comparison) { value, variables in
            let (left, right) = (try left.meaning(value, variables), try right.meaning(value, variables))
            if sign == "==" { return .bool(left == right) }
            if sign == "!=" { return .bool(left != right) }
            guard let left = left.double, let right = right.double else { return .null }
            switch sign {
            case "<": return .bool(left < right)
            case "<=": return .bool(left <= right)
            case ">": return .bool(left > right)
            default: return .bool(left >= right)
            }
        }
    }

    static func list(_ elements: [Phrase]) -> Phrase {
        Phrase("[\(elements.map(\.text).joined(separator: ", "))]") { value, variables in
            value == .null ? .null : .array(try elements.map { try $0.meaning(value, variables) })
        }
    }

    static func hash(_ members: [(name: String, value: Phrase)]) -> Phrase {
        let text = members.map { "\(written($0.name)): \($0.value.text)" }.joined(separator: ", ")
        return Phrase("{\(text)}") { value, variables in
            guard value != .null else { return .null }
            var named: [(String, JSONValue)] = []
            for member in members {
                let result = (member.name, try member.value.meaning(value, variables))
                if let place = named.firstIndex(where: { Array($0.0.utf8) == Array(member.name.utf8) }) {
                    named[place] = result
                } else {
                    named.append(result)
                }
            }
            return .object(JSONObject(named))
        }
    }

    static func binding(_ bound: [(name: String, value: Phrase)], in body: Phrase) -> Phrase {
        let text = bound.map { "$\($0.name) = \($0.value.text)" }.joined(separator: ", ")
        return Phrase("let \(text) in \(body.text)", .binding) { value, variables in
            var inner = variables
            for variable in bound { inner[variable.name] = try variable.value.meaning(value, variables) }
            return try body.meaning(value, inner)
        }
    }

    /// What is done with one value after another: `.a[*].b`. `isOpen` where it ends in a projection.
    struct Tail: Sendable {
        var text = ""
        var isOpen = false
        var meaning: Meaning = { value, _ in value }
    }

    /// A path; of a filter the source is a whole, of a flattening it may be a projection, which flattening ends.
    static func path(_ source: Phrase, _ tail: Tail, after least: Power = .whole) -> Phrase {
        Phrase(source.text(atLeast: least) + tail.text, tail.isOpen ? .projection : .whole) { value, variables in
            try tail.meaning(source.meaning(value, variables), variables)
        }
    }
}

extension Phrase.Tail {
    /// One access, and then what follows.
    init(_ text: String, then rest: Self, _ access: @escaping Phrase.Meaning) {
        self.init(text: text + rest.text, isOpen: rest.isOpen) { try rest.meaning(access($0, $1), $1) }
    }

    /// Elements, and what is done with each of them.
    init(each text: String, then rest: Self, _ elements: @escaping @Sendable (JSONValue) -> [JSONValue]?) {
        self.init(text: text + rest.text, isOpen: true) { value, variables in
            guard let elements = elements(value) else { return .null }
            return .array(try elements.map { try rest.meaning($0, variables) }.filter { $0 != .null })
        }
    }

    init(filteredBy condition: Phrase, then rest: Self) {
        self.init(text: "[?\(condition.text)]" + rest.text, isOpen: true) { value, variables in
            guard let elements = value.array else { return .null }
            let kept = try elements.filter { Phrase.isTrue(try condition.meaning($0, variables)) }
            return .array(try kept.map { try rest.meaning($0, variables) }.filter { $0 != .null })
        }
    }

    init(flattenedThen rest: Self) {
        self.init(each: "[]", then: rest) { $0.array?.flatMap { $0.array ?? [$0] } }
    }

    init(index: Int, then rest: Self) {
        self.init("[\(index)]", then: rest) { value, _ in
            guard let elements = value.array else { return .null }
            let place = index < 0 ? elements.count + index : index
            return place >= 0 && place < elements.count ? elements[place] : .null
        }
    }

    /// A slice takes every place that the step leads to from the start (the specification, "Slices").
    init(from start: Int?, to stop: Int?, by step: Int, then rest: Self) {
        let text = "[\(start.map(String.init) ?? ""):\(stop.map(String.init) ?? ""):\(step)]"
        self.init(each: text, then: rest) { value in
            guard let elements = value.array else { return nil }
            let count = elements.count
            let least = step > 0 ? 0 : -1
            func place(_ index: Int?, else other: Int) -> Int {
                guard let index else { return other }
                return max(least, min(index < 0 ? index + count : index, count + least))
            }
            let first = place(start, else: step > 0 ? 0 : count - 1)
            let end = place(stop, else: step > 0 ? count : -1)
            return stride(from: first, to: end, by: step).map { elements[$0] }
        }
    }
}

extension Phrase {
    static func isTrue(_ value: JSONValue) -> Bool { ![.null, false, "", [], [:]].contains(value) }

    static func member(_ name: String, of value: JSONValue) -> JSONValue {
        guard case .object(let object) = value else { return .null }
        return object.first { Array($0.name.utf8) == Array(name.utf8) }?.value ?? .null
    }

    private static func written(_ name: String) -> String {
        let isPlain = !name.isEmpty && name.utf8.allSatisfy { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 }
        return isPlain ? name : JSONValue.string(name).text()
    }
}
