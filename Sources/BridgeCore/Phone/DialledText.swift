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

    /// Nil where the text holds what no phone number holds.
    init?(_ text: String) {
        guard text.utf8.count <= 200, let body = DialledText.withoutScheme(text) else { return nil }
        guard read(DialledText.folded(body)), !digits.isEmpty else { return nil }
    }

    private static let schemes = ["tel:", "whatsapp:", "sms:", "smsto:", "callto:", "sip:", "sips:"]

    /// The number of a URI, without its host and parameters; the text itself where there is no scheme.
    private static func withoutScheme(_ text: String) -> Substring? {
        let trimmed = text[...].drop { $0.isWhitespace }
        guard let colon = trimmed.utf8.firstIndex(of: UInt8(ascii: ":")) else { return trimmed }
        let scheme = trimmed[...colon].lowercased()
        guard scheme.utf8.first.map({ (0x61...0x7A).contains($0) }) == true else { return trimmed }
        guard schemes.contains(scheme) else { return nil }
        let rest = trimmed[trimmed.utf8.index(after: colon)...]
        // RFC 3966: a number with a context is complete only within it.
        guard !rest.lowercased().contains("phone-context") else { return nil }
        return rest.prefix { $0 != "@" && $0 != ";" && $0 != "?" }
    }

    /// ASCII only: digits of other scripts, spaces and dashes of all kinds; 0 for what belongs to no number.
    private static func folded(_ text: Substring) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x61...0x7A: bytes.append(UInt8(scalar.value))
            case 0x41...0x5A: bytes.append(UInt8(scalar.value) | 0x20)
            case 0x09, 0x0A, 0x0D, 0xA0, 0x2000...0x200A, 0x202F, 0x205F, 0x3000: bytes.append(UInt8(ascii: " "))
            case 0x20..<0x7F: bytes.append(UInt8(scalar.value))
            case 0xAD, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2069, 0xFEFF: break
            case 0x2010...0x2015, 0x2212, 0xFF0D, 0x30FC: bytes.append(UInt8(ascii: "-"))
            case 0xFF08: bytes.append(UInt8(ascii: "("))
            case 0xFF09: bytes.append(UInt8(ascii: ")"))
            case 0xFF0B: bytes.append(UInt8(ascii: "+"))
            case 0xFF0E, 0xB7: bytes.append(UInt8(ascii: "."))
            case 0xFF10...0xFF19: bytes.append(UInt8(0x30 + scalar.value - 0xFF10))
            case 0x660...0x669: bytes.append(UInt8(0x30 + scalar.value - 0x660))
            case 0x6F0...0x6F9: bytes.append(UInt8(0x30 + scalar.value - 0x6F0))
            default: bytes.append(0)
            }
        }
        return bytes
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

    /// ITU-T E.161 keypad: abc 2, def 3, ghi 4, jkl 5, mno 6, pqrs 7, tuv 8, wxyz 9.
    private mutating func appendKey(of letter: UInt8) {
        let keys = Array("22233344455566677778889999".utf8)
        if letterCount == 0 { digitsBeforeLetters = digits.count }
        letterCount += 1
        digits.append(keys[Int(letter - UInt8(ascii: "a"))])
    }

    private static let extensionWords = ["extension", "extn", "ext", "x", "durchwahl", "dw"].map { Array($0.utf8) }

    private static func opensExtension(_ bytes: ArraySlice<UInt8>) -> Bool {
        extensionWords.contains { word in
            bytes.starts(with: word) && isExtension(bytes.dropFirst(word.count))
        }
    }

    /// One to seven digits among spaces, dots and colons; `ext=` of RFC 3966 too.
    private static func isExtension(_ bytes: ArraySlice<UInt8>) -> Bool {
        let rest = bytes.starts(with: Array("ext=".utf8)) ? bytes.dropFirst(4) : bytes
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

extension DialledText {
    /// The number, national ones completed by `region`; nil where it is none or in doubt.
    func number(in region: String) -> PhoneNumber? {
        let home = NumberingPlan.plan(ofRegion: region)
        if letterCount > 0 {
            // Vanity numbers are a habit of North America, and what they replace stands behind the area code.
            let isNorthAmerican = hasPlus ? digits.first == UInt8(ascii: "1") : home?.isNorthAmerican == true
            guard isNorthAmerican, digitsBeforeLetters >= 3, letterCount >= 3 else { return nil }
        }
        if hasPlus { return international(dropping: 0) }
        if let home {
            if home.exit != "00", digits.starts(with: home.exit.utf8) {
                return international(dropping: home.exit.utf8.count)
            }
            if digits.starts(with: "00".utf8) { return international(dropping: 2, isSure: home.exit == "00") }
            return home.number(fromNational: digits)
        }
        return digits.starts(with: "00".utf8) ? international(dropping: 2, isSure: false) : nil
    }

    /// `isSure` is false where the prefix is not the one of the region: the number then must fit a known plan.
    private func international(dropping count: Int, isSure: Bool = true) -> PhoneNumber? {
        var rest = digits[count...]
        guard let plan = NumberingPlan.plan(ofInternational: rest) else {
            return isSure ? PhoneNumber.unlessHidden(rest) : nil
        }
        let codeCount = plan.callingCode.utf8.count
        if let bracketedZero, bracketedZero == count + codeCount, !plan.keepsZero {
            rest.remove(at: bracketedZero)
        }
        var national = rest.dropFirst(codeCount)
        // What was written with a plus by a network is believed; what was dialled or spelled has to fit the plan.
        let isExplicit = hasPlus && letterCount == 0
        if !plan.acceptsInternational(national) || !isExplicit && !plan.isValid(national) {
            national = plan.mended(national)
            guard plan.isValid(national) else { return nil }
        }
        return PhoneNumber.unlessHidden(Array(plan.callingCode.utf8) + national)
    }
}

extension PhoneNumber {
    /// `+` before `digits`, unless the whole is what stands for a withheld number.
    static func unlessHidden(_ digits: some Collection<UInt8>) -> PhoneNumber? {
        let text = "+" + String(decoding: digits, as: UTF8.self)
        return HiddenCaller.numbers.contains(text) ? nil : PhoneNumber(e164: text)
    }
}
