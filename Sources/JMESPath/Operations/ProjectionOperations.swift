import JSON

/// `a[*].b`, and behind a ``Flatten`` `a[].b`.
final class Projection: Operation {
    private let source: any Operation
    private let element: any Operation

    init(_ source: any Operation, element: any Operation) {
        self.source = source
        self.element = element
    }

    func evaluate(_ value: JSONValue, _ scope: Scope) throws(JMESPathError) -> JSONValue {
        guard case .array(let elements) = try source.evaluate(value, scope) else { return .null }
        return try element.project(elements, scope)
    }
}

/// `a.*.b`
final class ValueProjection: Operation {
    private let source: any Operation
    private let element: any Operation

    init(_ source: any Operation, element: any Operation) {
        self.source = source
        self.element = element
    }

    func evaluate(_ value: JSONValue, _ scope: Scope) throws(JMESPathError) -> JSONValue {
        guard case .object(let object) = try source.evaluate(value, scope) else { return .null }
        return try element.project(object.values, scope)
    }
}

/// `a[?b].c`
final class Filter: Operation {
    private let source: any Operation
    private let condition: any Operation
    private let element: any Operation

    init(_ source: any Operation, condition: any Operation, element: any Operation) {
        self.source = source
        self.condition = condition
        self.element = element
    }

    func evaluate(_ value: JSONValue, _ scope: Scope) throws(JMESPathError) -> JSONValue {
        guard case .array(let elements) = try source.evaluate(value, scope) else { return .null }
        var kept: [JSONValue] = []
        for element in elements where try condition.holds(element, scope) { kept.append(element) }
        return try element.project(kept, scope)
    }
}

/// An array whose elements that are arrays themselves are replaced by their elements.
final class Flatten: Operation {
    private let source: any Operation

    init(_ source: any Operation) { self.source = source }

    func evaluate(_ value: JSONValue, _ scope: Scope) throws(JMESPathError) -> JSONValue {
        let source = try source.evaluate(value, scope)
        guard case .array(let elements) = source else { return .null }
        let isFlat = elements.allSatisfy { element in
            if case .array = element { false } else { true }
        }
        guard !isFlat else { return source }
        var flat: [JSONValue] = []
        for element in elements {
            if case .array(let inner) = element { flat += inner } else { flat.append(element) }
        }
        return .array(flat)
    }
}

extension Operation {
    /// The results for every element that are not null.
    fileprivate func project(_ elements: [JSONValue], _ scope: Scope) throws(JMESPathError) -> JSONValue {
        guard !(self is Current) || elements.contains(where: \.isNull) else { return .array(elements) }
        var results: [JSONValue] = []
        results.reserveCapacity(elements.count)
        for element in elements {
            let result = try evaluate(element, scope)
            if !result.isNull { results.append(result) }
        }
        return .array(results)
    }
}
