import JSON

/// Expressions of the whole grammar, and documents of which their paths lead somewhere.
extension Chance {
    private static let names = ["a", "b", "list", "k", "x", "quoted name", "id", "in", "let", "\u{E9}", "e\u{301}", ""]

    mutating func phrase(depth: Int) -> Phrase {
        guard depth > 0 else { return leaf() }
        switch number(below: 12) {
        case 0, 1, 2, 3: return path(depth: depth)
        case 4: return operation(depth: depth)
        case 5: return comparison(depth: depth)
        case 6: return .list((0...number(below: 3)).map { _ in phrase(depth: depth - 1) })
        case 7: return .hash(members(depth: depth))
        case 8: return binding(depth: depth)
        case 9, 10: return call(depth: depth)
        default: return leaf()
        }
    }

    private mutating func leaf() -> Phrase {
        switch number(below: 11) {
        case 0: return .current
        case 1: return .variable(pick(["body", "body", "hook", "query", "v", "w"]))
        case 2: return .raw(word())
        case 3: return .literal(json(depth: 2))
        case 4: return .literal(.number(JSONNumber(number(in: -2...9))))
        default: return .field(name())
        }
    }

    private mutating func name() -> String { pick(once(in: 3) ? Self.names : ["a", "b", "list"]) }

    private mutating func members(depth: Int) -> [(name: String, value: Phrase)] {
        (0...number(below: 3)).map { _ in (name(), phrase(depth: depth - 1)) }
    }

    private mutating func binding(depth: Int) -> Phrase {
        let bound = (0...number(below: 2)).map { _ in (pick(["v", "w", "body"]), phrase(depth: depth - 2)) }
        return .binding(bound, in: phrase(depth: depth - 1))
    }

    private mutating func operation(depth: Int) -> Phrase {
        let (left, right) = (phrase(depth: depth - 1), phrase(depth: depth - 1))
        switch number(below: 4) {
        case 0: return .either(left, right)
        case 1: return .both(left, right)
        case 2: return .piped(left, right)
        default: return .not(left)
        }
    }

    private mutating func comparison(depth: Int) -> Phrase {
        let left = phrase(depth: depth - 1)
        // What is compared with something else is seldom the same.
        let right = once(in: 3) ? left : once(in: 2) ? leaf() : phrase(depth: depth - 2)
        return .comparison(left, pick(["==", "!=", "<", "<=", ">", ">="]), right)
    }

    private mutating func call(depth: Int) -> Phrase {
        let first = phrase(depth: depth - 1)
        switch number(below: 8) {
        case 0: return .map(first, phrase(depth: depth - 2))
        case 1, 2: return .by(pick(["sort_by", "max_by", "min_by"]), phrase(depth: depth - 1), leaf())
        case 3: return .choice(first, phrase(depth: depth - 2), phrase(depth: depth - 2))
        case 4: return .firstOf([first] + (0..<number(below: 3)).map { _ in phrase(depth: depth - 2) })
        default:
            let function = pick(Phrase.functions)
            let others = (1..<max(function.count, 1)).map { _ in phrase(depth: depth - 2) }
            return .call(function.name, [first] + others, function.body)
        }
    }

    private mutating func path(depth: Int) -> Phrase {
        let source = phrase(depth: depth - 1)
        switch number(below: 6) {
        case 0:
            let element = tail(depth: depth - 1, isElement: true)
            return .path(source, .init(filteredBy: phrase(depth: depth - 1), then: element))
        case 1: return .path(source, .init(flattenedThen: tail(depth: depth - 1, isElement: true)), after: .projection)
        default: return .path(source, tail(depth: depth))
        }
    }

    /// Filters and flattenings end projections before them, each in its own way, and stand behind sources only. A list or
    /// an object ends the projection that it is an element of, as in the reference implementation.
    private mutating func tail(depth: Int, isElement: Bool = false) -> Phrase.Tail {
        guard depth > 0 else { return .init() }
        switch number(below: 10) {
        case 0, 1, 2:
            let member = Phrase.field(name())
            return .init(".\(member.text)", then: tail(depth: depth - 1, isElement: isElement), member.meaning)
        case 3: return .init(index: number(in: -3...3), then: tail(depth: depth - 1, isElement: isElement))
        case 4, 5: return .init(each: "[*]", then: tail(depth: depth - 1, isElement: true)) { $0.array }
        case 6: return .init(each: ".*", then: tail(depth: depth - 1, isElement: true)) { $0.object?.map(\.value) }
        case 7:
            let ends = [nil, nil, 0, 1, 2, -1, -2, 9, -9, Int.max, Int.min]
            let step = pick([1, 1, 2, -1, -2, Int.max, Int.min])
            return .init(from: pick(ends), to: pick(ends), by: step, then: tail(depth: depth - 1, isElement: true))
        case 8:
            let made = once(in: 2) ? Phrase.list([phrase(depth: depth - 2)]) : .hash(members(depth: depth - 2))
            return .init("." + made.text, then: isElement ? .init() : tail(depth: depth - 1), made.meaning)
        default: return .init()
        }
    }

    /// A value in which the names of ``phrase(depth:)`` lie within each other.
    mutating func document(depth: Int = 4) -> JSONValue {
        switch number(below: depth > 0 ? 8 : 3) {
        case 0: return json(depth: 1)
        case 1: return .number(JSONNumber(number(below: 4)))
        case 2: return .string(pick(["", "a", "b", word()]))
        case 3, 4: return .array((0..<number(below: 5)).map { _ in document(depth: depth - 1) })
        default:
            return .object(JSONObject((0..<number(in: 1...6)).map { _ in (name(), document(depth: depth - 1)) }))
        }
    }
}
