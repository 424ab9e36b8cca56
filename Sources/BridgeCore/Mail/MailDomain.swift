import Foundation

/// Domains of e-mail addresses, folded so that two spellings of one domain are equal.
enum MailDomain {
    /// The domain in lower case, labels of other scripts in Unicode however they were written (RFC 5890: `xn--` and
    /// Unicode are one label); nil where it is no domain. An address literal such as `[192.0.2.1]` is none: nobody is
    /// known by it.
    static func folded(_ text: String) -> String? {
        var domain = text.lowercased()
        if !domain.utf8.allSatisfy({ $0 < 0x80 }) { domain = mapped(domain) }
        while domain.hasSuffix(".") { domain.removeLast() }
        if domain.utf8.contains(UInt8(ascii: "-")), domain.contains("xn--") {
            domain = domain.split(separator: ".", omittingEmptySubsequences: false).map(unicode).joined(separator: ".")
        }
        return isDomain(domain) ? domain : nil
    }

    /// Compatibility forms as what they mean, and the full stops of other scripts (UTS #46).
    private static func mapped(_ domain: String) -> String {
        // Folding may give what has to be mapped again, and the other way round.
        domain.precomposedStringWithCompatibilityMapping.lowercased().precomposedStringWithCompatibilityMapping
            .replacingOccurrences(of: "\u{3002}", with: ".")
    }

    /// An `xn--` label in Unicode, if it is exactly what that Unicode label is written as; itself otherwise.
    private static func unicode(_ label: Substring) -> String {
        guard label.hasPrefix("xn--"), let decoded = Punycode.decode(label.dropFirst(4)),
            !decoded.utf8.allSatisfy({ $0 < 0x80 }), Punycode.encode(decoded).map({ "xn--" + $0 == label }) == true
        else { return String(label) }
        let isFolded = mapped(decoded.lowercased()).unicodeScalars.elementsEqual(decoded.unicodeScalars)
        return isFolded && decoded.unicodeScalars.allSatisfy(isDomainScalar) ? decoded : String(label)
    }

    /// Two or more labels of letters, digits, hyphens and underscores, the last not a number (RFC 1123 §2.1), letters of
    /// every script among them.
    static func isDomain(_ domain: some StringProtocol) -> Bool {
        var domain = String(domain)
        guard domain.withUTF8({ hasLabels($0) }) else { return false }
        return domain.utf8.allSatisfy { $0 < 0x80 } || domain.unicodeScalars.allSatisfy(isDomainScalar)
    }

    /// ``isDomain(_:)`` for bytes that are ASCII.
    static func isASCIIDomain(_ domain: UnsafeBufferPointer<UInt8>) -> Bool { hasLabels(domain) }

    /// True where `xn--` stands in it.
    static func hasEncodedLabel(_ domain: UnsafeBufferPointer<UInt8>) -> Bool {
        guard domain.count >= 4 else { return false }
        for place in 0...(domain.count - 4)
        where domain[place] == UInt8(ascii: "x") && domain[place + 1] == UInt8(ascii: "n")
            && domain[place + 2] == UInt8(ascii: "-") && domain[place + 3] == UInt8(ascii: "-")
        {
            return true
        }
        return false
    }

    private static func hasLabels(_ domain: UnsafeBufferPointer<UInt8>) -> Bool {
        guard domain.count <= 253 else { return false }
        var labels = 0
        var length = 0
        var lastIsNumber = true
        var previous = UInt8(ascii: ".")
        for byte in domain {
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

    private static func isDomainScalar(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .spaceSeparator, .lineSeparator,
            .paragraphSeparator:
            // Joiners are parts of words in some scripts (RFC 5892 appendix A).
            scalar.value == 0x200C || scalar.value == 0x200D
        default: true
        }
    }
}
