/// Turns bytes into a ``JSONValue``, strictly by RFC 8259.
///
/// Two things are forgiven because they would cost a customer's message: a byte order mark at the start (§8.1 lets
/// parsers ignore it), and broken text inside strings, which becomes U+FFFD and is counted.
package struct JSONParser: Sendable {
    /// What came out of a document.
    package struct Document: Sendable {
        package let value: JSONValue
        /// How many lone surrogates and invalid UTF-8 sequences were replaced by U+FFFD.
        package let replacements: Int
        /// True where an object named a member twice, of which the value holds the last only.
        package let repeatsNames: Bool
    }

    /// Nesting costs stack in the parser and in everything that walks the value, hence the ceiling.
    private static let depthCeiling = 512

    /// How deeply arrays and objects may nest before the document is refused; never more than 512.
    package let depthLimit: Int

    package init(depthLimit: Int = 128) { self.depthLimit = min(max(depthLimit, 0), Self.depthCeiling) }

    /// Parses one whole document. Throws ``JSONError`` with the byte offset of the fault.
    package func parse(_ bytes: [UInt8]) throws(JSONError) -> Document {
        try bytes.withUnsafeBufferPointer { bytes throws(JSONError) in try parse(UnsafeRawBufferPointer(bytes)) }
    }

    /// ``parse(_:)-([UInt8])`` for bytes that lie elsewhere; nothing of them is kept.
    package func parse(_ bytes: UnsafeRawBufferPointer) throws(JSONError) -> Document {
        var reader = JSONReader(bytes: bytes, depthLimit: depthLimit)
        return try reader.document()
    }

    /// ``parse(_:)-([UInt8])`` for text.
    package func parse(text: String) throws(JSONError) -> Document {
        var text = text
        let result = text.withUTF8 { bytes in
            Result { () throws(JSONError) in try parse(UnsafeRawBufferPointer(bytes)) }
        }
        return try result.get()
    }
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
