import JSON

/// `@`
final class Current: Operation {
    func evaluate(_ value: JSONValue, _ scope: Scope) throws(JMESPathError) -> JSONValue { value }
    func holds(_ value: JSONValue, _ scope: Scope) throws(JMESPathError) -> Bool { value.isTrue }
}

/// `name`
final class Field: Operation {
    private let key: JSONKey

    init(_ name: String) { key = JSONKey(name) }

    func evaluate(_ value: JSONValue, _ scope: Scope) throws(JMESPathError) -> JSONValue { value.member(key) }
    func holds(_ value: JSONValue, _ scope: Scope) throws(JMESPathError) -> Bool { value.isMemberTrue(key) }
}

/// `[0]`
final class Index: Operation {
    private let index: Int

    init(_ index: Int) { self.index = index }

    func evaluate(_ value: JSONValue, _ scope: Scope) throws(JMESPathError) -> JSONValue { value.element(at: index) }
}

/// The elements of `[0:10:2]`.
final class Cut: Operation {
    private let slice: Slice

    init(_ slice: Slice) { self.slice = slice }

    func evaluate(_ value: JSONValue, _ scope: Scope) throws(JMESPathError) -> JSONValue { value.elements(in: slice) }
}

/// `a.b`, `a | b`: the second works on the result of the first.
final class Chain: Operation {
    private let first: any Operation
    private let second: any Operation

    init(_ first: any Operation, _ second: any Operation) {
        self.first = first
        self.second = second
    }

    func evaluate(_ value: JSONValue, _ scope: Scope) throws(JMESPathError) -> JSONValue {
        try second.evaluate(first.evaluate(value, scope), scope)
    }

    func holds(_ value: JSONValue, _ scope: Scope) throws(JMESPathError) -> Bool {
        try second.holds(first.evaluate(value, scope), scope)
    }
}

/// `$name`
final class Variable: Operation {
    private let key: JSONKey
    private let offset: Int

    init(_ name: String, at offset: Int) {
        key = JSONKey(name)
        self.offset = offset
    }

    func evaluate(_ value: JSONValue, _ scope: Scope) throws(JMESPathError) -> JSONValue {
        guard let bound = scope[key] else { throw JMESPathError(unknownVariable: key.name, scope, at: offset) }
        return bound
    }

    func holds(_ value: JSONValue, _ scope: Scope) throws(JMESPathError) -> Bool {
        guard let holds = scope.isTrue(key) else {
            throw JMESPathError(unknownVariable: key.name, scope, at: offset)
        }
        return holds
    }
}

/// `$name.field`
final class VariableField: Operation {
    private let key: JSONKey
    private let field: JSONKey
    private let offset: Int

    init(_ name: String, _ field: String, at offset: Int) {
        key = JSONKey(name)
        self.field = JSONKey(field)
        self.offset = offset
    }

    func evaluate(_ value: JSONValue, _ scope: Scope) throws(JMESPathError) -> JSONValue {
        guard let member = scope.member(key, field) else {
            throw JMESPathError(unknownVariable: key.name, scope, at: offset)
        }
        return member
    }
}

extension JMESPathError {
    @inline(never)
    fileprivate init(unknownVariable name: String, _ scope: Scope, at offset: Int) {
        let nearest = nearestName(to: name, among: scope.names)
        let hint = nearest.map { "; did you mean \"$\($0)\"?" } ?? ""
        self.init(.unknownVariable, "there is no variable \"$\(name)\"\(hint)", offset: offset)
    }
}

extension JSONValue {
    /// The element of an array, counted from the end where the index is negative; null where there is none.
    fileprivate func element(at index: Int) -> JSONValue {
        guard case .array(let elements) = self else { return .null }
        let place = index < 0 ? index + elements.count : index
        return elements.indices.contains(place) ? elements[place] : .null
    }

    fileprivate func elements(in slice: Slice) -> JSONValue {
        guard case .array(let elements) = self else { return .null }
        let count = elements.count
        let isForward = slice.step > 0
        let limits = isForward ? 0...count : -1...(count - 1)
        func place(_ index: Int) -> Int {
            min(max(index < 0 ? index + count : index, limits.lowerBound), limits.upperBound)
        }
        var position = slice.start.map(place) ?? (isForward ? limits.lowerBound : limits.upperBound)
        let stop = slice.stop.map(place) ?? (isForward ? limits.upperBound : limits.lowerBound)
        var chosen: [JSONValue] = []
        while isForward ? position < stop : position > stop {
            chosen.append(elements[position])
            let (next, overflow) = position.addingReportingOverflow(slice.step)
            guard !overflow else { break }
            position = next
        }
        return .array(chosen)
    }
}
