import JSON

/// What was probably meant where an expression cannot go on: the slips of people who write other languages every day.
extension Parser {
    /// The fault at the present token, behind a whole expression; nil where what was meant is not plain to see. A mend
    /// that is JMESPath's own stands behind a semicolon.
    @inline(never)
    var slip: JMESPathError? {
        if let previous, previous.end == token.start, let text = previous.unclosed(before: token) { return text }
        if case .identifier(let word)? = previous?.kind, token.kind.beginsExpression, let previous {
            switch word.lowercased() {
            case "not": return Self.slip("\"\(word)\" is no operator; write \"!\"", previous)
            case "if": return Self.slip("\"\(word)\" is a function of three arguments", previous)
            default: break
            }
        }
        switch token.kind {
        case .assign:
            let isTriple = previous.map { $0.kind.isComparison && $0.end == token.start } ?? false
            return Self.slip(
                isTriple ? "one \"=\" too many; write \"==\"" : "a single \"=\" compares nothing; write \"==\"",
                token
            )
        case .ampersand: return Self.slip("a single \"&\" joins no conditions; write \"&&\"", token)
        case .star: return Self.slip("\"*\" is no operator", token)
        case .number(let number) where number < 0: return Self.slip("\"-\" is no operator", token)
        case .identifier(let word): return Self.word(word, token)
        default: return nil
        }
    }

    /// What stands where a value was expected.
    @inline(never)
    func missingValue() -> JMESPathError {
        switch token.kind {
        case .number: return Self.slip("a number stands in backquotes; write \"`\(numberText)`\"", token)
        case .assign: return slip ?? fault("expected an expression")
        case .rightParenthesis, .rightBracket, .rightBrace:
            guard let previous, previous.kind == .comma else { return fault("expected an expression") }
            return Self.slip("behind this comma nothing follows; remove the comma", previous)
        default: return fault("expected an expression")
        }
    }

    /// The number here as it was written, with its decimals.
    private var numberText: String {
        guard case .number(let value) = token.kind else { return "" }
        let number = value == 0 && token.end - token.start == 2 ? "-0" : "\(value)"
        var ahead = self
        ahead.advance()
        guard ahead.token.kind == .dot, ahead.token.start == token.end else { return number }
        ahead.advance()
        guard case .number(let decimals) = ahead.token.kind, decimals >= 0 else { return number }
        let zeros = String(repeating: "0", count: max(0, ahead.token.end - ahead.token.start - "\(decimals)".count))
        return "\(number).\(zeros)\(decimals)"
    }

    private static func word(_ word: String, _ token: Token) -> JMESPathError? {
        switch word.lowercased() {
        case "and": slip("\"\(word)\" is no operator; write \"&&\"", token)
        case "or": slip("\"\(word)\" is no operator; write \"||\"", token)
        case "is", "eq", "equals": slip("\"\(word)\" is no operator; write \"==\"", token)
        case "in": slip("\"\(word)\" is no operator; write contains(list, value)", token)
        case "if", "else", "then", "unless": slip("\"\(word)\" is no operator", token)
        default: nil
        }
    }

    private static func slip(_ message: String, _ token: Token) -> JMESPathError {
        JMESPathError(.syntax, message, offset: token.start)
    }
}

extension Token {
    /// The fault where a text in quotes ends and the next token begins without a blank between them: a quote is missing,
    /// or one is too many. Nil where this is no text.
    fileprivate func unclosed(before next: Token) -> JMESPathError? {
        guard case .literal(.string) = kind, next.kind.beginsExpression else { return nil }
        return JMESPathError(.syntax, "the text that begins here ends inside a word", offset: start)
    }
}

extension Token.Kind {
    fileprivate var isComparison: Bool {
        if case .comparison = self { true } else { false }
    }

    /// True for what may begin a value, a quote that is never closed included.
    fileprivate var beginsExpression: Bool {
        switch self {
        case .identifier, .quotedIdentifier, .variable, .number, .literal, .at: true
        case .invalid(let error): error.message.hasSuffix("is not closed")
        default: false
        }
    }
}

extension Expression {
    /// Why what stands behind the longest expression that begins at a byte offset does not continue it, located like the
    /// errors of ``parsePrefix(of:from:functions:)``; nil where nothing tells what was meant.
    package static func faultBehindPrefix(
        of text: String,
        from offset: Int,
        functions: FunctionTable = .standard
    ) -> JMESPathError? {
        let source = Array(text.utf8)
        let start = source.dropFirst(max(offset, 0)).firstIndex { !$0.isWhitespace } ?? source.count
        var parser = Parser(source: source, start: start, functions: functions)
        guard (try? parser.expression()) != nil else { return nil }
        let unreadable: JMESPathError? = if case .invalid(let error) = parser.token.kind { error } else { nil }
        return (parser.slip ?? unreadable)?.located(in: source, start: start)
    }
}
