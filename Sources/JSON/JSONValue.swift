/// A JSON value (RFC 8259): what bodies are parsed into, what expressions read and yield, and what is written out.
package enum JSONValue: Sendable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
}

extension JSONValue {
    /// The text of a string, nil for every other kind.
    package var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// The value of a Boolean, nil for every other kind.
    package var bool: Bool? {
        guard case .bool(let flag) = self else { return nil }
        return flag
    }

    /// The value of a number that is an exact 64-bit integer, nil for everything else.
    package var int: Int? {
        guard case .number(let number) = self else { return nil }
        return number.int
    }

    /// The value of a number, rounded to a double where it must be; nil for every other kind.
    package var double: Double? {
        guard case .number(let number) = self else { return nil }
        return number.double
    }

    /// The elements of an array, nil for every other kind.
    package var array: [JSONValue]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    /// The members of an object, nil for every other kind.
    package var object: JSONObject? {
        guard case .object(let object) = self else { return nil }
        return object
    }

    package var isNull: Bool {
        guard case .null = self else { return false }
        return true
    }

    /// Whether the value counts as true where a condition is asked for: false are false, null and everything empty; 0 is
    /// true (JMESPath, "or expressions").
    package var isTrue: Bool {
        switch self {
        case .null: false
        case .bool(let flag): flag
        case .number: true
        case .string(let text): !text.isEmpty
        case .array(let elements): !elements.isEmpty
        case .object(let object): !object.isEmpty
        }
    }

    /// The member of an object; null where there is none or this is not an object.
    package func member(_ key: JSONKey) -> JSONValue {
        guard case .object(let object) = self else { return .null }
        return object[key] ?? .null
    }

    /// ``isTrue`` of ``member(_:)``, without a copy of the member.
    package func isMemberTrue(_ key: JSONKey) -> Bool {
        guard case .object(let object) = self else { return false }
        return object.isTrue(key) ?? false
    }

    /// The member of an object by its name; nil where there is none or this is not an object.
    package subscript(name: String) -> JSONValue? {
        guard case .object(let object) = self else { return nil }
        return object[name]
    }
}

extension JSONValue: Hashable {
    /// By value: numbers however they are written, strings by their code points, objects whatever their order.
    package static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): left.hasSameCodePoints(as: right)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        default: false
        }
    }

    package func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let flag): hasher.combine(flag)
        case .number(let number): hasher.combine(number)
        case .string(let text): text.hashCodePoints(into: &hasher)
        case .array(let elements): hasher.combine(elements)
        case .object(let object): hasher.combine(object)
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .number(JSONNumber(value)) }
    package init(floatLiteral value: Double) { self = .number(JSONNumber(value)) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(JSONObject(elements)) }
    package init(nilLiteral: ()) { self = .null }
}
