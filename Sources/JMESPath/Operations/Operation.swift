import JSON

/// One operation of an expression, made of its node when the expression is compiled and run for every value.
///
/// The tree of nodes could be evaluated as it is. Operations take two fifths of the instructions and of the counted
/// references of that (measured 2026 with the adapter of Twilio's messages): no enumeration is unpacked, names are at
/// hand as ``JSONKey``, conditions yield no value, and what is known of a call when it is compiled is not looked up again.
protocol Operation: AnyObject, Sendable {
    /// The result for a value; recursion is bounded by the node's height.
    func evaluate(_ value: JSONValue, _ scope: Scope) throws(JMESPathError) -> JSONValue

    /// ``JSON/JSONValue/isTrue`` of the result.
    func holds(_ value: JSONValue, _ scope: Scope) throws(JMESPathError) -> Bool
}

extension Operation {
    func holds(_ value: JSONValue, _ scope: Scope) throws(JMESPathError) -> Bool {
        try evaluate(value, scope).isTrue
    }
}

extension Node {
    /// The node and all beneath it, ready to run.
    func compiled() -> any Operation {
        switch kind {
        case .current, .reference: Current()
        case .field(let name): Field(name)
        case .index(let index): Index(index)
        case .slice(let slice): Cut(slice)
        case .literal(let literal): Literal(literal)
        case .variable(let name): Variable(name, at: offset)
        case .chain(let left, let right): left.chained(to: right)
        case .projection, .valueProjection, .filter, .flatten: compiledProjection()
        case .list, .hash, .binding: compiledConstruction()
        case .or(let left, let right): Or(left.compiled(), right.compiled())
        case .and(let left, let right): And(left.compiled(), right.compiled())
        case .not(let operand): Not(operand.compiled())
        case .comparison(let comparison, let left, let right):
            Comparing(comparison, left.compiled(), right.compiled())
        case .call(let call): call.compiled(at: offset)
        }
    }

    /// Fields need no value between them.
    @inline(never)
    private func chained(to next: Node) -> any Operation {
        guard case .field(let name) = next.kind else { return Chain(compiled(), next.compiled()) }
        if case .variable(let variable) = kind { return VariableField(variable, name, at: offset) }
        return Chain(compiled(), Field(name))
    }

    @inline(never)
    private func compiledProjection() -> any Operation {
        switch kind {
        case .projection(let source, let element): Projection(source.compiled(), element: element.compiled())
        case .valueProjection(let source, let element):
            ValueProjection(source.compiled(), element: element.compiled())
        case .filter(let source, let condition, let element):
            Filter(source.compiled(), condition: condition.compiled(), element: element.compiled())
        case .flatten(let source): Flatten(source.compiled())
        default: Current()
        }
    }

    @inline(never)
    private func compiledConstruction() -> any Operation {
        switch kind {
        case .list(let nodes):
            if let elements = constant?.value { ConstantList(elements) } else { List(nodes.map { $0.compiled() }) }
        case .hash(let members): Hash(members.map { (JSONKey($0.name), $0.value.compiled()) })
        case .binding(let bindings, let body):
            Binding(bindings.map { (JSONKey($0.name), $0.value.compiled()) }, body: body.compiled())
        default: Current()
        }
    }

    /// The value of a node that reads nothing; `needsValue` where it is null instead for the value null, as lists are.
    var constant: (value: JSONValue, needsValue: Bool)? {
        switch kind {
        case .literal(let literal): return (literal, false)
        case .list(let nodes):
            let constants = nodes.compactMap { node -> JSONValue? in
                guard case .literal(let literal) = node.kind else { return nil }
                return literal
            }
            return constants.count == nodes.count ? (.array(constants), true) : nil
        default: return nil
        }
    }
}
