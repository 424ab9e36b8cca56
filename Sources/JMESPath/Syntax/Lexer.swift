import JSON

/// Cuts an expression into tokens, one at a time.
struct Lexer {
    private let source: [UInt8]
    /// The byte of `source` at which the expression begins; offsets of tokens count from here.
    private let start: Int
    private var position: Int

    init(source: [UInt8], start: Int) {
        self.source = source
        self.start = start
        position = start
    }

    mutating func next() -> Token {
        while let byte, byte.isWhitespace { position += 1 }
        let first = position
        let kind: Token.Kind
        do throws(JMESPathError) {
            kind = try kindOfNext()
        } catch {
            kind = .invalid(error)
        }
        return Token(kind: kind, start: first - start, end: position - start)
    }

    private var byte: UInt8? { position < source.count ? source[position] : nil }

    private func fault(_ message: String, at position: Int) -> JMESPathError {
        JMESPathError(.syntax, message, offset: position - start)
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard byte == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func kindOfNext() throws(JMESPathError) -> Token.Kind {
        guard let byte else { return .end }
        if byte.isIdentifierStart { return .identifier(identifier()) }
        if byte.isDigit || byte == UInt8(ascii: "-") { return try number() }
        let first = position
        position += 1
        switch Unicode.Scalar(byte) {
        case ".": return .dot
        case "*": return .star
        case ",": return .comma
        case ":": return .colon
        case "@": return .at
        case "(": return .leftParenthesis
        case ")": return .rightParenthesis
        case "{": return .leftBrace
        case "}": return .rightBrace
        case "]": return .rightBracket
        case "[": return take("]") ? .flatten : take("?") ? .filter : .leftBracket
        case "&": return take("&") ? .and : .ampersand
        case "|": return take("|") ? .or : .pipe
        case "=": return take("=") ? .comparison(.equal) : .assign
        case "!": return take("=") ? .comparison(.notEqual) : .not
        case "<": return .comparison(take("=") ? .lessOrEqual : .less)
        case ">": return .comparison(take("=") ? .greaterOrEqual : .greater)
        case "\"": return .quotedIdentifier(try quotedIdentifier(from: first))
        case "'": return .literal(.string(try rawString(from: first)))
        case "`": return .literal(try literal(from: first))
        case "$": return .variable(try variable(from: first))
        case "+", "/", "%", "?", "^", "~":
            throw fault("\"\(Unicode.Scalar(byte))\" is no operator", at: first)
        default: throw fault("this character means nothing in an expression", at: first)
        }
    }

    private mutating func identifier() -> String {
        let first = position
        while let byte, byte.isIdentifierStart || byte.isDigit { position += 1 }
        return String(decoding: source[first..<position], as: UTF8.self)
    }

    private mutating func variable(from first: Int) throws(JMESPathError) -> String {
        guard let byte, byte.isIdentifierStart else { throw fault("a variable needs a name after \"$\"", at: first) }
        return identifier()
    }

    private mutating func number() throws(JMESPathError) -> Token.Kind {
        let first = position
        position += 1
        while let byte, byte.isDigit { position += 1 }
        let text = String(decoding: source[first..<position], as: UTF8.self)
        guard text != "-" else { throw fault("\"-\" is no operator", at: first) }
        guard let value = Int(text) else { throw fault("this number is too large", at: first) }
        return .number(value)
    }

    /// Moves behind the closing delimiter and gives what stands before it; a backslash shields the next byte.
    private mutating func delimited(
        by delimiter: Unicode.Scalar,
        from first: Int,
        _ what: String
    ) throws(JMESPathError) -> ArraySlice<UInt8> {
        let content = position
        while let byte {
            position += 1
            if byte == UInt8(ascii: delimiter) { return source[content..<(position - 1)] }
            if byte == UInt8(ascii: "\\"), position < source.count { position += 1 }
        }
        throw fault("\(what) is not closed", at: first)
    }

    private mutating func quotedIdentifier(from first: Int) throws(JMESPathError) -> String {
        _ = try delimited(by: "\"", from: first, "this quoted name")
        let text = Array(source[first..<position])
        do throws(JSONError) {
            return try JSONParser().parse(text).value.string ?? ""
        } catch {
            throw fault("a quoted name follows JSON: \(error.reason)", at: first + error.offset)
        }
    }

    private mutating func rawString(from first: Int) throws(JMESPathError) -> String {
        let content = try delimited(by: "'", from: first, "this string")
        return String(decoding: Self.unescaping(UInt8(ascii: "'"), in: content), as: UTF8.self)
    }

    private mutating func literal(from first: Int) throws(JMESPathError) -> JSONValue {
        let content = Self.unescaping(UInt8(ascii: "`"), in: try delimited(by: "`", from: first, "this literal"))
        do throws(JSONError) {
            return try JSONParser().parse(content).value
        } catch {
            if let word = Self.bareWord(content) {
                throw fault("a literal in backquotes is JSON; write \(word)", at: first)
            }
            throw fault("a literal in backquotes is JSON: \(error.reason)", at: first + 1 + error.offset)
        }
    }

    /// How a word that is no JSON is to be written: other languages' words for true, false and null as JSON, any other as
    /// a text. Nil for what was begun as JSON.
    private static func bareWord(_ content: [UInt8]) -> String? {
        var text = String(decoding: content, as: UTF8.self)[...]
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        if text.count > 2, text.first == "'", text.last == "'" { return String(text) }
        guard let first = text.first, !"{[\"-".contains(first), !first.isNumber, !text.contains("'"), text.count <= 60
        else { return nil }
        switch text.lowercased() {
        case "true", "false", "null": return "`\(text.lowercased())`"
        case "none", "nil", "undefined": return "`null`"
        default: return "'\(text)'"
        }
    }

    /// Drops the backslash before every delimiter and leaves all others.
    private static func unescaping(_ delimiter: UInt8, in bytes: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let next = rest.popFirst() else {
                result.append(byte)
                continue
            }
            if next != delimiter { result.append(byte) }
            result.append(next)
        }
        return result
    }
}

extension UInt8 {
    var isWhitespace: Bool { self == 0x20 || self == 0x09 || self == 0x0A || self == 0x0D }
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
    fileprivate var isIdentifierStart: Bool {
        self == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
    }
}
