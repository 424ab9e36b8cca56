import JSON

/// One operation of a compiled expression.
struct Node: Sendable {
    indirect enum Kind: Sendable {
        case current
        case field(String)
        case index(Int)
        case slice(Slice)
        case literal(JSONValue)
        case variable(String)
        /// The second works on the result of the first: `a.b`, `a | b`.
        case chain(Node, Node)
        /// The elements of an array.
        case projection(Node, element: Node)
        /// The values of an object.
        case valueProjection(Node, element: Node)
        case filter(Node, condition: Node, element: Node)
        case flatten(Node)
        case list([Node])
        case hash([(name: String, value: Node)])
        case or(Node, Node), and(Node, Node), not(Node)
        case comparison(Comparison, Node, Node)
        case call(Call)
        /// `&expression`, an argument that the function evaluates.
        case reference(Node)
        case binding([(name: String, value: Node)], body: Node)
    }

    let kind: Kind
    /// Where it stands in the text, for errors.
    let offset: Int
    /// How many operations lie within each other here; what bounds the stack that evaluation takes.
    let height: Int
    /// How many times its result may be larger than what it reads.
    let growth: Double

    init(_ kind: Kind, at offset: Int) {
        self.kind = kind
        self.offset = offset
        height = 1 + (kind.children.map(\.height).max() ?? 0)
        growth = kind.growth
    }
}

/// A slice as it was written; the step is never 0.
struct Slice {
    var start: Int?
    var stop: Int?
    var step = 1
}

extension Node.Kind {
    var children: [Node] {
        switch self {
        case .current, .field, .index, .slice, .literal, .variable: []
        case .flatten(let node), .not(let node), .reference(let node): [node]
        case .chain(let left, let right), .or(let left, let right), .and(let left, let right): [left, right]
        case .comparison(_, let left, let right): [left, right]
        case .projection(let source, let element), .valueProjection(let source, let element): [source, element]
        case .filter(let source, let condition, let element): [source, condition, element]
        case .list(let nodes): nodes
        case .hash(let members): members.map(\.value)
        case .call(let call): call.arguments
        case .binding(let bindings, let body): bindings.map(\.value) + [body]
        }
    }
}

extension Node {
    /// The names that are read off the value at hand, not off what a path leads to.
    var fields: Set<String> {
        switch kind {
        case .field(let name): [name]
        case .chain(let source, _), .projection(let source, _), .valueProjection(let source, _),
            .filter(let source, _, _):
            source.fields
        case .reference: []
        case .current, .index, .slice, .literal, .variable, .flatten, .list, .hash, .or, .and, .not, .comparison, .call,
            .binding:
            kind.children.reduce(into: []) { $0.formUnion($1.fields) }
        }
    }
}
