/// Something in an expression that compiles and is probably not what was meant.
package struct Remark: Sendable, Equatable {
    package enum Kind: Sendable {
        /// `true` and `false` without backquotes read fields of these names.
        case wordAsField
        /// A name in double quotes where a text would stand: beside a comparison, or as an argument or an element.
        case quotedNameAsValue
    }

    package let kind: Kind
    package let name: String
    /// In bytes from the beginning of the expression's text.
    package let offset: Int
}

extension Expression {
    /// What is doubtful in it, found by its tokens alone.
    package var remarks: [Remark] {
        var lexer = Lexer(source: Array(text.utf8), start: 0)
        var tokens: [Token] = []
        while true {
            let token = lexer.next()
            if token.kind == .end { break }
            if case .invalid = token.kind { break }
            tokens.append(token)
        }
        return tokens.indices.compactMap { index in
            let before = index > 0 ? tokens[index - 1].kind : nil
            let after = index + 1 < tokens.count ? tokens[index + 1].kind : nil
            switch tokens[index].kind {
            case .identifier(let word):
                guard ["true", "false"].contains(word.lowercased()), before != .dot, !Self.goesOn(after),
                    after != .leftParenthesis, after != .colon
                else { return nil }
                return Remark(kind: .wordAsField, name: word, offset: tokens[index].start)
            case .quotedIdentifier(let name):
                guard before != .dot, !Self.goesOn(after), Self.isValue(between: before, after) else { return nil }
                return Remark(kind: .quotedNameAsValue, name: name, offset: tokens[index].start)
            default: return nil
            }
        }
    }

    /// True where a path leads on from a name.
    private static func goesOn(_ after: Token.Kind?) -> Bool {
        switch after {
        case .dot, .leftBracket, .flatten, .filter: true
        default: false
        }
    }

    private static func isValue(between before: Token.Kind?, _ after: Token.Kind?) -> Bool {
        if isComparison(before) || isComparison(after) { return true }
        let opens: [Token.Kind] = [.leftParenthesis, .leftBracket, .comma]
        let closes: [Token.Kind] = [.rightParenthesis, .rightBracket, .comma]
        guard let before, let after else { return false }
        return opens.contains(before) && closes.contains(after)
    }

    private static func isComparison(_ kind: Token.Kind?) -> Bool {
        if case .comparison? = kind { true } else { false }
    }
}
