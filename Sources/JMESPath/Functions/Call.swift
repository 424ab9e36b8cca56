import JSON

/// A call of a function, with as many arguments as it takes. A class, because nodes are copied and a function is a large
/// value.
final class Call: Sendable {
    let function: Function
    let arguments: [Node]

    init(function: Function, arguments: [Node]) {
        self.function = function
        self.arguments = arguments
    }

    /// The call in the form that runs quickest.
    @inline(never)
    func compiled(at offset: Int) -> any Operation {
        let operations = arguments.map(\.operand)
        let signature = Signature(
            function: function.name,
            types: arguments.indices.map { function.parameter(at: $0).types },
            offset: offset,
            argumentOffsets: arguments.map(\.offset)
        )
        switch function.implementation {
        case .lazy(let body): return LazyCall(signature, operations, body: body)
        case .choice: return Choice(operations[0], operations[1], operations.count > 2 ? operations[2] : Literal(.null))
        case .firstOf(let isAccepted): return FirstOf(operations, where: isAccepted)
        case .unary(let body): return UnaryCall(signature, place: 0, argument: operations[0], body: body)
        case .eager(let body):
            let isReference = arguments.map(\.isReference)
            let general = GeneralCall(signature, operations, isReference: isReference, body: body)
            guard !isReference.contains(true) else { return general }
            if let prepared = prepared(signature, operations, else: general) { return prepared }
            if operations.count == 2, let body = function.binary {
                return BinaryCall(signature, operations[0], operations[1], body: body)
            }
            return general
        }
    }

    /// The call with its literals made ready; nil where the function does not, or where more than one argument is none.
    private func prepared(
        _ signature: Signature,
        _ operations: [any Operation],
        else general: GeneralCall
    ) -> (any Operation)? {
        let constants = arguments.map(\.constant)
        let open = constants.indices.filter { constants[$0] == nil }
        guard let prepare = function.prepare, let place = open.first, open.count == 1 else { return nil }
        let areAccepted = constants.indices.allSatisfy { place in
            constants[place].map { signature.types[place].accepts($0.value) } ?? true
        }
        guard areAccepted, let body = prepare(constants.map { $0?.value }) else { return nil }
        return UnaryCall(
            signature,
            place: place,
            argument: operations[place],
            body: { argument, _ in try body(argument) },
            onNull: constants.contains { $0?.needsValue == true } ? general : nil
        )
    }
}

extension Node {
    var isReference: Bool {
        if case .reference = kind { true } else { false }
    }

    /// The operation of an argument; of an `&expression` what stands behind the `&`.
    fileprivate var operand: any Operation {
        if case .reference(let node) = kind { node.compiled() } else { compiled() }
    }
}
