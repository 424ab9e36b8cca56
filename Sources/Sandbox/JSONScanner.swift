/// Finds where JSON values begin and end, and refuses what is not JSON (RFC 8259).
struct JSONScanner {
    private static let maximumDepth = 128

    private struct Malformed: Error {}

    private let bytes: ArraySlice<UInt8>
    private var position: Int

    private init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        self.position = bytes.startIndex
    }

    /// The one value the bytes hold, `nil` if they are malformed or hold more.
    static func value(of bytes: ArraySlice<UInt8>) -> JSONText? {
        var scanner = Self(bytes)
        guard let value = try? scanner.value(depth: 0) else { return nil }
        scanner.skipSpace()
        return scanner.position == bytes.endIndex ? value : nil
    }

    /// The members of the object that the bytes hold.
    static func members(of object: ArraySlice<UInt8>) -> [(key: JSONText, value: JSONText)] {
        var scanner = Self(object)
        var members: [(key: JSONText, value: JSONText)] = []
        let whole: Void? = try? scanner.object(depth: 0) { members.append((key: $0, value: $1)) }
        return whole == nil ? [] : members
    }

    /// The elements of the array that the bytes hold.
    static func elements(of array: ArraySlice<UInt8>) -> [JSONText] {
        var scanner = Self(array)
        var elements: [JSONText] = []
        let whole: Void? = try? scanner.array(depth: 0) { elements.append($0) }
        return whole == nil ? [] : elements
    }

    private var next: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) throws(Malformed) {
        guard next == UInt8(ascii: character) else { throw Malformed() }
        position += 1
    }

    private mutating func value(depth: Int) throws(Malformed) -> JSONText {
        guard depth < Self.maximumDepth else { throw Malformed() }
        skipSpace()
        let start = position
        let kind: JSONText.Kind
        switch next {
        case UInt8(ascii: "{"): (kind, _) = (.object, try object(depth: depth) { _, _ in })
        case UInt8(ascii: "["): (kind, _) = (.array, try array(depth: depth) { _ in })
        case UInt8(ascii: "\""): (kind, _) = (.string, try string())
        case UInt8(ascii: "t"): (kind, _) = (.boolean, try literal("true"))
        case UInt8(ascii: "f"): (kind, _) = (.boolean, try literal("false"))
        case UInt8(ascii: "n"): (kind, _) = (.null, try literal("null"))
        default: (kind, _) = (.number, try number())
        }
        return JSONText(bytes: bytes[start..<position], kind: kind)
    }

    private mutating func object(depth: Int, member: (JSONText, JSONText) -> Void) throws(Malformed) {
        try take("{")
        skipSpace()
        var isFirst = true
        while next != UInt8(ascii: "}") {
            if !isFirst { try take(",") }
            isFirst = false
            skipSpace()
            let start = position
            try string()
            let key = JSONText(bytes: bytes[start..<position], kind: .string)
            skipSpace()
            try take(":")
            member(key, try value(depth: depth + 1))
            skipSpace()
        }
        try take("}")
    }

    private mutating func array(depth: Int, element: (JSONText) -> Void) throws(Malformed) {
        try take("[")
        skipSpace()
        var isFirst = true
        while next != UInt8(ascii: "]") {
            if !isFirst { try take(",") }
            isFirst = false
            element(try value(depth: depth + 1))
            skipSpace()
        }
        try take("]")
    }

    private mutating func string() throws(Malformed) {
        try take("\"")
        while let byte = next {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return
            case UInt8(ascii: "\\"): try escape()
            case 0..<0x20: throw Malformed()
            default: break
            }
        }
        throw Malformed()
    }

    private mutating func escape() throws(Malformed) {
        guard let byte = next else { throw Malformed() }
        position += 1
        guard byte == UInt8(ascii: "u") else {
            guard "\"\\/bfnrt".utf8.contains(byte) else { throw Malformed() }
            return
        }
        for _ in 0..<4 {
            guard let digit = next, Character(Unicode.Scalar(digit)).isHexDigit else { throw Malformed() }
            position += 1
        }
    }

    private mutating func literal(_ word: StaticString) throws(Malformed) {
        let isThere = word.withUTF8Buffer { bytes[position...].starts(with: $0) }
        guard isThere else { throw Malformed() }
        position += word.utf8CodeUnitCount
    }

    private mutating func number() throws(Malformed) {
        if next == UInt8(ascii: "-") { position += 1 }
        if next == UInt8(ascii: "0") { position += 1 } else { try digits() }
        if next == UInt8(ascii: ".") {
            position += 1
            try digits()
        }
        guard next == UInt8(ascii: "e") || next == UInt8(ascii: "E") else { return }
        position += 1
        if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
        try digits()
    }

    private mutating func digits() throws(Malformed) {
        let start = position
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        guard position > start else { throw Malformed() }
    }
}
