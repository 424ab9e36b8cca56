/// The ways in which providers write the parameters of a request into what they sign.
enum ParameterText {
    typealias Pair = RequestFields.Pair

    /// Sorted by name and then value: name and value of each pair, nothing between; repeated pairs count again.
    static func joined(_ pairs: [Pair]) -> [UInt8] {
        sorted(pairs).reduce(into: []) { text, pair in text += pair.name + pair.value }
    }

    /// Sorted by name and then value, decoded: `a=1&b=2`.
    static func query(_ pairs: [Pair]) -> [UInt8] {
        Array(sorted(pairs).map { $0.name + [UInt8(ascii: "=")] + $0.value }.joined(separator: [UInt8(ascii: "&")]))
    }

    /// Sorted by name, each encoded as `application/x-www-form-urlencoded`.
    static func encodedQuery(_ pairs: [Pair]) -> [UInt8] {
        let encoded = sortedByName(pairs).map { formEncoded($0.name) + [UInt8(ascii: "=")] + formEncoded($0.value) }
        return Array(encoded.joined(separator: [UInt8(ascii: "&")]))
    }

    /// Sorted by name, `&a=1&b=2`, with `&` and `=` inside names and values replaced by `_`, so that no name swallows its
    /// neighbours; the field `name` is left out.
    static func parameters(_ pairs: [Pair], without name: String?) -> [UInt8] {
        let signed = pairs.filter { pair in name.map { !pair.name.elementsEqual($0.utf8) } ?? true }
        let plain: (UInt8) -> UInt8 = { $0 == UInt8(ascii: "&") || $0 == UInt8(ascii: "=") ? UInt8(ascii: "_") : $0 }
        return sortedByName(signed).reduce(into: []) { text, pair in
            text += [UInt8(ascii: "&")] + pair.name.map(plain) + [UInt8(ascii: "=")] + pair.value.map(plain)
        }
    }

    /// As JavaScript's encodeURIComponent (ECMA-262 §19.2.6.4) writes a text.
    static func percentEncoded(_ bytes: [UInt8]) -> [UInt8] {
        encoded(bytes) { isAlphanumeric($0) || "-_.!~*'()".utf8.contains($0) }
    }

    static func hexDigits(_ byte: UInt8) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        return [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }

    private static func formEncoded(_ bytes: [UInt8]) -> [UInt8] {
        encoded(bytes) { isAlphanumeric($0) || "-_. ".utf8.contains($0) }.map { $0 == 0x20 ? UInt8(ascii: "+") : $0 }
    }

    private static func encoded(_ bytes: [UInt8], keeping isKept: (UInt8) -> Bool) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        return bytes.flatMap { byte in
            isKept(byte) ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }

    private static func sorted(_ pairs: [Pair]) -> [Pair] {
        pairs.sorted { left, right in
            left.name == right.name
                ? left.value.lexicographicallyPrecedes(right.value) : left.name.lexicographicallyPrecedes(right.name)
        }
    }

    /// Swift's sort keeps the order of equal elements, and providers that sort by name alone do too.
    private static func sortedByName(_ pairs: [Pair]) -> [Pair] {
        pairs.sorted { $0.name.lexicographicallyPrecedes($1.name) }
    }
}
