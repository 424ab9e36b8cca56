/// What the directory knows people by: a phone number in E.164 or a normalised e-mail address.
package enum Address: Hashable, Sendable, CustomStringConvertible {
    case phone(PhoneNumber)
    case email(EmailAddress)

    /// `tel:+15550100` or `mailto:ana@example.com`: how the address is stored and shown to operators.
    package var uri: String {
        switch self {
        case .phone(let number): "tel:\(number.e164)"
        case .email(let address): "mailto:\(address.normalized)"
        }
    }

    package init?(uri: String) {
        if uri.hasPrefix("tel:"), let number = PhoneNumber(e164: String(uri.dropFirst(4))) {
            self = .phone(number)
        } else if uri.hasPrefix("mailto:"), let address = EmailAddress(String(uri.dropFirst(7))) {
            self = .email(address)
        } else {
            return nil
        }
    }

    package var description: String { uri }
}
