import JSON

/// The smallest piece of an expression that means something.
struct Token {
    enum Kind: Equatable {
        case identifier(String), quotedIdentifier(String), variable(String), number(Int), literal(JSONValue)
        case dot, star, comma, colon, at, ampersand, not, assign
        case pipe, or, and, comparison(Comparison)
        case leftParenthesis, rightParenthesis, leftBrace, rightBrace
        case leftBracket, rightBracket, flatten, filter
        case end
        /// What cannot be read; an error only where the parser needs it, because a prefix may end before it.
        indirect case invalid(JMESPathError)
    }

    let kind: Kind
    /// Offsets in bytes from the beginning of the expression.
    let start: Int
    let end: Int
}

enum Comparison {
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
}

extension Token.Kind {
    /// How firmly the token binds what stands to its left; 0 ends an expression.
    var power: Int {
        switch self {
        case .pipe: Power.pipe
        case .or: Power.or
        case .and: Power.and
        case .comparison: Power.comparison
        case .flatten: Power.flatten
        case .filter: Power.filter
        case .dot: Power.dot
        case .leftBracket: Power.bracket
        default: 0
        }
    }
}

/// Binding powers, in the order of the reference implementation (jmespath.py, parser.py); only `not` lies lower here.
enum Power {
    static let pipe = 1
    static let or = 2
    static let and = 3
    static let comparison = 5
    static let not = 6
    static let flatten = 9
    /// A projection ends before tokens that bind less than this.
    static let projectionEnd = 10
    static let star = 20
    static let filter = 21
    static let dot = 40
    static let bracket = 55
}
