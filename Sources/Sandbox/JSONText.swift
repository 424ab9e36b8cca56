import Foundation

/// One well-formed JSON value, kept as the bytes it was written in, so that the timeline shows what the caller sent:
/// same order of members, same digits, nothing re-encoded.
struct JSONText: Sendable {
    enum Kind: Sendable { case object, array, string, number, boolean, null }

    /// The value's own bytes, without surrounding white space.
    let bytes: ArraySlice<UInt8>
    let kind: Kind

    init(bytes: ArraySlice<UInt8>, kind: Kind) {
        self.bytes = bytes
        self.kind = kind
    }

    /// Fails if the text is not one whole JSON value (RFC 8259) in valid UTF-8.
    init?(_ text: [UInt8]) {
        guard String(validating: text, as: UTF8.self) != nil, let value = JSONScanner.value(of: text[...]) else {
            return nil
        }
        self = value
    }

    /// The text of a string, `nil` for any other kind. A lone surrogate leaves the string as written.
    var string: String? {
        guard kind == .string else { return nil }
        let inner = bytes.dropFirst().dropLast()
        guard inner.contains(UInt8(ascii: "\\")) else { return String(decoding: inner, as: UTF8.self) }
        do {
            return try JSONDecoder().decode(String.self, from: Data(bytes))
        } catch {
            return String(decoding: inner, as: UTF8.self)
        }
    }

    /// The members of an object as written, empty for any other kind.
    var members: [(key: String, value: JSONText)] {
        guard kind == .object else { return [] }
        return JSONScanner.members(of: bytes).map { (key: $0.key.string ?? "", value: $0.value) }
    }

    /// The elements of an array as written, empty for any other kind.
    var elements: [JSONText] {
        kind == .array ? JSONScanner.elements(of: bytes) : []
    }
}
