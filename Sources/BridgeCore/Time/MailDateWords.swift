/// The words of a mail's date (RFC 2822 §3.3 and §4.3).
enum MailDateWords {
    /// Words without comments and commas; none where the text is far longer than any date.
    static func split(_ text: String) -> [String] {
        guard text.utf8.count <= 200 else { return [] }
        var words: [String] = []
        var word = ""
        var depth = 0
        for scalar in text.unicodeScalars {
            switch scalar {
            case "(": depth += 1
            case ")": depth = max(0, depth - 1)
            case _ where depth > 0: break
            case " ", "\t", "\r", "\n", ",":
                if !word.isEmpty { words.append(word) }
                word = ""
            default: word.unicodeScalars.append(scalar)
            }
        }
        if !word.isEmpty { words.append(word) }
        let startsWithWeekday = words.first.map { first in
            CivilTime.weekdayNames.contains { first.lowercased().hasPrefix($0.lowercased()) }
        }
        return startsWithWeekday == true ? Array(words.dropFirst()) : words
    }

    /// Day, month and year, the first three words.
    static func date(_ words: [String]) -> CivilTime? {
        guard words.count >= 4, let day = number(words[0], upTo: 2), let written = number(words[2], upTo: 4) else {
            return nil
        }
        let name = words[1].prefix(3).lowercased()
        guard let month = CivilTime.monthNames.firstIndex(where: { $0.lowercased() == name }) else { return nil }
        // RFC 2822 §4.3: 00 to 49 are of this century, other years of two or three digits count from 1900.
        let year =
            switch words[2].utf8.count {
            case 2: written < 50 ? written + 2000 : written + 1900
            case 3: written + 1900
            default: written
            }
        return CivilTime(year: year, month: month + 1, day: day)
    }

    /// Sets the time of day; gives back how many words date and time took, nil where the fourth word is no time.
    static func clock(_ words: [String], _ civil: inout CivilTime) -> Int? {
        let parts = words[3].split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), let hour = number(parts[0], upTo: 2),
            let minute = number(parts[1], upTo: 2)
        else { return nil }
        civil.hour = hour
        civil.minute = minute
        guard parts.count == 3 else { return 4 }
        guard let second = number(parts[2].prefix { $0 != "." }, upTo: 2) else { return nil }
        civil.second = second
        return 4
    }

    private static func number(_ text: some StringProtocol, upTo digits: Int) -> Int? {
        guard (1...digits).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(text)
    }

    private static let names: [String: Int] = [
        "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7,
        "mdt": -6, "pst": -8, "pdt": -7, "bst": 1, "west": 1, "cet": 1, "cest": 2, "eet": 2, "eest": 3, "jst": 9,
    ]

    /// Seconds east of UTC of `+0100`, `-05:00` or a zone's name; single letters mean UTC (RFC 2822 §4.3).
    static func offset(_ word: String) -> Int? {
        let folded = word.lowercased()
        if let hours = names[folded] { return hours * 3600 }
        let bytes = Array(folded.utf8)
        guard let first = bytes.first else { return nil }
        if bytes.count == 1, (0x61...0x7A).contains(first) { return 0 }
        let digits = bytes.dropFirst().filter { $0 != UInt8(ascii: ":") }
        guard first == UInt8(ascii: "+") || first == UInt8(ascii: "-"), digits.count == 4,
            let value = number(String(decoding: digits, as: UTF8.self), upTo: 4), value % 100 < 60, value < 2400
        else { return nil }
        return (first == UInt8(ascii: "-") ? -1 : 1) * (value / 100 * 3600 + value % 100 * 60)
    }
}
