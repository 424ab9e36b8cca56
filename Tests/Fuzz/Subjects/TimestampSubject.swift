import BridgeCore

extension Subject {
    /// What a time is formatted to, in several zones, parses to the same second.
    static let timestamp = Subject("timestamp", corpus: timeCorpus, words: timeWords) { chance in
        Sample(chance.time())
    } check: { sample in
        let text = sample.text
        let zones = [Zone.utc] + ["America/New_York", "Asia/Kathmandu", "Pacific/Apia"].compactMap { Zone(named: $0) }
        var isRead = false
        for zone in zones {
            guard let time = Timestamp(parsing: text, zone: zone) else { continue }
            isRead = true
            for shown in zones {
                let written = time.rfc3339(in: shown)
                let again = Timestamp(parsing: written, zone: zone)
                try require(
                    again?.seconds == time.seconds,
                    "\(written) is \(again?.milliseconds ?? 0), not \(time.milliseconds)"
                )
                try require(!time.readable(in: shown).isEmpty, "nothing to read")
            }
        }
        return isRead
    }

    private static let timeCorpus = [
        "2026-03-02T09:15:00-05:00", "2026-03-02 09:15:00,5 UTC", "20260302T141500Z",
        "Tue, 3 Mar 2026 09:14:05 +0100 (CET)", "1772440000",
        "1772440000123", "1772440000.25", "3 Mar 26 9:14 EST", "2026-02-29T24:00:00Z", "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:60Z",
        "2026-03-08T02:30:00", "Mon Mar  2 09:15:00 2026", "03/02/2026 9:15 PM",
    ]
    private static let timeWords = [
        "T", "Z", "-", "+", ":", ".", ",", " ", "0", "9", "00", "99", "60", "24", "-05:00", "+23:59", "-23:59", "Mar",
        "Tue,", "PM", "AM", "UTC", "(",
        ")", "2026", "0000", "9999", "\t", "/", "EST", "9999999999999999",
    ]
}

extension Chance {
    fileprivate mutating func time() -> String {
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let year = pick([2026, 2000, 1970, 1969, 1, 9999, 0, 1900, number(below: 10_000)])
        let fourDigits = String(repeating: "0", count: 4 - String(year).count) + String(year)
        let (month, day) = (number(below: 14), number(below: 33))
        let (hour, minute, second) = (number(below: 25), number(below: 61), number(below: 62))
        let offset = pick(["Z", "", "+0100", "-05:00", "+23:59", "-23:59", " GMT", "+00", " -0330", " EST", "+5"])
        switch number(below: 4) {
        case 0: return "\(number(below: 2_000_000_000))\(pick(["", "000", "000000", ".5", ".123456", ""]))"
        case 1:
            let name = pick(["Jan", "feb", "MAR", "December", "Xyz"])
            return
                "\(pick(["Mon, ", "", "Sunday, "]))\(day) \(name) \(pick([fourDigits, two(year % 100)])) \(hour):\(two(minute)):\(two(second)) \(offset)"
        default:
            let fraction = pick(["", "", ".5", ".123456789", ",25", "."])
            let date = pick([
                "\(fourDigits)-\(two(month))-\(two(day))", "\(fourDigits)/\(two(month))/\(two(day))",
                "\(fourDigits)\(two(month))\(two(day))",
            ])
            return "\(date)\(pick(["T", " ", "_"]))\(two(hour)):\(two(minute)):\(two(second))\(fraction)\(offset)"
        }
    }
}
