import JSON

/// What a call knows of its function and of its arguments.
struct Signature: Sendable {
    let function: String
    /// What each argument may be.
    let types: [ParameterTypes]
    /// Where the call and where its arguments stand.
    let offset: Int
    let argumentOffsets: [Int]

    /// Throws where a value is nothing that the function takes in that place.
    func check(_ argument: JSONValue, at place: Int) throws(JMESPathError) {
        guard !types[place].accepts(argument) else { return }
        throw JMESPathError(
            .type,
            "argument \(place + 1) of \(function)() must be \(types[place].names), is \(argument.typeName)",
            offset: argumentOffsets[place]
        )
    }

    /// What a body threw, with the function's name and place.
    @inline(never)
    func located(_ error: any Error) -> JMESPathError {
        switch error {
        case let error as JMESPathError: error
        case let error as FunctionError:
            JMESPathError(error.kind, "\(function)(): \(error.message)", offset: offset)
        default: JMESPathError(.value, "\(function)(): \(error)", offset: offset)
        }
    }
}

/// A call with one argument, or one whose other arguments are literals that its body knows.
final class UnaryCall: Operation {
    private let signature: Signature
    /// Which of the call's arguments it is.
    private let place: Int
    private let types: ParameterTypes
    private let argument: any Operation
    private let body: Function.UnaryBody
    /// Takes over for the value null, on which literals are not what they say.
    private let onNull: (any Operation)?

    init(
        _ signature: Signature,
        place: Int,
        argument: any Operation,
        body: @escaping Function.UnaryBody,
        onNull: (any Operation)? = nil
    ) {
        self.signature = signature
        self.place = place
        types = signature.types[place]
        self.argument = argument
        self.body = body
        self.onNull = onNull
    }

    func evaluate(_ value: JSONValue, _ scope: Scope) throws(JMESPathError) -> JSONValue {
        if let onNull, value.isNull { return try onNull.evaluate(value, scope) }
        let argument = try argument.evaluate(value, scope)
        if !types.accepts(argument) { try signature.check(argument, at: place) }
        do {
            return try body(argument, scope)
        } catch {
            throw signature.located(error)
        }
    }
}

/// A call with two arguments.
final class BinaryCall: Operation {
    private let signature: Signature
    private let first: any Operation
    private let second: any Operation
    private let body: Function.BinaryBody

    init(
        _ signature: Signature,
        _ first: any Operation,
        _ second: any Operation,
        body: @escaping Function.BinaryBody
    ) {
        self.signature = signature
        self.first = first
        self.second = second
        self.body = body
    }

    func evaluate(_ value: JSONValue, _ scope: Scope) throws(JMESPathError) -> JSONValue {
        let first = try first.evaluate(value, scope)
        try signature.check(first, at: 0)
        let second = try second.evaluate(value, scope)
        try signature.check(second, at: 1)
        do {
            return try body(first, second)
        } catch {
            throw signature.located(error)
        }
    }
}

/// A call with any number of arguments, `&expressions` among them.
final class GeneralCall: Operation {
    private let signature: Signature
    private let arguments: [any Operation]
    /// Which arguments are `&expressions`.
    private let isReference: [Bool]
    private let body: Function.Body

    init(_ signature: Signature, _ arguments: [any Operation], isReference: [Bool], body: @escaping Function.Body) {
        self.signature = signature
        self.arguments = arguments
        self.isReference = isReference
        self.body = body
    }

    func evaluate(_ value: JSONValue, _ scope: Scope) throws(JMESPathError) -> JSONValue {
        var evaluated: [Argument] = []
        evaluated.reserveCapacity(arguments.count)
        for place in arguments.indices {
            if isReference[place] {
                evaluated.append(.expression(BoundExpression(operation: arguments[place], scope: scope)))
            } else {
                let argument = try arguments[place].evaluate(value, scope)
                try signature.check(argument, at: place)
                evaluated.append(.value(argument))
            }
        }
        do {
            return try body(evaluated)
        } catch {
            throw signature.located(error)
        }
    }
}

/// A call of a function that asks for the arguments it needs.
final class LazyCall: Operation {
    private let signature: Signature
    let arguments: [any Operation]
    private let body: Function.LazyBody

    init(_ signature: Signature, _ arguments: [any Operation], body: @escaping Function.LazyBody) {
        self.signature = signature
        self.arguments = arguments
        self.body = body
    }

    func evaluate(_ value: JSONValue, _ scope: Scope) throws(JMESPathError) -> JSONValue {
        do {
            return try body(Thunks(call: self, value: value, scope: scope))
        } catch {
            throw signature.located(error)
        }
    }

    /// Evaluates one argument and checks its type.
    func argument(at place: Int, _ value: JSONValue, _ scope: Scope) throws(JMESPathError) -> JSONValue {
        let argument = try arguments[place].evaluate(value, scope)
        try signature.check(argument, at: place)
        return argument
    }
}

/// `coalesce(a, b)`: the first argument that is accepted, else null; those behind it are not evaluated.
final class FirstOf: Operation {
    private let arguments: [any Operation]
    private let isAccepted: @Sendable (JSONValue) -> Bool

    init(_ arguments: [any Operation], where isAccepted: @escaping @Sendable (JSONValue) -> Bool) {
        self.arguments = arguments
        self.isAccepted = isAccepted
    }

    func evaluate(_ value: JSONValue, _ scope: Scope) throws(JMESPathError) -> JSONValue {
        for argument in arguments {
            let result = try argument.evaluate(value, scope)
            if isAccepted(result) { return result }
        }
        return .null
    }
}
