extension Node.Kind {
    /// How many times what an operation reads may stand in its result, at most: `[@, @]` is 2, and a chain of thirty of
    /// them a thousand million. What an expression costs to compare, to write or to free is bounded by it.
    var growth: Double {
        switch self {
        case .current, .field, .index, .slice, .literal, .variable, .not, .comparison: 1
        case .flatten(let node), .reference(let node): node.growth
        case .chain(let left, let right): left.growth * right.growth
        case .projection(let source, let element), .valueProjection(let source, let element):
            source.growth * element.growth
        case .filter(let source, _, let element): source.growth * element.growth
        case .or(let left, let right), .and(let left, let right): max(left.growth, right.growth)
        case .list(let nodes): Self.sum(nodes)
        case .hash(let members): Self.sum(members.map(\.value))
        case .call(let call):
            // `map(&[@, @], list)`: the function applies the one to each element of the other.
            call.arguments.reduce(Self.sum(call.arguments.filter { !$0.isReference })) { growth, argument in
                argument.isReference ? growth * argument.growth : growth
            }
        case .binding(let bindings, let body): bindings.reduce(body.growth) { $0 * $1.value.growth }
        }
    }

    /// At least 1, so that a product never hides what follows.
    private static func sum(_ nodes: [Node]) -> Double { max(1, nodes.reduce(0) { $0 + $1.growth }) }
}
