/// What can be told of a value in one walk over it that copies nothing.
extension JSONValue {
    /// No less than the characters that the value takes when it is written out, without a look at the texts: six for
    /// every byte, as if each were escaped.
    package var mostCharacters: Int {
        switch self {
        case .null, .bool: 5
        case .number(let number): number.text.utf8.count
        case .string(let text): text.utf8.count * 6 + 2
        case .array(let elements): elements.reduce(2) { $0 + $1.mostCharacters + 1 }
        case .object(let object): object.mostCharacters
        }
    }

    /// True where nothing in the value, itself included, is null, an empty text, an empty array or an empty object.
    package var isFull: Bool {
        switch self {
        case .null: false
        case .bool, .number: true
        case .string(let text): !text.isEmpty
        case .array(let elements): !elements.isEmpty && elements.allSatisfy(\.isFull)
        case .object(let object): !object.isEmpty && object.allValues { $0.isFull }
        }
    }

    /// The value without what is null or empty in it; nil when nothing is left. Most values come back as they are.
    ///
    /// No `? nil :` here: beside a JSON value `nil` is the JSON null.
    package var filled: JSONValue? {
        if isFull { return self }
        switch self {
        case .null, .string:
            return nil
        case .bool, .number:
            return self
        case .array(let elements):
            let kept = elements.compactMap(\.filled)
            guard !kept.isEmpty else { return nil }
            return .array(kept)
        case .object(let object):
            let kept = object.compactMap { member in member.value.filled.map { (member.name, $0) } }
            guard !kept.isEmpty else { return nil }
            return .object(JSONObject(kept))
        }
    }
}

extension JSONObject {
    /// ``JSONValue/mostCharacters`` of this object.
    package var mostCharacters: Int { sum { $0.name.utf8.count * 6 + $0.value.mostCharacters + 4 } + 2 }
}
