extension Expression {
    /// What makes one result differ from another: the expression itself, or the arguments of a call of `joining`; without
    /// what only chooses among values that are written out, such as the second of `concat(id, if(is_recording, ':rec'))`.
    ///
    /// `constants` are variables that only choose, too.
    package func distinguishing(joining: String, constants: Set<String>) -> [Expression] {
        guard case .call(let call) = root.kind, call.function.name == joining else {
            return root.onlyChooses(constants) ? [] : [self]
        }
        return call.arguments.flatMap { argument in
            Expression(argument, of: self).distinguishing(joining: joining, constants: constants)
        }
    }
}

extension Node {
    /// True where every value that it can yield stands in its text, or is a truth value or null.
    fileprivate func onlyChooses(_ constants: Set<String>) -> Bool {
        switch kind {
        case .literal, .not, .comparison: true
        case .variable(let name): constants.contains(name)
        // What is false on the left is no text that could tell one thing from another.
        case .and(_, let right): right.onlyChooses(constants)
        case .or, .list, .hash: kind.children.allSatisfy { $0.onlyChooses(constants) }
        case .chain(let source, let step): step.isStep && source.onlyChooses(constants)
        case .call(let call): call.choices?.allSatisfy { $0.onlyChooses(constants) } ?? false
        case .current, .field, .index, .slice, .projection, .valueProjection, .filter, .flatten, .reference,
            .binding:
            false
        }
    }

    /// True for a path into what it works on.
    private var isStep: Bool {
        switch kind {
        case .field, .index: true
        case .chain(let first, let second): first.isStep && second.isStep
        default: false
        }
    }
}

extension Call {
    /// The arguments of which one, or a member of one, is the result; nil where the function makes its own.
    fileprivate var choices: ArraySlice<Node>? {
        switch function.implementation {
        case .choice: arguments.dropFirst()
        case .firstOf: arguments[...]
        case .eager, .unary, .lazy: function.picksFrom.map { arguments.dropFirst($0) }
        }
    }
}
