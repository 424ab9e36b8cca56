import JMESPath
import JSON

/// A value of an adapter file: written out, or made of `${{ … }}` expressions.
enum Template: Sendable {
    case constant(JSONValue)
    /// A value that is one expression keeps its type.
    case expression(Expression, line: Int)
    /// Text with expressions inside.
    case text([Piece], line: Int)
    case object([(name: String, value: Template)])
    case list([Template])

    /// A part of a text.
    enum Piece: Sendable {
        case text(String)
        case expression(Expression)
    }

    /// The value for `current`; members that come out null are left out of objects.
    func evaluate(_ current: JSONValue, scope: Scope) throws(TranslationFault) -> JSONValue {
        switch self {
        case .constant(let value): return value
        case .expression(let expression, let line):
            return try Self.evaluate(expression, current, scope: scope, line)
        case .text(let pieces, let line):
            var text = ""
            for piece in pieces {
                switch piece {
                case .text(let part): text += part
                case .expression(let expression):
                    text += try Self.evaluate(expression, current, scope: scope, line).interpolated
                }
            }
            return .string(text)
        case .object(let members):
            var object = JSONObject()
            for (name, template) in members {
                let value = try template.evaluate(current, scope: scope)
                if !value.isNull { object[name] = value }
            }
            return .object(object)
        case .list(let elements):
            var values: [JSONValue] = []
            for element in elements { values.append(try element.evaluate(current, scope: scope)) }
            return .array(values)
        }
    }

    /// Whether the value counts as true, which costs less to tell than the value.
    func holds(_ current: JSONValue, scope: Scope) throws(TranslationFault) -> Bool {
        guard case .expression(let expression, let line) = self else {
            return try evaluate(current, scope: scope).isTrue
        }
        do {
            return try expression.holds(current, scope: scope)
        } catch {
            throw TranslationFault(line: line, message: error.message)
        }
    }

    private static func evaluate(
        _ expression: Expression,
        _ current: JSONValue,
        scope: Scope,
        _ line: Int
    ) throws(TranslationFault) -> JSONValue {
        do {
            return try expression.evaluate(current, scope: scope)
        } catch {
            throw TranslationFault(line: line, message: error.message)
        }
    }

    /// Every expression in it.
    var expressions: [Expression] {
        switch self {
        case .constant: []
        case .expression(let expression, _): [expression]
        case .text(let pieces, _):
            pieces.compactMap { piece in
                guard case .expression(let expression) = piece else { return nil }
                return expression
            }
        case .object(let members): members.flatMap(\.value.expressions)
        case .list(let elements): elements.flatMap(\.expressions)
        }
    }

    /// The expressions that make one value of it differ from another; what only chooses among values that are written
    /// out is none of them, and `constants` are the names that only choose.
    func distinguishing(constants: Set<String>) -> [Expression] {
        expressions.flatMap { $0.distinguishing(joining: "concat", constants: constants) }
    }

    /// The value where no expression is in it.
    var constant: JSONValue? {
        guard case .constant(let value) = self else { return nil }
        return value
    }
}

/// Why a request could not be translated, without a word of what it said.
struct TranslationFault: Error, Equatable, CustomStringConvertible {
    /// The key of the adapter file, such as `comms_data.direction`.
    let key: String?
    /// The line of the adapter file.
    let line: Int
    let message: String

    init(key: String? = nil, line: Int, message: String) {
        self.key = key
        self.line = line
        self.message = message
    }

    /// The same under the key of the adapter file whose value failed.
    func at(_ key: String) -> TranslationFault { TranslationFault(key: key, line: line, message: message) }

    var description: String { (key.map { "\($0) " } ?? "") + "(line \(line)): \(message)" }
}

extension JSONValue {
    /// The value inside a text: nothing for null, text without quotes, everything else as JSON.
    var interpolated: String {
        switch self {
        case .null: ""
        case .string(let text): text
        case .number(let number): number.text
        case .bool(let flag): flag ? "true" : "false"
        case .array, .object: text()
        }
    }
}
