import JSON

/// A call of a function, with as many arguments as it takes. A class, because evaluation passes it around and a function
/// is a large value.
final class Call: Sendable {
    let function: Function
    let arguments: [Node]
    /// What each argument may be.
    private let types: [ParameterTypes]

    init(function: Function, arguments: [Node]) {
        self.function = function
        self.arguments = arguments
        types = arguments.indices.map { function.parameter(at: $0).types }
    }

    func evaluate(_ value: JSONValue, _ scope: Scope, at offset: Int) throws(JMESPathError) -> JSONValue {
        do {
            switch function.implementation {
            case .eager(let body):
                return try body(evaluatedArguments(value, scope))
            case .lazy(let body):
                return try body(Thunks(call: self, value: value, scope: scope))
            }
        } catch let error as JMESPathError {
            throw error
        } catch let error as FunctionError {
            throw JMESPathError(error.kind, "\(function.name)(): \(error.message)", offset: offset)
        } catch {
            throw JMESPathError(.value, "\(function.name)(): \(error)", offset: offset)
        }
    }

    private func evaluatedArguments(_ value: JSONValue, _ scope: Scope) throws(JMESPathError) -> [Argument] {
        var evaluated: [Argument] = []
        evaluated.reserveCapacity(arguments.count)
        for place in arguments.indices {
            if case .reference(let node) = arguments[place].kind {
                evaluated.append(.expression(BoundExpression(node: node, scope: scope)))
            } else {
                evaluated.append(.value(try argument(at: place, value, scope)))
            }
        }
        return evaluated
    }

    /// Evaluates one argument and checks its type.
    func argument(at place: Int, _ value: JSONValue, _ scope: Scope) throws(JMESPathError) -> JSONValue {
        let argument = try arguments[place].evaluate(value, scope)
        let types = types[place]
        guard types.accepts(argument) else {
            throw JMESPathError(
                .type,
                "argument \(place + 1) of \(function.name)() must be \(types.names), is \(argument.typeName)",
                offset: arguments[place].offset
            )
        }
        return argument
    }
}
