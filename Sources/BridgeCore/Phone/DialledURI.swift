/// URIs that hold a phone number (RFC 3966, RFC 3261 §19.1.6), and labels that people put before one.
enum DialledURI {
    private static let schemes: Set<String> = [
        "tel", "whatsapp", "sms", "smsto", "mms", "mmsto", "callto", "sip", "sips", "rcs", "viber", "signal",
        "facetime", "imessage", "tel.", "phone", "mobile", "cell", "ph", "fax",
    ]

    /// The number of a URI, without its host and parameters; the text itself where there is no scheme. Nil for a URI of
    /// another kind, and for a number that is complete only within somebody's network. `isJoined` is true where a local
    /// number was put behind the global one of its context.
    static func number(of text: String) -> (text: Substring, isJoined: Bool)? {
        let bare = addressed(text[...].drop { $0.isWhitespace })
        guard let colon = bare.utf8.firstIndex(of: UInt8(ascii: ":")) else { return (bare, false) }
        let scheme = bare[..<colon].lowercased()
        // A colon after digits stands before an extension.
        guard scheme.utf8.first.map({ (0x61...0x7A).contains($0) }) == true else { return (bare, false) }
        guard schemes.contains(scheme) else { return nil }
        let rest = bare[bare.utf8.index(after: colon)...]
        let user = String(rest.prefix { $0 != "@" && $0 != "?" })
        let decoded = user.utf8.contains(UInt8(ascii: "%")) ? PercentEncoding.decoded(user) : user
        return completed(decoded[...])
    }

    /// What stands between angle brackets, as in the headers of SIP: `"Ana" <sip:+12125550101@example.com>`.
    private static func addressed(_ text: Substring) -> Substring {
        guard let opening = text.utf8.lastIndex(of: UInt8(ascii: "<")), let closing = text.utf8.lastIndex(of: 0x3E),
            opening < closing
        else { return text }
        return text[text.utf8.index(after: opening)..<closing]
    }

    /// The number before the parameters, behind the global number that `phone-context` gives.
    private static func completed(_ user: Substring) -> (text: Substring, isJoined: Bool)? {
        let parts = user.split(separator: ";", omittingEmptySubsequences: false)
        guard let number = parts.first, parts.count > 1 else { return (user, false) }
        guard let context = parts.dropFirst().first(where: { $0.lowercased().hasPrefix("phone-context=") }) else {
            return (number, false)
        }
        let prefix = context.dropFirst("phone-context=".utf8.count)
        guard prefix.first == "+" else { return nil }
        return number.first == "+" ? (number, false) : (prefix + number, true)
    }
}
