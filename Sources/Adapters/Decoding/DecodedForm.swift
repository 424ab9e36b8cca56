/// The fields of an `application/x-www-form-urlencoded` text, decoded in one pass over its bytes: `+` is a space, `%41` is
/// `A`, and a `%` without two digits stays as it is. Blank values, repeated names and the order of arrival are kept.
///
/// A signed form is read for its signature and for its translation; both share this reading (``RawRequest/form()``).
struct DecodedForm: Sendable {
    /// Where a field's name begins, where its value does, and where that ends.
    struct Field {
        let start: Int
        let split: Int
        let end: Int
    }

    /// More fields than any provider sends; keeps a flood of `&` from costing memory.
    static let limit = 2000

    /// Names and values one after the other.
    let bytes: [UInt8]
    let fields: [Field]
    /// True where no byte is beyond ASCII.
    let isASCII: Bool

    /// Throws where there are more fields than ``limit``.
    init(_ body: [UInt8]) throws(DecodingError) {
        var reader = Reader()
        reader.fields.reserveCapacity(32)
        var bytes = [UInt8](repeating: 0, count: body.count)
        bytes.withUnsafeMutableBufferPointer { output in
            body.withUnsafeBufferPointer { reader.read($0, into: output) }
        }
        bytes.removeLast(bytes.count - reader.written)
        self.bytes = bytes
        guard reader.fields.count <= Self.limit else {
            throw DecodingError("the form has more than \(Self.limit) fields")
        }
        fields = reader.fields
        isASCII = reader.seen < 0x80
    }

    func name(_ field: Field) -> ArraySlice<UInt8> { bytes[field.start..<field.split] }

    func value(_ field: Field) -> ArraySlice<UInt8> { bytes[field.split..<field.end] }

    /// The value of the first field of that name; nil where there is none.
    func value(of name: String) -> [UInt8]? {
        fields.first { self.name($0).elementsEqual(name.utf8) }.map { Array(value($0)) }
    }

    private struct Reader {
        var fields: [Field] = []
        var written = 0
        /// All bytes that were written, joined by "or".
        var seen: UInt8 = 0

        /// `&`, `=`, `%` and `+`, by their values.
        private static let special: UInt64 = 1 << 0x26 | 1 << 0x3D | 1 << 0x25 | 1 << 0x2B

        mutating func read(_ input: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>) {
            var index = 0
            while index < input.count, fields.count <= DecodedForm.limit {
                if input[index] == UInt8(ascii: "&") {
                    index &+= 1
                } else {
                    let start = written
                    index = copy(input, from: index, isName: true, into: output)
                    let split = written
                    if index < input.count, input[index] == UInt8(ascii: "=") {
                        index = copy(input, from: index &+ 1, isName: false, into: output)
                    }
                    fields.append(Field(start: start, split: split, end: written))
                }
            }
        }

        /// Decodes up to the next `&`, of a name up to the next `=` too; gives back where that stands.
        private mutating func copy(
            _ input: UnsafeBufferPointer<UInt8>,
            from start: Int,
            isName: Bool,
            into output: UnsafeMutableBufferPointer<UInt8>
        ) -> Int {
            var index = start
            var written = written
            var seen = seen
            defer {
                self.written = written
                self.seen = seen
            }
            while index < input.count {
                let plain = Self.copyPlain(input, index, into: output, written, &seen)
                index &+= plain
                written &+= plain
                guard index < input.count else { break }
                var byte = input[index]
                index &+= 1
                if byte < 64, Self.special >> UInt64(byte) & 1 == 1 {
                    switch byte {
                    case UInt8(ascii: "&"): return index &- 1
                    case UInt8(ascii: "="):
                        if isName { return index &- 1 }
                    case UInt8(ascii: "+"): byte = UInt8(ascii: " ")
                    default:
                        if let decoded = Self.escaped(input, at: index) {
                            byte = decoded
                            index &+= 2
                        }
                    }
                }
                output[written] = byte
                written &+= 1
                seen |= byte
            }
            return index
        }

        /// Copies what needs no decoding, eight bytes at a time, up to one that may or to less than eight before the end;
        /// gives back how many bytes those are. In every byte of `stops` whose highest bit is set there is one of the
        /// four; the lowest one is never a false alarm.
        @inline(__always)
        private static func copyPlain(
            _ input: UnsafeBufferPointer<UInt8>,
            _ start: Int,
            into output: UnsafeMutableBufferPointer<UInt8>,
            _ place: Int,
            _ seen: inout UInt8
        ) -> Int {
            let ones: UInt64 = 0x0101_0101_0101_0101
            let bytes = UnsafeRawBufferPointer(input)
            let copied = UnsafeMutableRawBufferPointer(output)
            var all: UInt64 = 0
            var count = 0
            defer { if all & (ones &* 0x80) != 0 { seen |= 0x80 } }
            while start &+ count &+ 8 <= bytes.count {
                let word = bytes.loadUnaligned(fromByteOffset: start &+ count, as: UInt64.self)
                copied.storeBytes(of: word, toByteOffset: place &+ count, as: UInt64.self)
                all |= word
                let written = UInt64(littleEndian: word)
                let ands = written ^ (ones &* 0x26), equals = written ^ (ones &* 0x3D)
                let percents = written ^ (ones &* 0x25), pluses = written ^ (ones &* 0x2B)
                let stops =
                    ((ands &- ones) & ~ands) | ((equals &- ones) & ~equals) | ((percents &- ones) & ~percents)
                    | ((pluses &- ones) & ~pluses)
                let highest = stops & (ones &* 0x80)
                guard highest == 0 else { return count &+ highest.trailingZeroBitCount >> 3 }
                count &+= 8
            }
            return count
        }

        /// The byte that two hexadecimal digits stand for.
        private static func escaped(_ input: UnsafeBufferPointer<UInt8>, at index: Int) -> UInt8? {
            guard index &+ 1 < input.count, let high = hexDigit(input[index]), let low = hexDigit(input[index &+ 1])
            else { return nil }
            return high << 4 | low
        }
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
