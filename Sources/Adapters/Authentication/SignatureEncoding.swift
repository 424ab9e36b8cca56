/// How signatures and keys are written as text.
enum SignatureEncoding: String, CaseIterable, Sendable {
    case hex, base64, base64url

    /// The bytes; nil for anything but the one right spelling, so that no second text stands for the same signature.
    ///
    /// Hexadecimal digits may have either case; the padding of base64 may be left out.
    func decode(_ text: some StringProtocol) -> [UInt8]? {
        var text = String(text)
        return text.withUTF8 { decode(bytes: $0) }
    }

    /// ``decode(_:)`` for text that is at hand as bytes.
    func decode(bytes text: some Collection<UInt8>) -> [UInt8]? {
        switch self {
        case .hex: decodeHex(text)
        case .base64: contiguous(text) { decodeBase64($0, base64Digits) }
        case .base64url: contiguous(text) { decodeBase64($0, base64urlDigits) }
        }
    }

    private func contiguous<Result>(
        _ text: some Collection<UInt8>,
        _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        text.withContiguousStorageIfAvailable(body) ?? Array(text).withUnsafeBufferPointer(body)
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
private func decodeBase64(_ text: UnsafeBufferPointer<UInt8>, _ values: [UInt8]) -> [UInt8]? {
    var digits = text.count
    while digits > 0, text[digits - 1] == UInt8(ascii: "=") { digits -= 1 }
    let padding = text.count - digits
    guard padding == 0 || text.count.isMultiple(of: 4) && padding < 3, digits % 4 != 1 else { return nil }
    // Bits of the last digit that no byte uses: set, they would be a second spelling of the same bytes.
    var unused: UInt32 = 0
    var seen: UInt8 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: digits / 4 * 3 + 3) { output, count in
        var bits: UInt32 = 0
        for place in 0..<digits {
            let value = values[Int(text[place])]
            seen |= value
            bits = bits << 6 | UInt32(value)
            guard place & 3 == 3 else { continue }
            output[count] = UInt8(truncatingIfNeeded: bits >> 16)
            output[count + 1] = UInt8(truncatingIfNeeded: bits >> 8)
            output[count + 2] = UInt8(truncatingIfNeeded: bits)
            count += 3
        }
        switch digits & 3 {
        case 2:
            unused = bits & 0xF
            output[count] = UInt8(truncatingIfNeeded: bits >> 4)
            count += 1
        case 3:
            unused = bits & 0x3
            output[count] = UInt8(truncatingIfNeeded: bits >> 10)
            output[count + 1] = UInt8(truncatingIfNeeded: bits >> 2)
            count += 2
        default: break
        }
    }
    return seen < 64 && unused == 0 ? bytes : nil
}

/// The value of every byte as a digit; 0xFF for what is none.
private func base64Values(_ tail: String) -> [UInt8] {
    var values = [UInt8](repeating: 0xFF, count: 256)
    let digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789\(tail)".utf8
    for (value, digit) in digits.enumerated() { values[Int(digit)] = UInt8(value) }
    return values
}

private let base64Digits = base64Values("+/")
private let base64urlDigits = base64Values("-_")
