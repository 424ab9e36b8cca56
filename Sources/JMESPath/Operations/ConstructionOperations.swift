import JSON

/// `'text'`, `` `{"a": 1}` ``
final class Literal: Operation {
    private let literal: JSONValue

    init(_ literal: JSONValue) { self.literal = literal }

    func evaluate(_ value: JSONValue, _ scope: Scope) throws(JMESPathError) -> JSONValue { literal }
}

/// `['a', 'b']`; as every list, null on null.
final class ConstantList: Operation {
    private let list: JSONValue

    init(_ list: JSONValue) { self.list = list }

    func evaluate(_ value: JSONValue, _ scope: Scope) throws(JMESPathError) -> JSONValue {
        value.isNull ? .null : list
    }
}

/// `[a, b]`
final class List: Operation {
    private let elements: [any Operation]

    init(_ elements: [any Operation]) { self.elements = elements }

    func evaluate(_ value: JSONValue, _ scope: Scope) throws(JMESPathError) -> JSONValue {
        guard !value.isNull else { return .null }
        var values: [JSONValue] = []
        values.reserveCapacity(elements.count)
        for element in elements { values.append(try element.evaluate(value, scope)) }
        return .array(values)
    }
}

/// `{a: b, c: d}`
final class Hash: Operation {
    private let members: [(key: JSONKey, value: any Operation)]

    init(_ members: [(key: JSONKey, value: any Operation)]) { self.members = members }

    func evaluate(_ value: JSONValue, _ scope: Scope) throws(JMESPathError) -> JSONValue {
        guard !value.isNull else { return .null }
        var object = JSONObject()
        object.reserveCapacity(members.count)
        for member in members { object[member.key] = try member.value.evaluate(value, scope) }
        return .object(object)
    }
}

/// `let $a = b in c`
final class Binding: Operation {
    private let variables: [(key: JSONKey, value: any Operation)]
    private let body: any Operation

    init(_ variables: [(key: JSONKey, value: any Operation)], body: any Operation) {
        self.variables = variables
        self.body = body
    }

    func evaluate(_ value: JSONValue, _ scope: Scope) throws(JMESPathError) -> JSONValue {
        var inner = scope
        for variable in variables { inner.add(variable.key, try variable.value.evaluate(value, scope)) }
        return try body.evaluate(value, inner)
    }
}
