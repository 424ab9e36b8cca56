import JSON

/// Seeded values and mutations, the same on every machine.
struct ArbitraryJSON {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// The next number below a bound (xorshift64*, Vigna 2016).
    mutating func number(below bound: Int) -> Int {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return Int((state &* 0x2545_F491_4F6C_DD1D) >> 33) % bound
    }

    mutating func value(depth: Int) -> JSONValue {
        switch number(below: depth > 0 ? 9 : 6) {
        case 0: return .null
        case 1: return .bool(number(below: 2) == 0)
        case 2: return .number(JSONNumber(number(below: 1 << 31) - 1 << 30))
        case 3: return .number(JSONNumber(Double(number(below: 1 << 20)) / 1_000))
        case 4, 5: return .string(text())
        case 6, 7: return .array((0..<number(below: 5)).map { _ in value(depth: depth - 1) })
        default: return .object(JSONObject((0..<number(below: 24)).map { _ in (text(), value(depth: depth - 1)) }))
        }
    }

    mutating func text() -> String {
        var text = ""
        for _ in 0..<number(below: 20) {
            let limit = [0x20, 0x80, 0x800, 0x1_0000, 0x11_0000][number(below: 5)]
            text.unicodeScalars.append(Unicode.Scalar(UInt32(number(below: limit))) ?? "x")
        }
        return text
    }

    /// Changes, removes, doubles or inserts a few bytes.
    mutating func mutate(_ bytes: inout [UInt8]) {
        let interesting = Array("\"\\{}[]:,-.e0u\u{0}\n".utf8) + [0x80, 0xC3, 0xED, 0xF0, 0xFF]
        for _ in 0...number(below: 4) where !bytes.isEmpty {
            let place = number(below: bytes.count)
            switch number(below: 5) {
            case 0: bytes[place] = UInt8(number(below: 256))
            case 1: bytes[place] = interesting[number(below: interesting.count)]
            case 2: bytes.remove(at: place)
            case 3: bytes.insert(interesting[number(below: interesting.count)], at: place)
            default: bytes.removeSubrange(place...)
            }
        }
    }
}
