/// Reads the date that a mail program writes above a forwarded mail: words and order of the reader's language.
package enum ForwardedDate {
    /// For instance `Tue, Mar 3, 2026 at 9:14 AM`, `Dienstag, 3. März 2026 09:14`, `3 mars 2026 à 09:14:05 UTC+1`,
    /// `03/03/2026 09:14`; `zone` counts where none is written, and `region` (ISO 3166) says whether `03/04` is in March.
    /// Nil where day, month, year or time is missing.
    package static func read(_ text: String, zone: Zone, region: String) -> Timestamp? {
        guard text.utf8.count <= 120 else { return nil }
        if let time = Timestamp(rfc2822: text, zone: zone) ?? Timestamp(rfc3339: text, zone: zone) { return time }
        let tokens = tokens(text)
        guard let clock = clock(in: tokens), let day = date(in: tokens, besides: clock.range, region: region) else {
            return nil
        }
        let offset = offset(in: tokens[clock.range.upperBound...])
        var civil = day
        civil.hour = clock.hour
        civil.minute = clock.minute
        civil.second = clock.second
        guard civil.isValid else { return nil }
        let seconds = offset.map { civil.localSeconds - Int64($0) } ?? zone.time(atLocal: civil.localSeconds)
        return Timestamp(seconds: seconds)
    }

    private enum Token: Equatable {
        /// Digits with how many they are.
        case number(Int, digits: Int)
        case word(String)
        case mark(Character)
        case space

        var number: Int? {
            guard case .number(let value, let digits) = self, digits <= 4 else { return nil }
            return value
        }

        var word: String? {
            guard case .word(let word) = self else { return nil }
            return word
        }

        func isMark(among marks: String) -> Bool {
            guard case .mark(let mark) = self else { return false }
            return marks.contains(mark)
        }
    }

    private static func tokens(_ text: String) -> [Token] {
        var tokens: [Token] = []
        var rest = text.lowercased()[...]
        while let first = rest.first {
            if first.isASCII, first.isNumber {
                let digits = rest.prefix { $0.isASCII && $0.isNumber }
                tokens.append(.number(Int(digits) ?? 0, digits: digits.count))
                rest = rest[digits.endIndex...]
            } else if first.isLetter {
                let word = rest.prefix { $0.isLetter }
                tokens.append(.word(String(word)))
                rest = rest[word.endIndex...]
            } else {
                if !first.isWhitespace {
                    tokens.append(.mark(first))
                } else if tokens.last != .space {
                    tokens.append(.space)
                }
                rest = rest.dropFirst()
            }
        }
        return tokens
    }

    private struct Clock {
        var hour: Int
        let minute: Int
        let second: Int
        var range: Range<Int>
    }

    /// `9:14`, `09:14:05`, `9h14`, with a following AM or PM.
    private static func clock(in tokens: [Token]) -> Clock? {
        for index in tokens.indices.dropLast(2) {
            guard let hour = tokens[index].number, hour < 25, let minute = tokens[index + 2].number,
                tokens[index + 1] == .mark(":") || tokens[index + 1] == .word("h")
            else { continue }
            var clock = Clock(hour: hour, minute: minute, second: 0, range: index..<(index + 3))
            if index + 4 < tokens.count, tokens[index + 3].isMark(among: ":"), let second = tokens[index + 4].number {
                clock = Clock(hour: hour, minute: minute, second: second, range: index..<(index + 5))
            }
            let following = tokens[clock.range.upperBound...].filter { $0 != .space && $0 != .mark(".") }.prefix(2)
            let half = following.prefix(2).compactMap(\.word).joined()
            if half.hasPrefix("pm"), clock.hour < 12 { clock.hour += 12 }
            if half.hasPrefix("am"), clock.hour == 12 { clock.hour = 0 }
            return clock
        }
        return nil
    }

    private static func date(in tokens: [Token], besides clock: Range<Int>, region: String) -> CivilTime? {
        let tokens = Array(tokens[..<clock.lowerBound]) + [.space] + Array(tokens[clock.upperBound...])
        return numericDate(tokens, region: region) ?? namedDate(tokens)
    }

    /// `2026-03-03`, `03.03.2026`, `3/3/26`.
    private static func numericDate(_ tokens: [Token], region: String) -> CivilTime? {
        for index in tokens.indices.dropLast(4) {
            guard let first = tokens[index].number, let second = tokens[index + 2].number,
                let third = tokens[index + 4].number, tokens[index + 1] == tokens[index + 3],
                tokens[index + 1].isMark(among: "-./")
            else { continue }
            if first > 31 { return CivilTime(year: first, month: second, day: third) }
            let year = third < 100 ? third + 2000 : third
            // The United States put the month first where they write slashes; nobody can where it is above 12.
            let isMonthFirst = second > 12 || region == "US" && tokens[index + 1] == .mark("/") && first <= 12
            return isMonthFirst
                ? CivilTime(year: year, month: first, day: second) : CivilTime(year: year, month: second, day: first)
        }
        return nil
    }

    /// A month's name, the number nearest to it, and a year of four digits. `mar` is a weekday too: the last name counts.
    private static func namedDate(_ tokens: [Token]) -> CivilTime? {
        guard let place = tokens.lastIndex(where: { month($0) != nil }), let month = month(tokens[place]),
            let year = tokens.firstIndex(where: { ($0.number ?? 0) >= 1970 })
        else { return nil }
        let days = tokens.indices.filter { (1...31).contains(tokens[$0].number ?? 0) }
        guard let day = days.min(by: { abs($0 - place) < abs($1 - place) }) else { return nil }
        return CivilTime(year: tokens[year].number ?? 0, month: month, day: tokens[day].number ?? 0)
    }

    private static func month(_ token: Token) -> Int? {
        guard let word = token.word, word.count >= 3 else { return nil }
        return months.first { word.hasPrefix($0.prefix) }?.month
    }

    /// How the months begin in English, German, French, Spanish, Portuguese, Italian and Dutch.
    private static let months: [(prefix: String, month: Int)] = [
        ("jan", 1), ("jän", 1), ("ene", 1), ("gen", 1), ("feb", 2), ("fév", 2), ("fev", 2), ("mar", 3), ("mär", 3),
        ("mrz", 3), ("maa", 3), ("mrt", 3), ("apr", 4), ("avr", 4), ("abr", 4), ("may", 5), ("mai", 5), ("mag", 5),
        ("mei", 5), ("jun", 6), ("juin", 6), ("giu", 6), ("jul", 7), ("juil", 7), ("lug", 7), ("aug", 8), ("aoû", 8),
        ("aou", 8), ("ago", 8), ("sep", 9), ("set", 9), ("oct", 10), ("okt", 10), ("ott", 10), ("out", 10), ("nov", 11),
        ("dec", 12), ("dez", 12), ("déc", 12), ("dic", 12),
    ]

    /// Seconds east of UTC of `+0100`, `GMT+1`, `UTC+01:00`, `CET`, `MEZ`; nil where no zone is told.
    private static func offset(in tokens: ArraySlice<Token>) -> Int? {
        let tokens = Array(tokens)
        for index in tokens.indices {
            if tokens[index].isMark(among: "+-−"), index + 1 < tokens.count,
                case .number(let value, let digits) = tokens[index + 1]
            {
                let sign = tokens[index] == .mark("+") ? 1 : -1
                if digits == 4 { return sign * (value / 100 * 3600 + value % 100 * 60) }
                let hasMinutes = index + 3 < tokens.count && tokens[index + 2] == .mark(":")
                let minutes = hasMinutes ? tokens[index + 3].number ?? 0 : 0
                return sign * (value * 3600 + minutes * 60)
            }
            guard let word = tokens[index].word, word.count > 1 else { continue }
            if index + 1 < tokens.count, tokens[index + 1].isMark(among: "+-−") { continue }
            if word == "mez" { return 3600 }
            if word == "mesz" { return 7200 }
            if let offset = MailDateWords.offset(word) { return offset }
        }
        return nil
    }
}
