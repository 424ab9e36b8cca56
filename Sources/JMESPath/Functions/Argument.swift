package import JSON

/// What a function's body is given in the place of a parameter.
package enum Argument: Sendable {
    case value(JSONValue)
    case expression(BoundExpression)

    /// The value; null for an `&expression`.
    package var value: JSONValue {
        guard case .value(let value) = self else { return .null }
        return value
    }

    /// The `&expression`; nil for a value.
    package var expression: BoundExpression? {
        guard case .expression(let expression) = self else { return nil }
        return expression
    }
}

/// An `&expression` with the variables that were in scope where it was written.
package struct BoundExpression: Sendable {
    let operation: any Operation
    /// The variables where the call stands, for functions that read one of their own accord.
    package let scope: Scope

    package func evaluate(_ value: JSONValue) throws(JMESPathError) -> JSONValue {
        try operation.evaluate(value, scope)
    }
}

/// The arguments of a lazy function; each is made when it is asked for.
package struct Thunks: RandomAccessCollection, Sendable {
    let call: LazyCall
    let value: JSONValue
    let scope: Scope

    package var startIndex: Int { 0 }
    package var endIndex: Int { call.arguments.count }
    package subscript(place: Int) -> Thunk { Thunk(call: call, place: place, value: value, scope: scope) }
}

/// An argument of a lazy function, evaluated and checked against its parameter each time it is asked for.
package struct Thunk: Sendable {
    let call: LazyCall
    let place: Int
    let value: JSONValue
    /// The variables where the call stands, for functions that read one of their own accord.
    package let scope: Scope

    package func evaluate() throws(JMESPathError) -> JSONValue {
        try call.argument(at: place, value, scope)
    }
}
