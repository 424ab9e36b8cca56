import JSON

/// Dots, brackets, braces and the projections they make.
extension Parser {
    /// What may begin an expression with a bracket, a brace or a star; it works on the current value.
    @inline(never)
    mutating func bracketPrefix() throws(JMESPathError) -> Node {
        switch token.kind {
        case .star: return try star()
        case .leftBrace: return try hash()
        case .leftBracket where !isIndexNext: return try list()
        default: return try bracket(after: nil)
        }
    }

    @inline(never)
    private mutating func star() throws(JMESPathError) -> Node {
        let offset = token.start
        advance()
        let source = try node(.current, at: offset)
        return try node(.valueProjection(source, element: projected(Power.star)), at: offset)
    }

    /// Whether the bracket here begins `[0]`, `[:]` or `[*]`, and not a list.
    @inline(never)
    private var isIndexNext: Bool {
        switch following {
        case .number, .colon: true
        case .star: isWildcardNext
        default: false
        }
    }

    /// Whether the brackets that begin here are `[*]` and not a list whose first element begins with a star.
    private var isWildcardNext: Bool {
        var ahead = self
        ahead.advance()
        return ahead.following == .rightBracket
    }

    /// `[]`, `[? …]`, `[*]`, `[0]` or `[::2]`, on `left` or on the current value.
    @inline(never)
    mutating func bracket(after left: Node?) throws(JMESPathError) -> Node {
        let offset = token.start
        let current = try node(.current, at: offset)
        let source = left ?? current
        switch token.kind {
        case .flatten:
            advance()
            return try node(
                .projection(node(.flatten(source), at: offset), element: projected(Power.flatten)),
                at: offset
            )
        case .filter:
            advance()
            let condition = try expression()
            try expect(.rightBracket, "\"]\" after the condition")
            let element = token.kind == .flatten ? current : try projected(Power.filter)
            return try node(.filter(source, condition: condition, element: element), at: offset)
        default:
            advance()
            guard take(.star) else { return try indexOrSlice(left, at: offset) }
            try expect(.rightBracket, "\"]\"")
            return try node(.projection(source, element: projected(Power.star)), at: offset)
        }
    }

    @inline(never)
    private mutating func indexOrSlice(_ left: Node?, at offset: Int) throws(JMESPathError) -> Node {
        if let access = try index(of: left, at: offset) { return access }
        let source = try access(.slice(slice()), of: left, at: offset)
        return try node(.projection(source, element: projected(Power.star)), at: offset)
    }

    /// Nil where a slice begins.
    @inline(never)
    private mutating func index(of left: Node?, at offset: Int) throws(JMESPathError) -> Node? {
        guard case .number(let index) = token.kind, following != .colon else { return nil }
        advance()
        if left == nil, token.kind == .comma { throw fault("a list of numbers is JSON; write \"`[…]`\"") }
        try expect(.rightBracket, "\"]\" after the index")
        return try access(.index(index), of: left, at: offset)
    }

    @inline(never)
    private func access(_ access: Node.Kind, of left: Node?, at offset: Int) throws(JMESPathError) -> Node {
        let access = try node(access, at: offset)
        guard let left else { return access }
        return try node(.chain(left, access), at: offset)
    }

    @inline(never)
    private mutating func slice() throws(JMESPathError) -> Slice {
        guard token.kind != .rightBracket else { throw fault("expected an index, a slice or \"*\"") }
        var slice = Slice(start: takeNumber())
        try expect(.colon, "an index, a slice, \"*\" or \":\"")
        slice.stop = takeNumber()
        var stepOffset = token.start
        if take(.colon) {
            stepOffset = token.start
            slice.step = takeNumber() ?? 1
        }
        try expect(.rightBracket, "\"]\" after the slice")
        guard slice.step != 0 else { throw JMESPathError(.value, "the step of a slice is not 0", offset: stepOffset) }
        return slice
    }

    @inline(never)
    private mutating func takeNumber() -> Int? {
        guard case .number(let value) = token.kind else { return nil }
        advance()
        return value
    }

    /// What follows a projection and is done with each of its elements.
    @inline(never)
    private mutating func projected(_ power: Int) throws(JMESPathError) -> Node {
        switch token.kind {
        case .leftBracket, .filter: return try expression(power)
        case .dot:
            advance()
            return try dotted(power)
        default: return try node(.current, at: token.start)
        }
    }

    @inline(never)
    mutating func afterDot(_ left: Node) throws(JMESPathError) -> Node {
        let offset = token.start
        advance()
        if take(.star) {
            return try node(.valueProjection(left, element: projected(Power.star)), at: offset)
        }
        return try node(.chain(left, dotted(Power.dot)), at: offset)
    }

    /// What may stand after a dot.
    @inline(never)
    private mutating func dotted(_ power: Int) throws(JMESPathError) -> Node {
        switch token.kind {
        case .identifier, .quotedIdentifier, .star: return try expression(power)
        case .leftBracket: return try list()
        case .leftBrace: return try hash()
        default: throw fault("expected a name, \"*\", \"[\" or \"{\" after \".\"")
        }
    }

    /// `[a, b]`
    @inline(never)
    private mutating func list() throws(JMESPathError) -> Node {
        let offset = token.start
        advance()
        var elements: [Node] = []
        repeat { elements.append(try expression()) } while take(.comma)
        try expect(.rightBracket, "\",\" or \"]\"")
        return try node(.list(elements), at: offset)
    }

    /// `{a: b, "c": d}`
    @inline(never)
    private mutating func hash() throws(JMESPathError) -> Node {
        let offset = token.start
        advance()
        var members: [(name: String, value: Node)] = []
        repeat {
            switch token.kind {
            case .identifier(let name), .quotedIdentifier(let name):
                advance()
                try expect(.colon, "\":\" after the name")
                members.append((name, try expression()))
            default:
                throw fault("expected a name")
            }
        } while take(.comma)
        try expect(.rightBrace, "\",\" or \"}\"")
        return try node(.hash(members), at: offset)
    }
}
