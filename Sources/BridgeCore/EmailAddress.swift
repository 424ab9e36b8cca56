/// An e-mail address, folded so that two spellings of one mailbox are equal.
package struct EmailAddress: Hashable, Sendable, CustomStringConvertible {
    /// `local@domain` in lower case, a plus-tag kept.
    package let normalized: String

    /// Takes a bare address, `mailto:` or `Name <address>`; nil where there is no address in it, or several.
    package init?(_ text: String) {
        if EmailAddress.isFolded(text) {
            normalized = text
            return
        }
        let found = EmailAddress.list(text)
        guard let first = found.first?.address, found.allSatisfy({ $0.address == first }) else { return nil }
        self = first
    }

    /// Takes one address without a name, `local` unquoted; nil where it is none.
    init?(local: String, domain: String) {
        let local = local.lowercased()
        var domain = domain.lowercased()
        while domain.hasSuffix(".") { domain.removeLast() }
        guard EmailAddress.isLocal(local), EmailAddress.isDomain(domain) else { return nil }
        normalized = "\(local)@\(domain)"
    }

    /// The address without its plus-tag; itself where there is none.
    package var withoutTag: EmailAddress {
        guard let at = normalized.lastIndex(of: "@"), let plus = normalized[..<at].firstIndex(of: "+"),
            plus > normalized.startIndex
        else { return self }
        return EmailAddress(folded: normalized[..<plus] + normalized[at...])
    }

    package var description: String { normalized }

    private init(folded: some StringProtocol) { normalized = String(folded) }

    /// True for what needs no folding: the common case, decided without an allocation.
    private static func isFolded(_ text: String) -> Bool {
        let bytes = text.utf8
        guard let at = bytes.firstIndex(of: UInt8(ascii: "@")) else { return false }
        let isPlain = bytes.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || ".-_+@".utf8.contains(byte)
        }
        guard isPlain, at != bytes.startIndex, bytes.first != UInt8(ascii: "."), bytes.count <= 254 else {
            return false
        }
        return isDomain(text[bytes.index(after: at)...])
    }

    private static func isLocal(_ local: String) -> Bool {
        guard !local.isEmpty, local.utf8.count <= 64 else { return false }
        return local.unicodeScalars.allSatisfy { scalar in
            scalar.value > 0x20 && scalar.value != 0x7F && !"<>,;:\\\"[]()".unicodeScalars.contains(scalar)
                && !scalar.properties.isWhitespace && scalar != "@"
        }
    }

    /// Two or more labels of letters, digits, hyphens and underscores, the last not a number (RFC 1123 §2.1).
    private static func isDomain(_ domain: some StringProtocol) -> Bool {
        guard domain.utf8.count <= 253 else { return false }
        var labels = 0
        var length = 0
        var lastIsNumber = true
        var previous = UInt8(ascii: ".")
        for byte in domain.utf8 {
            switch byte {
            case UInt8(ascii: "."):
                guard length > 0, previous != UInt8(ascii: "-") else { return false }
                labels += 1
                length = 0
                lastIsNumber = true
            case UInt8(ascii: "-"):
                guard length > 0 else { return false }
                length += 1
            case 0x30...0x39: length += 1
            case 0x61...0x7A, 0x41...0x5A, UInt8(ascii: "_"), 0x80...0xFF:
                length += 1
                lastIsNumber = false
            default: return false
            }
            guard length <= 63 else { return false }
            previous = byte
        }
        return labels >= 1 && length > 0 && !lastIsNumber && previous != UInt8(ascii: "-")
    }
}
