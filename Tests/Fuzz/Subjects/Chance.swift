import TestSupport

/// Seeded choices; every input has a source of its own, so that one can be made again without those before it.
package struct Chance {
    var random: SeededRandom

    package init(seed: UInt64, subject: String, index: Int) {
        // FNV-1a over the name, so that subjects do not share their inputs' choices.
        let name = subject.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
        random = SeededRandom(seed: seed ^ name ^ UInt64(truncatingIfNeeded: index) &* 0x9E37_79B9_7F4A_7C15)
    }

    /// A number from 0 up to a bound.
    mutating func number(below bound: Int) -> Int { Int(truncatingIfNeeded: random.next() >> 33) % max(bound, 1) }

    mutating func number(in range: ClosedRange<Int>) -> Int { range.lowerBound + number(below: range.count) }

    /// True once in so many times.
    mutating func once(in count: Int) -> Bool { number(below: count) == 0 }

    mutating func pick<Choice>(_ choices: [Choice]) -> Choice { choices[number(below: choices.count)] }

    /// Text of any scalars, most of them ASCII.
    mutating func text(upTo length: Int = 12) -> String {
        var text = ""
        for _ in 0..<number(below: length + 1) {
            let limit = pick([0x7F, 0x7F, 0x7F, 0x100, 0x3000, 0x1_F700])
            text.unicodeScalars.append(Unicode.Scalar(UInt32(number(below: limit))) ?? "\u{FFFD}")
        }
        return text
    }

    /// Text of letters and digits.
    mutating func word(upTo length: Int = 8) -> String {
        String((0...number(below: length)).map { _ in pick(Self.letters) })
    }

    private static let letters = Array("abcdefghijklmnopqrstuvwxyzABCXYZ0123456789_")
}

extension Chance {
    /// Larger inputs cost time and find nothing that these do not find.
    private static let sizeLimit = 16_384

    /// Changes bytes here and there: replaced, removed, doubled, repeated, words of the format put in, the end cut off.
    mutating func mutate(_ bytes: inout [UInt8], words: [[UInt8]], other: [UInt8]) {
        for _ in 0...number(below: 5) {
            let place = number(below: bytes.count + 1)
            let end = min(bytes.count, place + number(below: 24))
            switch number(below: 10) {
            case 0, 1: bytes.replaceSubrange(place..<min(place + 1, bytes.count), with: [UInt8(number(below: 256))])
            case 2, 3: bytes.insert(contentsOf: pick(words), at: place)
            case 4: bytes.replaceSubrange(place..<end, with: pick(words))
            case 5: bytes.removeSubrange(place..<end)
            case 6: bytes.insert(contentsOf: bytes[place..<end], at: number(below: bytes.count + 1))
            case 7 where once(in: 4): bytes.removeSubrange(place...)
            case 8:
                let from = number(below: other.count + 1)
                bytes.insert(contentsOf: other[from..<min(other.count, from + number(below: 80))], at: place)
            default: repeatRange(place..<end, of: &bytes)
            }
        }
        if bytes.count > Self.sizeLimit { bytes.removeSubrange(Self.sizeLimit...) }
    }

    /// What is harmless once may be costly, or deep, a thousand times.
    private mutating func repeatRange(_ range: Range<Int>, of bytes: inout [UInt8]) {
        let count = once(in: 50) ? number(in: 100...4000) : number(in: 1...12)
        let piece = bytes[range]
        guard !piece.isEmpty, piece.count * count <= Self.sizeLimit else { return }
        bytes.insert(contentsOf: (0..<count).flatMap { _ in piece }, at: range.upperBound)
    }
}
