/// How lookups write phone numbers: the documentation does not say, so a client has to cope with each.
enum PhoneFormat: String, CaseIterable, Sendable {
    /// `+12125550101`
    case e164
    /// `(212) 555-0101`
    case national
    /// `212-555-0101`
    case dashed
    /// `2125550101`
    case digits

    /// A North American E.164 number in this format; any other text as it is.
    func format(_ number: String) -> String {
        let digits = number.dropFirst(2)
        guard self != .e164, number.hasPrefix("+1"), digits.count == 10, digits.allSatisfy(\.isWholeNumber) else {
            return number
        }
        let (area, exchange, line) = (digits.prefix(3), digits.dropFirst(3).prefix(3), digits.suffix(4))
        switch self {
        case .e164: return number
        case .national: return "(\(area)) \(exchange)-\(line)"
        case .dashed: return "\(area)-\(exchange)-\(line)"
        case .digits: return String(digits)
        }
    }

    /// The digits of a text that is written like a phone number, `nil` for other texts.
    static func digits(ofNumber text: String) -> String? {
        let digits = text.filter(\.isASCIIDigit)
        guard digits.count >= 7, text.allSatisfy({ $0.isASCIIDigit || "+()-. ".contains($0) }) else { return nil }
        return digits
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
