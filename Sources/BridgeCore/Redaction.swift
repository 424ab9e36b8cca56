/// Replaces personal data where operators and log files read along.
package enum Redaction {
    /// `…42`: the last two digits of a number.
    package static func phone(_ text: String) -> String {
        let digits = text.filter { $0.isASCII && $0.isNumber }
        return digits.count > 2 ? "…\(digits.suffix(2))" : "…"
    }

    /// `a…@example.com`: the first letter and the domain.
    package static func email(_ text: String) -> String {
        guard let at = text.lastIndex(of: "@"), let first = text[..<at].first else { return "…" }
        return "\(first)…\(text[at...])"
    }

    package static func address(_ address: Address) -> String {
        switch address {
        case .phone(let number): phone(number.e164)
        case .email(let address): email(address.normalized)
        }
    }

    /// Any text that may be an address or a name: redacted as what it looks like, names and the rest as `…`.
    package static func text(_ text: String) -> String {
        if let address = EmailAddress(text) { return email(address.normalized) }
        return text.filter { $0.isASCII && $0.isNumber }.count >= 5 ? phone(text) : "…"
    }
}
