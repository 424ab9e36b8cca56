/// A set of Unicode scalars: ranges, and a bitmap for ASCII.
struct ScalarSet: Sendable {
    static let digit = ScalarSet(ranges: [48...57])
    static let space = ScalarSet(ranges: [
        9...13, 32...32, 0x85...0x85, 0xA0...0xA0, 0x2000...0x200A, 0x2028...0x2029, 0x202F...0x202F, 0x3000...0x3000,
    ])
    /// Letters beyond ASCII count as word characters by a coarse range, so that names with accents stay whole.
    static let word = ScalarSet(ranges: [
        48...57, 65...90, 95...95, 97...122, 0xAA...0xAA, 0xB5...0xB5, 0xBA...0xBA, 0xC0...0xD6, 0xD8...0xF6,
        0xF8...0x1FFF, 0x2C00...0x2DFF, 0x3040...0xD7FF, 0xF900...0xFDFF,
    ])

    private var ranges: [ClosedRange<UInt32>] = []
    private var low: UInt64 = 0
    private var high: UInt64 = 0
    private let isNegated: Bool

    init(isNegated: Bool = false) { self.isNegated = isNegated }

    init(ranges: [ClosedRange<UInt32>], isNegated: Bool = false) {
        self.isNegated = isNegated
        for range in ranges { insert(range) }
    }

    /// The set behind `\d \D \s \S \w \W`; nil for every other letter.
    init?(escape letter: Unicode.Scalar) {
        switch letter {
        case "d": self = Self.digit
        case "s": self = Self.space
        case "w": self = Self.word
        case "D": self.init(ranges: Self.digit.ranges, isNegated: true)
        case "S": self.init(ranges: Self.space.ranges, isNegated: true)
        case "W": self.init(ranges: Self.word.ranges, isNegated: true)
        default: return nil
        }
    }

    mutating func insert(_ range: ClosedRange<UInt32>) {
        ranges.append(range)
        guard range.lowerBound < 128 else { return }
        for scalar in range.lowerBound...min(range.upperBound, 127) {
            if scalar < 64 { low |= 1 << UInt64(scalar) } else { high |= 1 << UInt64(scalar - 64) }
        }
    }

    /// Adds what `other` contains.
    mutating func insert(_ other: ScalarSet) {
        guard other.isNegated else {
            for range in other.ranges { insert(range) }
            return
        }
        var next: UInt32 = 0
        for range in other.ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if next < range.lowerBound { insert(next...(range.lowerBound - 1)) }
            next = max(next, range.upperBound + 1)
        }
        if next <= 0x10FFFF { insert(next...0x10FFFF) }
    }

    /// The same set with both cases of every ASCII letter in it.
    var foldingCase: ScalarSet {
        var folded = self
        for upper in UInt32(65)...90 where holds(upper) || holds(upper + 32) {
            folded.insert(upper...upper)
            folded.insert((upper + 32)...(upper + 32))
        }
        return folded
    }

    func contains(_ scalar: UInt32) -> Bool { holds(scalar) != isNegated }

    private func holds(_ scalar: UInt32) -> Bool {
        if scalar < 64 { return low >> UInt64(scalar) & 1 == 1 }
        if scalar < 128 { return high >> UInt64(scalar - 64) & 1 == 1 }
        return ranges.contains { $0.contains(scalar) }
    }
}
