package import JMESPath
import JSON

/// The functions that the bridge adds to JMESPath. They pass null through: what is absent stays absent.
package enum DomainFunctions {
    /// In the order of the guide.
    package static let all: [Function] =
        logic + numbers + times + addresses + texts + mails + senders + machines + lists + encodings

    /// JMESPath's own functions and the bridge's.
    package static let table: FunctionTable = {
        var table = FunctionTable.standard
        for function in all { table.register(function) }
        return table
    }()

    /// Functions that read region, zone or settings of the hook, so that `$hook` must be in scope where they are called.
    static let needingHook: Set<String> = ["phone", "timestamp"]
}

extension ParameterTypes {
    /// Text as providers send it: ids and numbers come as JSON numbers too, what is absent is null, and a field or a
    /// header that is there twice is a list.
    static let text: Self = [.string, .number, .null, .array]
    static let maybeList: Self = [.array, .null]
}

extension [Argument] {
    /// The text of an argument; nil for null and for an argument that was not given.
    func text(_ index: Int) -> String? { indices.contains(index) ? self[index].value.scalarText : nil }

    /// A whole number; nil where there is none.
    func int(_ index: Int) -> Int? { indices.contains(index) ? self[index].value.int : nil }
}

extension JSONValue {
    /// Text and numbers as text, of a list the first of them; nil for every other kind.
    var scalarText: String? {
        switch self {
        case .string(let text): text
        case .number(let number): number.text
        case .array(let elements): elements.firstText
        case .null, .bool, .object: nil
        }
    }

    init(_ text: String?) { self = text.map(JSONValue.string) ?? .null }
}

extension [JSONValue] {
    /// The first element that is text or a number, as text.
    var firstText: String? {
        for element in self {
            switch element {
            case .string(let text): return text
            case .number(let number): return number.text
            default: continue
            }
        }
        return nil
    }
}
