/// Turns bytes into a ``JSONValue``.
package struct JSONParser: Sendable {
    /// What came out of a document.
    package struct Document: Sendable {
        package let value: JSONValue
        /// How many lone surrogates and invalid UTF-8 sequences were replaced by U+FFFD.
        package let replacements: Int
    }

    /// How deeply arrays and objects may nest before the document is refused.
    package let depthLimit: Int

    package init(depthLimit: Int = 128) { self.depthLimit = depthLimit }

    /// Parses one whole document. Throws ``JSONError`` with the byte offset of the fault.
    package func parse(_ bytes: [UInt8]) throws(JSONError) -> Document { throw JSONError(reason: "not built yet", offset: 0) }
}

/// Why a document is not JSON, and where.
package struct JSONError: Error, Equatable, CustomStringConvertible {
    package let reason: String
    /// Zero-based offset of the offending byte in the input.
    package let offset: Int

    package init(reason: String, offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    package var description: String { "\(reason) at byte \(offset)" }
}
