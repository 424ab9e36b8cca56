import BridgeCore
import JMESPath
import JSON

extension DomainFunctions {
    static let senders: [Function] = [
        Function(
            "authenticated",
            [
                Parameter("spf", .text), Parameter("dkim", .text), Parameter("dmarc", .text, .optional),
                Parameter("from", .text, .optional), Parameter("envelope_from", .text, .optional),
            ],
            summary:
                "Whether a mail's From is proven by these verdicts; null where they do not tell. DMARC decides, else a "
                + "pass of DKIM, or of SPF for the same domain.",
            example: "authenticated('fail', 'none', null) → false"
        ) { arguments in
            let verdict = SenderVerdict(
                spf: arguments.text(0),
                dkim: arguments.text(1),
                dmarc: arguments.text(2),
                isAligned: SenderVerdict.isAligned(arguments.text(3), arguments.text(4))
            )
            return verdict.isAuthenticated.map(JSONValue.bool) ?? .null
        }
    ]
}

/// Reads the words by which SPF, DKIM and DMARC are reported (RFC 8601 §2.7, and those of Amazon SES).
private struct SenderVerdict {
    private enum Word {
        case pass, fail, none
    }

    private let spf: Word?
    private let dkim: Word?
    private let dmarc: Word?

    init(spf: String?, dkim: String?, dmarc: String?, isAligned: Bool) {
        let spf = Self.word(spf)
        // A pass for another domain than the writer's proves nothing about the writer.
        self.spf = spf == .pass && !isAligned ? Word.none : spf
        self.dkim = Self.word(dkim)
        self.dmarc = Self.word(dmarc)
    }

    /// SPF alone tells little: mail that was passed on fails it, and its signature may still hold.
    var isAuthenticated: Bool? {
        switch dmarc {
        case .pass: return true
        case .fail: return false
        case .some(.none), nil: break
        }
        if dkim == .pass || spf == .pass { return true }
        if spf != nil, dkim != nil { return false }
        return spf == .fail || dkim == .fail ? false : nil
    }

    /// Nil for what is no verdict: absent, or a fault of the check itself.
    private static func word(_ text: String?) -> Word? {
        guard let text, !text.isEmpty else { return nil }
        switch text.unpadded.lowercased() {
        case "pass": return .pass
        case "fail", "softfail", "hardfail", "permerror", "invalid", "policy", "reject", "quarantine": return .fail
        case "none", "neutral", "gray", "bestguesspass", "disabled": return Word.none
        default: return nil
        }
    }

    /// True where the envelope's domain is the writer's, above or below it, and where either is not known.
    static func isAligned(_ from: String?, _ envelope: String?) -> Bool {
        guard let from = from.flatMap(domain), let envelope = envelope.flatMap(domain) else { return true }
        return from == envelope || from.hasSuffix("." + envelope) || envelope.hasSuffix("." + from)
    }

    private static func domain(_ text: String) -> String? {
        guard let address = EmailAddress(text)?.normalized.utf8, let at = address.lastIndex(of: UInt8(ascii: "@"))
        else { return nil }
        return String(address[address.index(after: at)...])
    }
}
