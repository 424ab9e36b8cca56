import JSON

/// Builds nodes from tokens by their binding powers (Pratt 1973).
struct Parser {
    /// How deeply operations may lie within each other; the compliance suite asks for 130 projections. Parsing and
    /// evaluating use the stack once per level, and that of a worker thread may be as small as 512 KiB (macOS). No level
    /// takes 3 KiB (measured 2026, x86-64, release) as long as what they call is not inlined into them, which makes room
    /// for the temporaries of every branch in every level: hence `@inline(never)` throughout the parser.
    private static let depthLimit = 150

    /// More than any mapping needs; without it forty characters could take the memory of the machine.
    private static let growthLimit = 1e6

    let functions: FunctionTable
    private(set) var token: Token
    /// The token before it; nil at the beginning.
    private(set) var previous: Token?
    /// The offset behind the last token that was consumed.
    private(set) var end = 0
    var variables: Set<String> = []
    var functionNames: Set<String> = []
    /// The variables that the `let`s around the position have bound.
    var bound: [String] = []

    private var lexer: Lexer
    private var depth = 0

    init(source: [UInt8], start: Int, functions: FunctionTable) {
        self.functions = functions
        lexer = Lexer(source: source, start: start)
        token = lexer.next()
    }

    // MARK: Tokens

    @inline(never)
    mutating func advance() {
        end = token.end
        previous = token
        token = lexer.next()
    }

    @inline(never)
    mutating func take(_ kind: Token.Kind) -> Bool {
        guard token.kind == kind else { return false }
        advance()
        return true
    }

    @inline(never)
    mutating func expect(_ kind: Token.Kind, _ expected: String) throws(JMESPathError) {
        guard !take(kind) else { return }
        let closers: [Token.Kind] = [.rightParenthesis, .rightBracket, .rightBrace]
        if closers.contains(kind), let slip { throw slip }
        throw fault("expected \(expected)")
    }

    /// The token after the present one.
    var following: Token.Kind {
        var ahead = lexer
        return ahead.next().kind
    }

    /// An error about the present token; what the lexer found wrong with it comes first.
    @inline(never)
    func fault(_ message: String) -> JMESPathError {
        switch token.kind {
        case .invalid(let error): error
        case .end: JMESPathError(.syntax, "\(message), found the end", offset: token.start)
        default: JMESPathError(.syntax, message, offset: token.start)
        }
    }

    func expectEnd() throws(JMESPathError) {
        guard token.kind != .end else { return }
        throw slip ?? fault("expected the end of the expression or an operator")
    }

    @inline(never)
    func node(_ kind: Node.Kind, at offset: Int) throws(JMESPathError) -> Node {
        let node = Node(kind, at: offset)
        guard node.height <= Self.depthLimit else { throw tooDeep(at: offset) }
        guard node.growth <= Self.growthLimit else {
            throw JMESPathError(.syntax, "its result may be a million times what it reads", offset: offset)
        }
        return node
    }

    @inline(never)
    private func tooDeep(at offset: Int) -> JMESPathError {
        JMESPathError(.syntax, "more than \(Self.depthLimit) operations within each other", offset: offset)
    }

    // MARK: Expressions

    /// Parses as far as tokens bind more firmly than `power`.
    mutating func expression(_ power: Int = 0) throws(JMESPathError) -> Node {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit else { throw tooDeep(at: token.start) }
        var left = try first()
        while token.kind.power > power { left = try infix(left) }
        return left
    }

    /// What may begin an expression.
    @inline(never)
    private mutating func first() throws(JMESPathError) -> Node {
        switch token.kind {
        case .star, .leftBrace, .flatten, .filter, .leftBracket: try bracketPrefix()
        default: try prefix()
        }
    }

