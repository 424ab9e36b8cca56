/// How signatures and keys are written as text.
enum SignatureEncoding: String, CaseIterable, Sendable {
    case hex, base64, base64url

    /// The bytes; nil for anything but the one right spelling, so that no second text stands for the same signature.
    ///
    /// Hexadecimal digits may have either case; the padding of base64 may be left out.
    func decode(_ text: some StringProtocol) -> [UInt8]? { decode(bytes: text.utf8) }

    /// ``decode(_:)`` for text that is at hand as bytes.
    func decode(bytes text: some Collection<UInt8>) -> [UInt8]? {
        switch self {
        case .hex: decodeHex(text)
        case .base64: decodeBase64(text, UInt8(ascii: "+"), UInt8(ascii: "/"))
        case .base64url: decodeBase64(text, UInt8(ascii: "-"), UInt8(ascii: "_"))
        }
    }
}

extension SignatureEncoding {
    /// The text of bytes: hexadecimal in lower case, base64 with padding, base64url without.
    func encode(_ bytes: [UInt8]) -> String {
        switch self {
        case .hex: return String(decoding: bytes.flatMap { ParameterText.hexDigits($0) }, as: UTF8.self)
        case .base64, .base64url:
            let tail = self == .base64 ? "+/" : "-_"
            let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789\(tail)".utf8)
            var text: [UInt8] = []
            for start in stride(from: 0, to: bytes.count, by: 3) {
                let group = bytes[start..<min(start + 3, bytes.count)]
                let bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
                for place in 0...group.count { text.append(digits[Int(bits >> UInt32(18 - 6 * place) & 63)]) }
                if self == .base64 { text += repeatElement(UInt8(ascii: "="), count: 3 - group.count) }
            }
            return String(decoding: text, as: UTF8.self)
        }
    }
}

private func decodeHex(_ text: some Collection<UInt8>) -> [UInt8]? {
    guard text.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 2)
    var high: UInt8?
    for character in text {
        guard let digit = hexDigit(character) else { return nil }
        if let upper = high {
            bytes.append(upper << 4 | digit)
            high = nil
        } else {
            high = digit
        }
    }
    return bytes
}

/// RFC 4648 §4 and §5; the bits that no byte uses must be zero (§3.5).
private func decodeBase64(_ text: some Collection<UInt8>, _ plus: UInt8, _ slash: UInt8) -> [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 4 * 3 + 2)
    var bits: UInt32 = 0
    var digits = 0
    var padding = 0
    for character in text {
        if character == UInt8(ascii: "=") {
            padding += 1
            continue
        }
        guard padding == 0, let digit = base64Digit(character, plus, slash) else { return nil }
        bits = bits << 6 | UInt32(digit)
        digits += 1
        if digits.isMultiple(of: 4) {
            bytes.append(UInt8(truncatingIfNeeded: bits >> 16))
            bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
            bytes.append(UInt8(truncatingIfNeeded: bits))
        }
    }
    guard padding == 0 || (digits + padding).isMultiple(of: 4) && padding < 3 else { return nil }
    switch digits % 4 {
    case 0: return bytes
    case 2 where bits & 0xF == 0:
        bytes.append(UInt8(truncatingIfNeeded: bits >> 4))
        return bytes
    case 3 where bits & 0x3 == 0:
        bytes.append(UInt8(truncatingIfNeeded: bits >> 10))
        bytes.append(UInt8(truncatingIfNeeded: bits >> 2))
        return bytes
    default: return nil
    }
}

private func base64Digit(_ byte: UInt8, _ plus: UInt8, _ slash: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
    case plus: 62
    case slash: 63
    default: nil
    }
}
