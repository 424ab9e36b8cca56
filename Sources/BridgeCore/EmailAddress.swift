import Foundation

/// An e-mail address, folded so that two spellings of one mailbox are equal.
package struct EmailAddress: Hashable, Sendable, CustomStringConvertible {
    /// `local@domain` in lower case, a plus-tag kept; quotes only where the local part needs them, domains of other
    /// scripts in Unicode.
    package let normalized: String

    /// Takes a bare address, `mailto:` or `Name <address>`; nil where there is no address in it, or several.
    package init?(_ text: String) {
        if EmailAddress.isFolded(text) {
            normalized = text
            return
        }
        if let inner = EmailAddress.inAngles(text), EmailAddress.isFolded(inner) {
            normalized = inner
            return
        }
        let found = EmailAddress.list(text)
        guard let first = found.first?.address, found.allSatisfy({ $0.address == first }) else { return nil }
        self = first
    }

    /// Takes one address without a name, `local` without its quotes; `isQuoted` tells that it had some. Nil where it is
    /// none.
    init?(local: String, domain: String, isQuoted: Bool) {
        var local = local.lowercased()
        if !local.utf8.allSatisfy({ $0 < 0x80 }) { local = local.precomposedStringWithCanonicalMapping }
        guard !local.isEmpty, local.utf8.count <= 64, let domain = MailDomain.folded(domain) else { return nil }
        if EmailAddress.isPlain(local) {
            normalized = "\(local)@\(domain)"
        } else if isQuoted, EmailAddress.isQuotable(local) {
            normalized = "\(EmailAddress.quoted(local))@\(domain)"
        } else {
            return nil
        }
    }

    /// The address without its plus-tag; itself where there is none.
    package var withoutTag: EmailAddress {
        // Not by characters: a mark of some script may make one character of itself and its neighbour.
        let bytes = normalized.utf8
        guard bytes.first != UInt8(ascii: "\""), let at = bytes.lastIndex(of: UInt8(ascii: "@")),
            let plus = bytes[..<at].firstIndex(of: UInt8(ascii: "+")), plus > bytes.startIndex
        else { return self }
        return EmailAddress(folded: normalized[..<plus] + normalized[at...])
    }

    package var description: String { normalized }

    private init(folded: some StringProtocol) { normalized = String(folded) }

    /// True for what needs no folding: the common case, decided without an allocation.
    private static func isFolded(_ text: String) -> Bool {
        text.utf8.withContiguousStorageIfAvailable { bytes in
            guard bytes.count <= 254 else { return false }
            var at = -1
            for place in 0..<bytes.count {
                switch bytes[place] {
                case 0x61...0x7A, 0x30...0x39, UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"),
                    UInt8(ascii: "+"):
                    break
                case UInt8(ascii: "@") where at < 0: at = place
                default: return false
                }
            }
            guard at > 0, at <= 64 else { return false }
            let domain = UnsafeBufferPointer(rebasing: bytes[(at + 1)...])
            return MailDomain.isASCIIDomain(domain) && !MailDomain.hasEncodedLabel(domain)
        } ?? false
    }

    /// What stands in `<…>` where that is all of the text.
    private static func inAngles(_ text: String) -> String? {
        guard text.utf8.first == UInt8(ascii: "<"), text.utf8.last == UInt8(ascii: ">") else { return nil }
        return String(text.utf8.dropFirst().dropLast())
    }

    /// True for a local part that needs no quotes. Dots in any place are taken: such mailboxes exist.
    private static func isPlain(_ local: String) -> Bool {
        local.unicodeScalars.allSatisfy { scalar in
            scalar.value > 0x20 && scalar.value != 0x7F && !"<>,;:\\\"[]()@".unicodeScalars.contains(scalar)
                && !scalar.properties.isWhitespace && scalar.properties.generalCategory != .control
        }
    }

    private static func isQuotable(_ local: String) -> Bool {
        local.unicodeScalars.contains { $0.value > 0x20 }
            && local.unicodeScalars.allSatisfy { scalar in
                scalar == " " || !scalar.properties.isWhitespace && scalar.properties.generalCategory != .control
            }
    }

    /// RFC 5322 §3.2.4.
    private static func quoted(_ local: String) -> String {
        var text = "\""
        for character in local.unicodeScalars {
            if character == "\"" || character == "\\" { text.unicodeScalars.append("\\") }
            text.unicodeScalars.append(character)
        }
        return text + "\""
    }
}
