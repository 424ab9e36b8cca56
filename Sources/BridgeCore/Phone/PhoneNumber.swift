/// A phone number in E.164 (ITU-T E.164: `+`, country code, at most 15 digits).
package struct PhoneNumber: Hashable, Sendable, CustomStringConvertible {
    /// `+` and 7 to 15 digits.
    package let e164: String

    /// Takes what already is E.164; nil for anything else.
    package init?(e164: String) {
        var text = e164
        let isOne = text.withUTF8 { bytes in
            guard (8...16).contains(bytes.count), bytes[0] == UInt8(ascii: "+"), bytes[1] != UInt8(ascii: "0") else {
                return false
            }
            for place in 1..<bytes.count where bytes[place] &- UInt8(ascii: "0") > 9 { return false }
            return true
        }
        guard isOne else { return nil }
        self.e164 = e164
    }

    /// Reads a number as people and providers write it; `region` (ISO 3166, such as `US`) completes national numbers.
    ///
    /// Short codes, alphanumeric senders and anonymous callers are not phone numbers: nil. So is a national number
    /// that could be read in two ways: a wrong number would put an entry on a stranger's timeline.
    package init?(_ text: String, region: String) {
        if let number = PhoneNumber(e164: text), number.isPlain {
            self = number
            return
        }
        guard let dialled = DialledText(text), let number = dialled.number(in: region) else { return nil }
        self = number
    }

    package var description: String { e164 }

    /// True when nothing of the number has to be mended, as a trunk zero behind the country code would. Allocates nothing.
    private var isPlain: Bool {
        guard !HiddenCaller.isHiddenNumber(e164) else { return false }
        return e164.utf8.withContiguousStorageIfAvailable { bytes in
            guard let plan = NumberingPlan.plan(ofInternational: bytes.dropFirst()) else { return false }
            return plan.isValid(bytes.dropFirst(1 + plan.code.count))
        } ?? false
    }
}

/// Why a text that should name a caller is not a phone number.
package enum UnusableNumber: Sendable, Equatable {
    /// The caller withheld the number.
    case hidden
    /// Three to six digits, as machines text from.
    case shortCode(String)
    /// A name in place of a number, as machines text from.
    case senderName(String)
    case unreadable

    /// Says why ``PhoneNumber/init(_:region:)`` gave nil for `text`.
    package init(_ text: String) {
        guard !HiddenCaller.isHidden(text) else {
            self = .hidden
            return
        }
        let bare = DialledText(text)
        if let bare, bare.letterCount == 0, (3...6).contains(bare.digits.count) {
            self = .shortCode(String(decoding: bare.digits, as: UTF8.self))
        } else if UnusableNumber.isSenderName(text) {
            self = .senderName(text.filter { !$0.isWhitespace || $0 == " " })
        } else {
            self = .unreadable
        }
    }

    /// GSM 03.38 senders are up to 11 characters with at least one letter.
    private static func isSenderName(_ text: String) -> Bool {
        text.utf8.count <= 11 && text.unicodeScalars.contains { $0.properties.isAlphabetic }
            && text.unicodeScalars.allSatisfy { $0.properties.isAlphabetic || $0.isASCII && $0 != ":" && $0 != "@" }
    }
}

/// What networks and providers put in place of a withheld number.
enum HiddenCaller {
    /// RESTRICTED, ANONYMOUS, BLOCKED, UNKNOWN and UNAVAILABLE on a keypad, as Twilio writes them
    /// (https://help.twilio.com/articles/223179988).
    private static let numbers = [
        "+7378742833", "+266696687", "+2562533", "+8656696", "+8566496", "+86282452253",
    ]

    /// True for a number in E.164 that stands for a withheld one.
    static func isHiddenNumber(_ e164: String) -> Bool { e164.utf8.count <= 12 && numbers.contains(e164) }

    /// In English and the languages around it, without what is no letter.
    private static let words: Set<String> = [
        "anonymous", "anonymouscaller", "restricted", "unknown", "unknowncaller", "unknownnumber", "unknownname",
        "blocked", "blockedcaller", "blockednumber", "private", "privatecaller", "privatenumber", "privatename",
        "unavailable", "notavailable", "numberunavailable", "withheld", "numberwithheld", "withheldnumber", "hidden",
        "hiddennumber", "noid", "nocallerid", "calleridblocked", "idwithheld", "outofarea", "suppressed", "undisclosed",
        "none", "null", "nil", "na", "undefined", "anonym", "anonyme", "anonimo", "anónimo", "anônimo", "unterdrückt",
        "unbekannt", "privat", "privado", "privé", "inconnu", "masqué", "numéromasqué", "desconocido", "desconhecido",
        "oculto", "númerooculto", "sconosciuto", "nascosto", "onbekend", "anoniem",
    ]

    static func isHidden(_ text: String) -> Bool {
        guard text.contains(where: { !$0.isWhitespace }) else { return true }
        let opening = text.lastIndex(of: "<").map { text.index(after: $0) } ?? text.startIndex
        let bare = text[opening...].drop { $0.isWhitespace }
        let afterScheme = bare.lowercased().split(separator: ":", maxSplits: 1).last ?? ""
        let user = afterScheme.prefix { $0 != "@" && $0 != ";" && $0 != ">" }
        if isHiddenNumber(user.first == "+" ? String(user) : "+\(user)") { return true }
        return words.contains(user.filter(\.isLetter))
    }
}
