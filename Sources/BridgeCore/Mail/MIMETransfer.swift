/// Content-Transfer-Encodings (RFC 2045 §6), read as forgivingly as mail programs do.
package enum MIMETransfer {
    /// The content in the encoding that a part names; as it is where the encoding is none or unknown.
    package static func decode(_ bytes: ArraySlice<UInt8>, encoding: String?) -> [UInt8] {
        switch encoding?.lowercased() {
        case "quoted-printable": quotedPrintable(bytes)
        case "base64": base64(bytes)
        default: Array(bytes)
        }
    }

    /// `=41` is `A`, `=` at the end of a line joins it to the next, blanks at line ends go; anything else stays.
    package static func quotedPrintable(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            index += 1
            guard byte == UInt8(ascii: "=") else {
                if byte == 0x0A || byte == 0x0D { dropBlanks(&output) }
                output.append(byte)
                continue
            }
            if index + 1 < bytes.endIndex, let high = hexDigit(bytes[index]), let low = hexDigit(bytes[index + 1]) {
                output.append(high << 4 | low)
                index += 2
            } else if let next = softBreak(bytes, from: index) {
                index = next
            } else {
                output.append(byte)
            }
        }
        return output
    }

    private static func dropBlanks(_ output: inout [UInt8]) {
        while let last = output.last, last == 0x20 || last == 0x09 { output.removeLast() }
    }

    /// Behind the line end after optional blanks; nil where something else follows.
    private static func softBreak(_ bytes: ArraySlice<UInt8>, from start: Int) -> Int? {
        var index = start
        while index < bytes.endIndex, bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
        guard index < bytes.endIndex else { return index }
        if bytes[index] == 0x0A { return index + 1 }
        guard bytes[index] == 0x0D else { return nil }
        return index + 1 < bytes.endIndex && bytes[index + 1] == 0x0A ? index + 2 : index + 1
    }

    /// Passes over what is no digit; padding in the middle starts anew, as where base64 texts were joined.
    package static func base64(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        var output: [UInt8] = []
        var bits: UInt32 = 0
        var digits = 0
        for byte in bytes {
            if byte == UInt8(ascii: "=") {
                flush(&output, bits, digits)
                (bits, digits) = (0, 0)
                continue
            }
            guard let digit = base64Digit(byte) else { continue }
            bits = bits << 6 | UInt32(digit)
            digits += 1
            guard digits == 4 else { continue }
            for shift in [16, 8, 0] as [UInt32] { output.append(UInt8(truncatingIfNeeded: bits >> shift)) }
            (bits, digits) = (0, 0)
        }
        flush(&output, bits, digits)
        return output
    }

    private static func flush(_ output: inout [UInt8], _ bits: UInt32, _ digits: Int) {
        if digits == 2 { output.append(UInt8(truncatingIfNeeded: bits >> 4)) }
        guard digits == 3 else { return }
        output.append(UInt8(truncatingIfNeeded: bits >> 10))
        output.append(UInt8(truncatingIfNeeded: bits >> 2))
    }

    private static func base64Digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
        case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
        default: nil
        }
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
