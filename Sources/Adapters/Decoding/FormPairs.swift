/// The pairs of an `application/x-www-form-urlencoded` text as ranges of its bytes, decoded only where somebody asks.
///
/// Blank values, repeated names and the order of arrival are kept; nothing is trimmed. One pass over the bytes.
struct FormPairs {
    struct Pair {
        let name: Range<Int>
        let value: Range<Int>
    }

    /// More pairs than any provider sends; keeps a flood of `&` from costing memory.
    static let limit = 2000

    let bytes: [UInt8]
    let pairs: [Pair]

    /// Splits `bytes[range]`; throws where there are more pairs than ``limit``.
    init(_ bytes: [UInt8], in range: Range<Int>? = nil) throws(DecodingError) {
        let range = range ?? 0..<bytes.count
        var pairs: [Pair] = []
        pairs.reserveCapacity(32)
        var start = range.lowerBound
        var equals: Int?
        for index in range.lowerBound...range.upperBound {
            let isEnd = index == range.upperBound || bytes[index] == UInt8(ascii: "&")
            if isEnd {
                if index > start {
                    guard pairs.count < Self.limit else {
                        throw DecodingError("the form has more than \(Self.limit) fields")
                    }
                    let split = equals ?? index
                    pairs.append(Pair(name: start..<split, value: min(split + 1, index)..<index))
                }
                start = index + 1
                equals = nil
            } else if equals == nil, bytes[index] == UInt8(ascii: "=") {
                equals = index
            }
        }
        self.bytes = bytes
        self.pairs = pairs
    }

    /// Appends the decoded bytes of a range: `+` is a space, `%41` is `A`, and a `%` without two digits stays as it is.
    func decode(_ range: Range<Int>, into output: inout [UInt8]) {
        bytes.withUnsafeBufferPointer { bytes in
            var copied = range.lowerBound
            var index = range.lowerBound
            while index < range.upperBound {
                let byte = bytes[index]
                guard byte == UInt8(ascii: "%") || byte == UInt8(ascii: "+") else {
                    index += 1
                    continue
                }
                output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[copied..<index]))
                if byte == UInt8(ascii: "+") {
                    output.append(UInt8(ascii: " "))
                    index += 1
                } else if index + 2 < range.upperBound, let high = hexDigit(bytes[index + 1]),
                    let low = hexDigit(bytes[index + 2])
                {
                    output.append(high << 4 | low)
                    index += 3
                } else {
                    output.append(byte)
                    index += 1
                }
                copied = index
            }
            output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[copied..<range.upperBound]))
        }
    }

    /// The decoded bytes of the first pair of that name; nil where there is none.
    func value(of name: String) -> [UInt8]? {
        var decoded: [UInt8] = []
        for pair in pairs {
            decoded.removeAll(keepingCapacity: true)
            decode(pair.name, into: &decoded)
            guard decoded.elementsEqual(name.utf8) else { continue }
            decoded.removeAll(keepingCapacity: true)
            decode(pair.value, into: &decoded)
            return decoded
        }
        return nil
    }
}

/// The value of an ASCII hexadecimal digit of either case.
func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}