    @inline(never)
    private mutating func prefix() throws(JMESPathError) -> Node {
        let start = token
        switch start.kind {
        case .identifier("let"):
            if case .variable = following { return try binding() }
            return try identifier("let")
        case .identifier(let name):
            return try identifier(name)
        case .quotedIdentifier(let name):
            advance()
            guard token.kind != .leftParenthesis else { throw fault("the name of a function is not quoted") }
            return try node(.field(name), at: start.start)
        case .literal(let value):
            advance()
            return try node(.literal(value), at: start.start)
        case .variable(let name):
            advance()
            if !bound.contains(name) { variables.insert(name) }
            return try node(.variable(name), at: start.start)
        case .at:
            advance()
            return try node(.current, at: start.start)
        case .not:
            advance()
            return try node(.not(expression(Power.not)), at: start.start)
        case .leftParenthesis:
            advance()
            let inner = try expression()
            try expect(.rightParenthesis, "\")\"")
            return inner
        case .ampersand:
            throw fault("\"&\" belongs before an argument of a function")
        default:
            throw missingValue()
        }
    }

    @inline(never)
    private mutating func identifier(_ name: String) throws(JMESPathError) -> Node {
        let offset = token.start
        advance()
        guard token.kind == .leftParenthesis else { return try node(.field(name), at: offset) }
        return try call(name, at: offset)
    }

    /// What may follow an expression.
    @inline(never)
    private mutating func infix(_ left: Node) throws(JMESPathError) -> Node {
        switch token.kind {
        case .dot: try afterDot(left)
        case .flatten, .filter, .leftBracket: try bracket(after: left)
        default: try operation(on: left)
        }
    }

    @inline(never)
    private mutating func operation(on left: Node) throws(JMESPathError) -> Node {
        let operation = token
        switch operation.kind {
        case .pipe: return try row(of: .pipe, Power.pipe, after: left) { .chain($0, $1) }
        case .or: return try row(of: .or, Power.or, after: left) { .or($0, $1) }
        case .and: return try row(of: .and, Power.and, after: left) { .and($0, $1) }
        case .comparison(let comparison):
            advance()
            return try node(.comparison(comparison, left, expression(Power.comparison)), at: operation.start)
        default:
            throw fault("expected an operator")
        }
    }

    /// `a || b || c …`. It means the same however it is bracketed, so that halves of halves are made of it: a row of
    /// hundreds lies a few levels deep.
    @inline(never)
    private mutating func row(
        of kind: Token.Kind,
        _ power: Int,
        after left: Node,
        _ join: (Node, Node) -> Node.Kind
    ) throws(JMESPathError) -> Node {
        var operands = [left]
        var offsets: [Int] = []
        while token.kind == kind {
            offsets.append(token.start)
            advance()
            operands.append(try expression(power))
        }
        return try joined(operands[...], offsets[...], join)
    }

    /// `offsets` are those of the operators between the operands.
    @inline(never)
    private func joined(
        _ operands: ArraySlice<Node>,
        _ offsets: ArraySlice<Int>,
        _ join: (Node, Node) -> Node.Kind
    ) throws(JMESPathError) -> Node {
        guard operands.count > 1 else { return operands[operands.startIndex] }
        let half = operands.count / 2
        let first = try joined(operands.prefix(half), offsets.prefix(half - 1), join)
        let second = try joined(operands.dropFirst(half), offsets.dropFirst(half), join)
        return try node(join(first, second), at: offsets[offsets.startIndex + half - 1])
    }

    // MARK: Variables

    /// `let $a = …, $b = … in …`
    @inline(never)
    private mutating func binding() throws(JMESPathError) -> Node {
        let offset = token.start
        advance()
        var bindings: [(name: String, value: Node)] = []
        repeat {
            guard case .variable(let name) = token.kind else { throw fault("expected a variable (\"$name\")") }
            advance()
            try expect(.assign, "\"=\"")
            bindings.append((name, try expression()))
        } while take(.comma)
        try expect(.identifier("in"), "\"in\" after the variables of \"let\"")
        bound.append(contentsOf: bindings.map(\.name))
        let body = try expression()
        bound.removeLast(bindings.count)
        return try node(.binding(bindings, body: body), at: offset)
    }
}
