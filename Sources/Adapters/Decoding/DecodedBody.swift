package import JSON

/// A request body as a value that expressions can read.
package struct DecodedBody: Sendable {
    /// An object, array or scalar; forms become objects of text (repeated names become lists).
    package let value: JSONValue
    /// Characters that were replaced by U+FFFD.
    package let replacements: Int
    /// The body to store: contents of attachments replaced; nil where it is the body as received.
    package let storedBody: [UInt8]?

    package init(value: JSONValue, replacements: Int = 0, storedBody: [UInt8]? = nil) {
        self.value = value
        self.replacements = replacements
        self.storedBody = storedBody
    }
}

/// Why a body could not be read.
package struct DecodingError: Error, Sendable, Equatable, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}

/// The `receive.body` of an adapter. With `jwt` the body is a token, and its payload is what expressions see.
package enum BodyFormat: String, Sendable, CaseIterable {
    case json, form, multipart, jwt, auto
}
