import Synchronization

/// What the ids of events and entries have in common: a positive 63-bit number that grows with the time of receipt and
/// is written as 13 characters of Crockford's base 32 (https://www.crockford.com/base32.html) behind a prefix.
package protocol RecordID: Hashable, Comparable, Sendable, CustomStringConvertible {
    static var prefix: String { get }
    var rawValue: Int64 { get }
    init(rawValue: Int64)
}

/// The id of an event, written `evt_…`.
package struct EventID: RecordID {
    package static let prefix = "evt_"
    package let rawValue: Int64
    package init(rawValue: Int64) { self.rawValue = rawValue }
}

/// The id of an entry, written `ent_…`; it is the `reference` that a human reads in Zyntro.
package struct EntryID: RecordID {
    package static let prefix = "ent_"
    package let rawValue: Int64
    package init(rawValue: Int64) { self.rawValue = rawValue }
}

extension RecordID {
    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    package var description: String {
        var text = Self.prefix
        var shift = 60
        while shift >= 0 {
            text.unicodeScalars.append(Unicode.Scalar(Crockford.digits[Int((rawValue >> Int64(shift)) & 31)]))
            shift -= 5
        }
        return text
    }

    /// Reads what ``description`` wrote; upper case and a missing prefix are accepted.
    package init?(_ text: String) {
        let digits = text.lowercased().hasPrefix(Self.prefix) ? text.dropFirst(Self.prefix.count) : text[...]
        guard digits.utf8.count == 13 else { return nil }
        var value: Int64 = 0
        for character in digits.lowercased().utf8 {
            guard let digit = Crockford.digits.firstIndex(of: character), value >> 58 == 0 else { return nil }
            value = value << 5 | Int64(digit)
        }
        self.init(rawValue: value)
    }
}

private enum Crockford {
    static let digits = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
}

/// Makes ids that only grow, also when the clock jumps back: microseconds since 1970 in the upper bits, ten bits of
/// room for ids of the same microsecond below.
package final class RecordIDGenerator: Sendable {
    private let last: Mutex<Int64>

    /// `after` is the highest id that the store already holds.
    package init(after: Int64 = 0) { last = Mutex(after) }

    package func next(at now: Timestamp) -> Int64 {
        last.withLock { last in
            last = max(last + 1, now.milliseconds &* 1000 << 10)
            return last
        }
    }

    /// Makes every later id greater than `value`.
    package func advance(past value: Int64) {
        last.withLock { last in last = max(last, value) }
    }
}
