/// What a pattern says, as a tree.
indirect enum PatternTree {
    case empty
    case scalar(UInt32)
    case any
    case set(ScalarSet)
    case assertion(PatternAssertion)
    case sequence([PatternTree])
    case either([PatternTree])
    case group(Int, PatternTree)
    /// `most` is nil where there is no upper bound.
    case repeated(PatternTree, least: Int, most: Int?, isLazy: Bool)
}

/// A place between two characters.
enum PatternAssertion: Sendable {
    case start, end, wordEdge, noWordEdge
}

/// The flags at the start of a pattern.
struct PatternFlags: Sendable {
    var foldsCase = false
    var isMultiline = false
    var dotTakesLineEnds = false
}

/// A recursive-descent parser; groups nest at most ``depthLimit`` deep, so that the stack is bounded.
struct PatternParser {
    private static let depthLimit = 50
    /// A counted repetition is unrolled; more than this is refused.
    private static let repetitionLimit = 1000
    /// A search keeps the ends of every group for each of its ways.
    private static let groupLimit = 100

    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var depth = 0
    private(set) var flags = PatternFlags()
    private(set) var groupCount = 0

    init(_ text: String) { scalars = Array(text.unicodeScalars) }

    mutating func parse() throws(PatternError) -> PatternTree {
        try readFlags()
        let tree = try alternatives()
        guard position == scalars.count else { throw fault("there is no open group for )") }
        return tree
    }

    private mutating func alternatives() throws(PatternError) -> PatternTree {
        var branches = [try sequence()]
        while take("|") { branches.append(try sequence()) }
        return branches.count == 1 ? branches[0] : .either(branches)
    }

    private mutating func sequence() throws(PatternError) -> PatternTree {
        var parts: [PatternTree] = []
        while let scalar = peek, scalar != "|", scalar != ")" { parts.append(try repetition()) }
        return parts.count == 1 ? parts[0] : (parts.isEmpty ? .empty : .sequence(parts))
    }

    private mutating func repetition() throws(PatternError) -> PatternTree {
        let atom = try atom()
        guard let (least, most) = try bounds() else { return atom }
        if case .assertion = atom { throw fault("a place cannot be repeated") }
        let isLazy = take("?")
        let end = position
        // Without an end, repetitions of repetitions would nest as deep as the pattern is long.
        guard try bounds() == nil else { throw fault("a repetition is repeated; put it into (?:…) first", at: end) }
        return .repeated(atom, least: least, most: most, isLazy: isLazy)
    }

    private mutating func bounds() throws(PatternError) -> (Int, Int?)? {
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        if take("?") { return (0, 1) }
        guard peek == "{", let next = peek(at: 1), isDigit(next) else { return nil }
        position += 1
        let least = try number()
        var most: Int? = least
        if take(",") { most = peek == "}" ? nil : try number() }
        guard take("}") else { throw fault("the repetition is not closed with }") }
        guard most ?? least >= least else { throw fault("the repetition ends before it begins") }
        return (least, most)
    }

    private mutating func number() throws(PatternError) -> Int {
        var value = 0
        while let scalar = peek, isDigit(scalar) {
            value = value * 10 + Int(scalar.value - 48)
            guard value <= Self.repetitionLimit else { throw fault("more than \(Self.repetitionLimit) repetitions") }
            position += 1
        }
        return value
    }

    private mutating func atom() throws(PatternError) -> PatternTree {
        guard let scalar = peek else { return .empty }
        position += 1
        switch scalar {
        case ".": return .any
        case "^": return .assertion(.start)
        case "$": return .assertion(.end)
        case "[": return .set(try set())
        case "(": return try group()
        case "\\": return try escape()
        case "*", "+", "?":
            position -= 1
            throw fault("there is nothing to repeat")
        default: return .scalar(scalar.value)
        }
    }

    private mutating func group() throws(PatternError) -> PatternTree {
        depth += 1
        guard depth <= Self.depthLimit else { throw fault("groups nest deeper than \(Self.depthLimit)") }
        defer { depth -= 1 }
        var number: Int?
        if take("?") {
            guard take(":") else { throw fault("only (?:…) groups exist, and flags at the very start") }
        } else {
            groupCount += 1
            guard groupCount <= Self.groupLimit else { throw fault("more than \(Self.groupLimit) groups; write (?:…)") }
            number = groupCount
        }
        let tree = try alternatives()
        guard take(")") else { throw fault("the group is not closed with )") }
        return number.map { .group($0, tree) } ?? tree
    }

    private mutating func escape() throws(PatternError) -> PatternTree {
        guard let scalar = peek else { throw fault("the pattern ends with a backslash") }
        position += 1
        switch scalar {
        case "b": return .assertion(.wordEdge)
        case "B": return .assertion(.noWordEdge)
        default:
            if let set = ScalarSet(escape: scalar) { return .set(set) }
            return .scalar(try literal(scalar))
        }
    }

    /// The scalar that an escape stands for, such as `\n` or `\.`.
    private func literal(_ scalar: Unicode.Scalar) throws(PatternError) -> UInt32 {
        switch scalar {
        case "n": return 10
        case "r": return 13
        case "t": return 9
        default:
            let isLetter = scalar.isASCII && ScalarSet.word.contains(scalar.value)
            guard !isLetter else { throw fault("an escape that is not known", at: position - 1) }
            return scalar.value
        }
    }

    private mutating func set() throws(PatternError) -> ScalarSet {
        let start = position - 1
        var set = ScalarSet(isNegated: take("^"))
        var isFirst = true
        while let scalar = peek, isFirst || scalar != "]" {
            isFirst = false
            position += 1
            if scalar == "\\", let next = peek, let inner = ScalarSet(escape: next) {
                position += 1
                set.insert(inner)
                continue
            }
            let low = try setScalar(scalar)
            guard peek == "-", let after = peek(at: 1), after != "]" else {
                set.insert(low...low)
                continue
            }
            position += 2
            let high = try setScalar(after)
            guard low <= high else { throw fault("the range ends before it begins") }
            set.insert(low...high)
        }
        guard take("]") else { throw fault("the set is not closed with ]", at: start) }
        return set
    }

    private mutating func setScalar(_ scalar: Unicode.Scalar) throws(PatternError) -> UInt32 {
        guard scalar == "\\" else { return scalar.value }
        guard let next = peek else { throw fault("the pattern ends with a backslash") }
        position += 1
        return try literal(next)
    }

    private mutating func readFlags() throws(PatternError) {
        guard peek == "(", peek(at: 1) == "?", let first = peek(at: 2), first != ":" else { return }
        position = 2
        while let scalar = peek, scalar != ")" {
            switch scalar {
            case "i": flags.foldsCase = true
            case "m": flags.isMultiline = true
            case "s": flags.dotTakesLineEnds = true
            default: throw fault("only the flags i, m and s and (?:…) groups exist")
            }
            position += 1
        }
        guard take(")") else { throw fault("the flags are not closed with )") }
    }

    private var peek: Unicode.Scalar? { peek(at: 0) }

    private func peek(at distance: Int) -> Unicode.Scalar? {
        position + distance < scalars.count ? scalars[position + distance] : nil
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peek == character else { return false }
        position += 1
        return true
    }

    private func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    private func fault(_ reason: String, at offset: Int? = nil) -> PatternError {
        PatternError(reason: reason, offset: offset ?? position)
    }
}
