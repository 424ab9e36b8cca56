/// A phone number as it was written, taken apart: its digits, whether a `+` stands before them, and letters on a keypad.
struct DialledText {
    /// ASCII digits in their order, letters replaced by their keys.
    private(set) var digits: [UInt8] = []
    private(set) var hasPlus = false
    /// How many digits came from letters, and how many digits stand before the first of them.
    private(set) var letterCount = 0
    private(set) var digitsBeforeLetters = 0
    /// Where a `(0)` stood: a trunk zero that is not dialled from abroad.
    private(set) var bracketedZero: Int?
    /// True where its beginning comes from the context of a local number.
    private(set) var isJoined = false

    /// Nil where the text holds what no phone number holds.
    init?(_ text: String) {
        guard text.utf8.count <= 200, let uri = DialledURI.number(of: text) else { return nil }
        isJoined = uri.isJoined
        guard read(DialledText.folded(uri.text)), !digits.isEmpty else { return nil }
    }

    /// ASCII only: digits of other scripts, spaces and dashes of all kinds; 0 for what belongs to no number.
    private static func folded(_ text: Substring) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x61...0x7A: bytes.append(UInt8(scalar.value))
            case 0x41...0x5A: bytes.append(UInt8(scalar.value) | 0x20)
            case 0x09, 0x0A, 0x0D: bytes.append(UInt8(ascii: " "))
            case 0x20..<0x7F: bytes.append(UInt8(scalar.value))
            case 0..<0x80: bytes.append(0)
            default: if let byte = foldedBeyondASCII(scalar) { bytes.append(byte) }
            }
        }
        return bytes
    }

    /// Nil for what is not seen.
    private static func foldedBeyondASCII(_ scalar: Unicode.Scalar) -> UInt8? {
        switch scalar.value {
        case 0xA0, 0x2000...0x200A, 0x202F, 0x205F, 0x3000: return UInt8(ascii: " ")
        case 0xAD, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2069, 0xFEFF: return nil
        case 0x2010...0x2015, 0x2212, 0xFF0D, 0x30FC: return UInt8(ascii: "-")
        case 0xFF08: return UInt8(ascii: "(")
        case 0xFF09: return UInt8(ascii: ")")
        case 0xFF0B: return UInt8(ascii: "+")
        case 0xFF0E, 0xB7, 0x2022, 0x22C5: return UInt8(ascii: ".")
        case 0xFF0F: return UInt8(ascii: "/")
        default:
            guard scalar.properties.generalCategory == .decimalNumber, let value = scalar.properties.numericValue else {
                return 0
            }
            return 0x30 + UInt8(value)
        }
    }

    private mutating func read(_ bytes: [UInt8]) -> Bool {
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                noteBracketedZero(in: bytes, at: index)
                digits.append(byte)
            case UInt8(ascii: "+"):
                guard digits.isEmpty, !hasPlus else { return false }
                hasPlus = true
            case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "("),
                UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "~"):
                break
            case UInt8(ascii: "#"), UInt8(ascii: ","), UInt8(ascii: ";"):
                return !digits.isEmpty && DialledText.isExtension(bytes[(index + 1)...])
            case UInt8(ascii: "a")...UInt8(ascii: "z"):
                if DialledText.opensExtension(bytes[index...]) { return !digits.isEmpty }
                appendKey(of: byte)
            default:
                return false
            }
            index += 1
        }
        return true
    }

    private mutating func noteBracketedZero(in bytes: [UInt8], at index: Int) {
        guard bytes[index] == UInt8(ascii: "0"), index > 0, index + 1 < bytes.count,
            bytes[index - 1] == UInt8(ascii: "("), bytes[index + 1] == UInt8(ascii: ")")
        else { return }
        bracketedZero = digits.count
    }

    private static let keys = Array("22233344455566677778889999".utf8)

    /// ITU-T E.161 keypad: abc 2, def 3, ghi 4, jkl 5, mno 6, pqrs 7, tuv 8, wxyz 9.
    private mutating func appendKey(of letter: UInt8) {
        if letterCount == 0 { digitsBeforeLetters = digits.count }
        letterCount += 1
        digits.append(DialledText.keys[Int(letter - UInt8(ascii: "a"))])
    }

    private static let extensionWords = ["extension", "extn", "ext", "x", "durchwahl", "dw", "anexo", "poste", "int"]
        .map { Array($0.utf8) }

    private static func opensExtension(_ bytes: ArraySlice<UInt8>) -> Bool {
        extensionWords.contains { word in
            bytes.starts(with: word) && isExtension(bytes.dropFirst(word.count))
        }
    }

    /// One to seven digits among spaces, dots and colons; `ext=` of RFC 3966 too.
    private static func isExtension(_ bytes: ArraySlice<UInt8>) -> Bool {
        let rest = bytes.starts(with: "ext=".utf8) ? bytes.dropFirst(4) : bytes
        var count = 0
        for byte in rest {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): count += 1
            case UInt8(ascii: " "), UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "#"), UInt8(ascii: "-"),
                UInt8(ascii: ","):
                break
            default: return false
            }
        }
        return (1...7).contains(count)
    }
}
