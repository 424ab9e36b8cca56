import JSON

extension Node {
    /// The result for a value; recursion is bounded by the node's height.
    func evaluate(_ value: JSONValue, _ scope: Scope) throws(JMESPathError) -> JSONValue {
        switch kind {
        case .current, .reference: return value
        case .field(let name):
            guard case .object(let object) = value else { return .null }
            return object[name] ?? .null
        case .literal(let literal): return literal
        case .variable(let name):
            guard let bound = scope[name] else { throw unknownVariable(name, scope) }
            return bound
        case .chain(let left, let right): return try right.evaluate(left.evaluate(value, scope), scope)
        case .or(let left, let right):
            let first = try left.evaluate(value, scope)
            return try first.isTrue ? first : right.evaluate(value, scope)
        case .and(let left, let right):
            let first = try left.evaluate(value, scope)
            return try first.isTrue ? right.evaluate(value, scope) : first
        case .not(let operand): return .bool(try !operand.evaluate(value, scope).isTrue)
        case .comparison(let comparison, let left, let right):
            return try comparison.evaluate(left.evaluate(value, scope), right.evaluate(value, scope))
        case .call(let call): return try call.evaluate(value, scope, at: offset)
        case .index(let index): return value.element(at: index)
        case .slice(let slice): return value.elements(in: slice)
        case .flatten(let source): return try source.evaluate(value, scope).flattened
        case .projection(let source, let element):
            return try element.project(source.evaluate(value, scope).array, scope)
        case .valueProjection(let source, let element):
            return try element.project(source.evaluate(value, scope).object?.values, scope)
        case .filter(let source, let condition, let element):
            let elements = try condition.filter(source.evaluate(value, scope).array, scope)
            return try element.project(elements, scope)
        case .list, .hash, .binding: return try construct(value, scope)
        }
    }

    private func unknownVariable(_ name: String, _ scope: Scope) -> JMESPathError {
        let nearest = nearestName(to: name, among: scope.names)
        let hint = nearest.map { "; did you mean \"$\($0)\"?" } ?? ""
        return JMESPathError(.unknownVariable, "there is no variable \"$\(name)\"\(hint)", offset: offset)
    }

    private func construct(_ value: JSONValue, _ scope: Scope) throws(JMESPathError) -> JSONValue {
        switch kind {
        case .list(let nodes):
            guard !value.isNull else { return .null }
            var elements: [JSONValue] = []
            elements.reserveCapacity(nodes.count)
            for node in nodes { elements.append(try node.evaluate(value, scope)) }
            return .array(elements)
        case .hash(let members):
            guard !value.isNull else { return .null }
            var object = JSONObject()
            object.reserveCapacity(members.count)
            for member in members { object[member.name] = try member.value.evaluate(value, scope) }
            return .object(object)
        case .binding(let bindings, let body):
            var inner = scope
            for binding in bindings { inner = inner.adding(binding.name, try binding.value.evaluate(value, scope)) }
            return try body.evaluate(value, inner)
        default:
            return .null
        }
    }

    /// The results for every element that are not null; null where there is nothing to project.
    private func project(_ elements: [JSONValue]?, _ scope: Scope) throws(JMESPathError) -> JSONValue {
        guard let elements else { return .null }
        var results: [JSONValue] = []
        results.reserveCapacity(elements.count)
        for element in elements {
            let result = try evaluate(element, scope)
            if !result.isNull { results.append(result) }
        }
        return .array(results)
    }

    /// The elements for which this condition holds.
    private func filter(_ elements: [JSONValue]?, _ scope: Scope) throws(JMESPathError) -> [JSONValue]? {
        guard let elements else { return nil }
        var kept: [JSONValue] = []
        for element in elements where try evaluate(element, scope).isTrue { kept.append(element) }
        return kept
    }
}

extension Comparison {
    /// Equality is for all values; order is for numbers only and yields null for everything else.
    func evaluate(_ left: JSONValue, _ right: JSONValue) -> JSONValue {
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

extension JSONValue {
    /// False are false, null and everything empty; 0 is true.
    package var isTrue: Bool {
        switch self {
        case .null: false
        case .bool(let flag): flag
        case .number: true
        case .string(let text): !text.isEmpty
        case .array(let elements): !elements.isEmpty
        case .object(let object): !object.isEmpty
        }
    }

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

    /// An array whose elements that are arrays themselves are replaced by their elements.
    fileprivate var flattened: JSONValue {
        guard case .array(let elements) = self else { return .null }
        var flat: [JSONValue] = []
        for element in elements {
            if case .array(let inner) = element { flat += inner } else { flat.append(element) }
        }
        return .array(flat)
    }
}
