import JSON

/// `a || b`
final class Or: Operation {
    private let first: any Operation
    private let second: any Operation

    init(_ first: any Operation, _ second: any Operation) {
        self.first = first
        self.second = second
    }

    func evaluate(_ value: JSONValue, _ scope: Scope) throws(JMESPathError) -> JSONValue {
        let result = try first.evaluate(value, scope)
        return try result.isTrue ? result : second.evaluate(value, scope)
    }

    func holds(_ value: JSONValue, _ scope: Scope) throws(JMESPathError) -> Bool {
        if try first.holds(value, scope) { return true }
        return try second.holds(value, scope)
    }
}

/// `a && b`
final class And: Operation {
    private let first: any Operation
    private let second: any Operation

    init(_ first: any Operation, _ second: any Operation) {
        self.first = first
        self.second = second
    }

    func evaluate(_ value: JSONValue, _ scope: Scope) throws(JMESPathError) -> JSONValue {
        let result = try first.evaluate(value, scope)
        return try result.isTrue ? second.evaluate(value, scope) : result
    }

    func holds(_ value: JSONValue, _ scope: Scope) throws(JMESPathError) -> Bool {
        guard try first.holds(value, scope) else { return false }
        return try second.holds(value, scope)
    }
}

/// `!a`
final class Not: Operation {
    private let operand: any Operation

    init(_ operand: any Operation) { self.operand = operand }

    func evaluate(_ value: JSONValue, _ scope: Scope) throws(JMESPathError) -> JSONValue {
        .bool(try !operand.holds(value, scope))
    }

    func holds(_ value: JSONValue, _ scope: Scope) throws(JMESPathError) -> Bool {
        try !operand.holds(value, scope)
    }
}

/// `a == b` and its kin.
final class Comparing: Operation {
    private let comparison: Comparison
    private let left: any Operation
    private let right: any Operation

    init(_ comparison: Comparison, _ left: any Operation, _ right: any Operation) {
        self.comparison = comparison
        self.left = left
        self.right = right
    }

    func evaluate(_ value: JSONValue, _ scope: Scope) throws(JMESPathError) -> JSONValue {
        try comparison.evaluate(left.evaluate(value, scope), right.evaluate(value, scope))
    }
}

/// `if(a, b, c)`: only the one that counts is evaluated.
final class Choice: Operation {
    private let condition: any Operation
    private let first: any Operation
    private let second: any Operation

    init(_ condition: any Operation, _ first: any Operation, _ second: any Operation) {
        self.condition = condition
        self.first = first
        self.second = second
    }

    func evaluate(_ value: JSONValue, _ scope: Scope) throws(JMESPathError) -> JSONValue {
        try condition.holds(value, scope) ? first.evaluate(value, scope) : second.evaluate(value, scope)
    }

    func holds(_ value: JSONValue, _ scope: Scope) throws(JMESPathError) -> Bool {
        try condition.holds(value, scope) ? first.holds(value, scope) : second.holds(value, scope)
    }
}

extension Comparison {
    /// Equality is for all values; order is for numbers only and yields null for everything else.
    fileprivate func evaluate(_ left: JSONValue, _ right: JSONValue) -> JSONValue {
        switch self {
        case .equal: return .bool(left == right)
        case .notEqual: return .bool(left != right)
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            guard case .number(let left) = left, case .number(let right) = right else { return .null }
            return .bool(holds(left, right))
        }
    }

    private func holds(_ left: JSONNumber, _ right: JSONNumber) -> Bool {
        switch self {
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        case .equal: left == right
        case .notEqual: left != right
        }
    }
}
