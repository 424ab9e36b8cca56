extension JSONValue {
    /// The value as UTF-8 JSON; `indented` puts every member on a line of its own.
    package func serialized(indented: Bool = false) -> [UInt8] { [] }

    /// ``serialized(indented:)`` as text.
    package func text(indented: Bool = false) -> String { String(decoding: serialized(indented: indented), as: UTF8.self) }
}
