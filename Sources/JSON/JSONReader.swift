/// One pass over the bytes of a document.
struct JSONReader {
    let bytes: UnsafeRawBufferPointer
    let depthLimit: Int
    var position = 0
    var replacements = 0
    private var repeatsNames = false

    init(bytes: UnsafeRawBufferPointer, depthLimit: Int) {
        self.bytes = bytes
        self.depthLimit = depthLimit
    }

    mutating func document() throws(JSONError) -> JSONParser.Document {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        skipWhitespace()
        guard position < bytes.count else { throw fault("the document is empty") }
        let value = try value(depth: 0)
        skipWhitespace()
        guard position == bytes.count else { throw fault("expected the end after the value") }
        return JSONParser.Document(value: value, replacements: replacements, repeatsNames: repeatsNames)
    }

    func fault(_ reason: String) -> JSONError {
        JSONError(reason: position < bytes.count ? reason : "\(reason), found the end", offset: position)
    }

    /// The byte at the position; 0, which begins nothing in JSON, at the end.
    var byte: UInt8 { position < bytes.count ? bytes[position] : 0 }

    mutating func skipWhitespace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position &+= 1
            default: return
            }
        }
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        switch byte {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"): return try object(depth: depth + 1)
        case UInt8(ascii: "["): return try array(depth: depth + 1)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: throw fault("expected a value")
        }
    }

    private mutating func literal(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        let end = position + word.utf8CodeUnitCount
        let expected = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        guard end <= bytes.count, bytes[position..<end].elementsEqual(expected) else {
            throw fault("expected a value")
        }
        position = end
        return value
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
        guard depth <= depthLimit else { throw fault("nested more than \(depthLimit) levels deep") }
        position &+= 1
        var members: [NamedValue] = []
        skipWhitespace()
        if byte == UInt8(ascii: "}") {
            position &+= 1
            return .object(JSONObject())
        }
        members.reserveCapacity(8)
        while true {
            guard byte == UInt8(ascii: "\"") else { throw fault("expected a name in quotes") }
            let name = try string()
            skipWhitespace()
            guard byte == UInt8(ascii: ":") else { throw fault("expected \":\" after a name") }
            position &+= 1
            skipWhitespace()
            members.append(NamedValue(name: name, value: try value(depth: depth)))
            guard try continues(until: UInt8(ascii: "}"), "expected \",\" or \"}\"") else { break }
        }
        let object = JSONObject(parsed: members)
        if object.count < members.count { repeatsNames = true }
        return .object(object)
    }

    private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
        guard depth <= depthLimit else { throw fault("nested more than \(depthLimit) levels deep") }
        position &+= 1
        var elements: [JSONValue] = []
        skipWhitespace()
        if byte == UInt8(ascii: "]") {
            position &+= 1
            return .array([])
        }
        elements.reserveCapacity(4)
        while true {
            elements.append(try value(depth: depth))
            guard try continues(until: UInt8(ascii: "]"), "expected \",\" or \"]\"") else { break }
        }
        return .array(elements)
    }

    /// Consumes what follows a member or an element: true after a comma, false after the closing bracket.
    private mutating func continues(until end: UInt8, _ reason: String) throws(JSONError) -> Bool {
        skipWhitespace()
        let found = byte
        guard found == UInt8(ascii: ",") || found == end else { throw fault(reason) }
        position &+= 1
        guard found != end else { return false }
        skipWhitespace()
        return true
    }

    private mutating func number() throws(JSONError) -> JSONNumber {
        let start = position
        let isNegative = byte == UInt8(ascii: "-")
        if isNegative { position &+= 1 }
        let firstDigit = position
        let integer = try digits()
        if bytes[firstDigit] == UInt8(ascii: "0"), position > firstDigit &+ 1 {
            throw JSONError(reason: "a number does not begin with 0", offset: firstDigit)
        }
        if byte != UInt8(ascii: "."), byte | 0x20 != UInt8(ascii: "e"), position &- firstDigit <= 18 {
            return JSONNumber(isNegative ? 0 &- integer : integer)
        }
        if byte == UInt8(ascii: ".") {
            position &+= 1
            _ = try digits()
        }
        if byte | 0x20 == UInt8(ascii: "e") {
            position &+= 1
            if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { position &+= 1 }
            _ = try digits()
        }
        return JSONNumber(verbatim: String(decoding: bytes[start..<position], as: UTF8.self))
    }

    /// Consumes at least one digit; the value is right for up to 18 of them.
    private mutating func digits() throws(JSONError) -> Int64 {
        guard byte.isDigit else { throw fault("expected a digit") }
        var value: Int64 = 0
        while position < bytes.count, bytes[position].isDigit {
            value = value &* 10 &+ Int64(bytes[position] &- UInt8(ascii: "0"))
            position &+= 1
        }
        return value
    }
}

extension UInt8 {
    var isDigit: Bool { self &- UInt8(ascii: "0") < 10 }
}
