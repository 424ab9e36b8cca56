/// The grammar of RFC 8259 as it stands there, for bytes: a second opinion about what is JSON.
struct JSONGrammar {
    private let depthLimit: Int
    private var rest: ArraySlice<UInt8>

    /// Whether bytes are one whole document, after a byte order mark if there is one; bytes beyond ASCII may be anything.
    static func accepts(_ bytes: [UInt8], depthLimit: Int) -> Bool {
        var grammar = JSONGrammar(depthLimit: depthLimit, rest: bytes[...])
        _ = grammar.take("\u{FEFF}")
        grammar.blanks()
        guard grammar.value(depth: 0) else { return false }
        grammar.blanks()
        return grammar.rest.isEmpty
    }

    private mutating func value(depth: Int) -> Bool {
        if take("{") { return depth < depthLimit && list("}") { $0.member(depth: depth + 1) } }
        if take("[") { return depth < depthLimit && list("]") { $0.value(depth: depth + 1) } }
        if take("\"") { return text() }
        return take("true") || take("false") || take("null") || number()
    }

    private mutating func list(_ end: String, _ element: (inout JSONGrammar) -> Bool) -> Bool {
        blanks()
        guard !take(end) else { return true }
        repeat {
            blanks()
            guard element(&self) else { return false }
            blanks()
        } while take(",")
        return take(end)
    }

    private mutating func member(depth: Int) -> Bool {
        guard take("\""), text() else { return false }
        blanks()
        guard take(":") else { return false }
        blanks()
        return value(depth: depth)
    }

    private mutating func text() -> Bool {
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return true
            case 0..<0x20: return false
            case UInt8(ascii: "\\"):
                guard let escape = rest.popFirst(), Array("\"\\/bfnrtu".utf8).contains(escape) else { return false }
                guard escape == UInt8(ascii: "u") else { continue }
                let digits = rest.prefix(4)
                guard digits.count == 4, digits.allSatisfy(Array("0123456789abcdefABCDEF".utf8).contains) else {
                    return false
                }
                rest = rest.dropFirst(4)
            default: continue
            }
        }
        return false
    }

    private mutating func number() -> Bool {
        _ = take("-")
        guard take("0") || digits() else { return false }
        if take("."), !digits() { return false }
        guard take("e") || take("E") else { return true }
        if !take("+") { _ = take("-") }
        return digits()
    }

    private mutating func digits() -> Bool {
        let digits = rest.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        rest = rest.dropFirst(digits.count)
        return !digits.isEmpty
    }

    private mutating func blanks() { rest = rest.drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) } }

    private mutating func take(_ word: String) -> Bool {
        guard rest.starts(with: word.utf8) else { return false }
        rest = rest.dropFirst(word.utf8.count)
        return true
    }
}
