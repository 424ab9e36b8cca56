extension Timestamp {
    /// Reads RFC 3339 and its near relations: a space for the `T`, a comma for the fraction's point, an offset without
    /// colon, `UTC` for `Z`, no seconds, the basic form `20260302T141500Z`; `zone` counts where none is written.
    package init?(rfc3339 text: String, zone: Zone = .utc) {
        var reader = TimeReader(text)
        guard let civil = reader.date(), let time = reader.timeOfDay(civil) else { return nil }
        reader.skipSpaces()
        let offset = reader.isAtEnd ? nil : reader.offset()
        reader.skipSpaces()
        guard reader.isAtEnd, !reader.failed else { return nil }
        self.init(time, offset: offset, zone: zone)
    }

    /// Reads a mail's date (RFC 5322 with the obsolete forms of RFC 2822 §4.3): comments, a missing weekday, years of
    /// two digits, zones by name; `zone` counts where none is written.
    package init?(rfc2822 text: String, zone: Zone = .utc) {
        if let (civil, offset) = MailDateReader.plain(text) {
            self.init(civil, offset: offset, zone: zone)
            return
        }
        let words = MailDateWords.split(text)
        guard var civil = MailDateWords.date(words), let clock = MailDateWords.clock(words, &civil) else { return nil }
        let rest = words.dropFirst(clock)
        guard let name = rest.first else {
            self.init(civil, offset: nil, zone: zone)
            return
        }
        guard let offset = MailDateWords.offset(name) else { return nil }
        self.init(civil, offset: offset, zone: zone)
    }

    /// Reads Unix time, by its magnitude in seconds, milliseconds or microseconds; a fraction of seconds may follow.
    package init?(unix text: String) {
        let bytes = Array(text.utf8)
        let whole = bytes.prefix { (0x30...0x39).contains($0) }
        guard (9...16).contains(whole.count), let value = Int64(String(decoding: whole, as: UTF8.self)) else {
            return nil
        }
        let fraction = bytes.dropFirst(whole.count)
        guard
            fraction.isEmpty
                || fraction.first == UInt8(ascii: ".") && fraction.count > 1
                    && fraction.dropFirst().allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        switch whole.count {
        case 9...11:
            let digits = fraction.dropFirst().prefix(3).map { Int64($0 - 0x30) }
            let milliseconds = (0..<3).reduce(Int64(0)) { $0 * 10 + ($1 < digits.count ? digits[$1] : 0) }
            self.init(milliseconds: value * 1000 + milliseconds)
        case 12...14: self.init(milliseconds: value)
        default: self.init(milliseconds: value / 1000)
        }
    }

    /// Reads any of the forms above; nil for every other text.
    package init?(parsing text: String, zone: Zone = .utc) {
        guard
            let time = Timestamp(unix: text) ?? Timestamp(rfc3339: text, zone: zone)
                ?? Timestamp(rfc2822: text, zone: zone)
        else { return nil }
        self = time
    }

    /// The years 1 to 9999 in UTC, which RFC 3339 can write.
    private static let writable: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

    private init?(_ civil: CivilTime, offset: Int?, zone: Zone) {
        guard civil.isValid else { return nil }
        let local = civil.localSeconds
        let seconds = offset.map { local - Int64($0) } ?? zone.time(atLocal: local)
        guard Timestamp.writable.contains(seconds) else { return nil }
        self.init(milliseconds: seconds * 1000 + Int64(civil.millisecond))
    }
}

/// Reads the parts of an RFC 3339 time one after the other.
private struct TimeReader {
    private let bytes: [UInt8]
    private var index = 0
    private(set) var failed = false

    init(_ text: String) {
        bytes = text.utf8.count > 64 ? [] : Array(text.utf8)
        skipSpaces()
    }

    var isAtEnd: Bool { index >= bytes.count }
    private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

    mutating func skipSpaces() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { index += 1 }
    }

    private mutating func take(_ accepted: StaticString) -> UInt8? {
        guard let byte = next, accepted.withUTF8Buffer({ $0.contains(byte) }) else { return nil }
        index += 1
        return byte
    }

    private mutating func digits(_ count: Int) -> Int? {
        guard index + count <= bytes.count else { return nil }
        var value = 0
        for byte in bytes[index..<(index + count)] {
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        index += count
        return value
    }

    mutating func date() -> CivilTime? {
        guard let year = digits(4) else { return nil }
        let separator = take("-/")
        guard let month = digits(2), take("-/") == separator, let day = digits(2) else { return nil }
        return CivilTime(year: year, month: month, day: day)
    }

    mutating func timeOfDay(_ date: CivilTime) -> CivilTime? {
        var time = date
        guard take("Tt _") != nil else { return nil }
        skipSpaces()
        guard let hour = digits(2) else { return nil }
        let hasColon = take(":") != nil
        guard let minute = digits(2) else { return nil }
        time.hour = hour
        time.minute = minute
        guard hasColon ? take(":") != nil : (next.map { (0x30...0x39).contains($0) } ?? false) else { return time }
        guard let second = digits(2) else { return nil }
        time.second = second
        guard take(".,") != nil else { return time }
        return fraction(time)
    }

    private mutating func fraction(_ time: CivilTime) -> CivilTime? {
        var time = time
        var places = 0
        while let byte = next, (0x30...0x39).contains(byte) {
            if places < 3 { time.millisecond = time.millisecond * 10 + Int(byte - 0x30) }
            places += 1
            index += 1
        }
        guard places > 0 else { return nil }
        for _ in places..<max(places, 3) { time.millisecond *= 10 }
        return time
    }

    /// Seconds east of UTC; `failed` is set where there is something that is no offset.
    mutating func offset() -> Int? {
        guard let sign = take("+-") else {
            let name = String(decoding: bytes[index...].prefix { $0 != 0x20 }, as: UTF8.self)
            index += name.utf8.count
            let offset = MailDateWords.offset(name)
            failed = offset == nil
            return offset
        }
        let hours = digits(2)
        _ = take(":")
        let minutes = isAtEnd || next == 0x20 ? 0 : digits(2)
        guard let hours, let minutes, hours < 24, minutes < 60 else {
            failed = true
            return nil
        }
        return (sign == UInt8(ascii: "-") ? -1 : 1) * (hours * 3600 + minutes * 60)
    }
}
