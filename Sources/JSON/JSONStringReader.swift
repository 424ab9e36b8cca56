extension JSONReader {
    /// Reads a string from its opening to its closing quote; strings without escapes are taken over in one piece.
    mutating func string() throws(JSONError) -> String {
        position &+= 1
        let start = position
        let isASCII = try skipPlain()
        guard bytes[position] == UInt8(ascii: "\\") else {
            let content = UnsafeRawBufferPointer(rebasing: bytes[start..<position])
            position &+= 1
            return isASCII ? String(ascii: content.assumingMemoryBound(to: UInt8.self)) : text(of: content)
        }
        return try escapedString(from: start)
    }

    /// Moves to the next quote or backslash; true where nothing but ASCII certainly lies before it. Eight bytes are looked at together: in every byte of `stops` whose
    /// highest bit is set there is a quote, a backslash or a control character; the lowest one is never a false alarm.
    private mutating func skipPlain() throws(JSONError) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        var seen: UInt64 = 0
        while position &+ 8 <= bytes.count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            let quotes = word ^ (ones &* 0x22), backslashes = word ^ (ones &* 0x5C)
            let stops =
                ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes)
                | ((word &- ones &* 0x20) & ~word)
            seen |= word
            let highest = stops & (ones &* 0x80)
            guard highest == 0 else {
                position &+= highest.trailingZeroBitCount >> 3
                break
            }
            position &+= 8
        }
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): return seen & (ones &* 0x80) == 0
            case 0..<0x20: throw fault("a control character in a string must be escaped")
            case let byte:
                seen |= UInt64(byte)
                position &+= 1
            }
        }
        throw fault("expected the closing quote of a string")
    }

    private mutating func escapedString(from start: Int) throws(JSONError) -> String {
        var unescaped: [UInt8] = []
        // Texts with one escape have several, and are longer than most.
        unescaped.reserveCapacity(position &- start &+ 256)
        unescaped.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[start..<position]))
        while bytes[position] == UInt8(ascii: "\\") {
            position &+= 1
            try escape(into: &unescaped)
            let plain = position
            _ = try skipPlain()
            unescaped.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[plain..<position]))
        }
        position &+= 1
        return unescaped.withUnsafeBytes { text(of: $0) }
    }

    /// Reads what follows a backslash.
    private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
        let letter = byte
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            position &+= 1
            text.append(contentsOf: String(try escapedScalar()).utf8)
            return
        default: throw fault("unknown escape in a string")
        }
        position &+= 1
    }

    /// Reads the digits of `\uXXXX`, and of the second half where they are the first half of a surrogate pair.
    private mutating func escapedScalar() throws(JSONError) -> Unicode.Scalar {
        let unit = try hexadecimalUnit()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        if UTF16.isLeadSurrogate(unit), byte == UInt8(ascii: "\\"), position + 1 < bytes.count,
            bytes[position + 1] == UInt8(ascii: "u")
        {
            let afterFirstHalf = position
            position &+= 2
            let second = try hexadecimalUnit()
            if UTF16.isTrailSurrogate(second) {
                return UTF16.decode(UTF16.EncodedScalar([unit, second]))
            }
            position = afterFirstHalf
        }
        replacements += 1
        return "\u{FFFD}"
    }

    private mutating func hexadecimalUnit() throws(JSONError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte &- UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte &- UInt8(ascii: "a") &+ 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte &- UInt8(ascii: "A") &+ 10
            default: throw fault("expected four hexadecimal digits after \\u")
            }
            unit = unit << 4 | UInt16(digit)
            position &+= 1
        }
        return unit
    }

    /// Bytes as text. Decoding and comparing costs a third of what `String(validating:)` does.
    private mutating func text(of bytes: UnsafeRawBufferPointer) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        let isUnchanged = text.utf8.withContiguousStorageIfAvailable { sameBytes(UnsafeRawBufferPointer($0), bytes) }
        return isUnchanged == true ? text : repairedText(of: bytes)
    }

    /// Each maximal ill-formed sequence becomes one U+FFFD (Unicode 16 §3.9) and is counted.
    private mutating func repairedText(of bytes: UnsafeRawBufferPointer) -> String {
        var repaired = String()
        repaired.reserveCapacity(bytes.count)
        var decoder = UTF8.ForwardParser()
        var iterator = bytes.makeIterator()
        while true {
            switch decoder.parseScalar(from: &iterator) {
            case .valid(let encoded): repaired.unicodeScalars.append(UTF8.decode(encoded))
            case .error:
                repaired.unicodeScalars.append("\u{FFFD}")
                replacements += 1
            case .emptyInput: return repaired
            }
        }
    }
}
