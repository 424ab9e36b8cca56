import JSON

/// What an expression reads below a variable: `$hook.settings.settle != 'off'` reads `settings.settle` of `hook` and
/// compares it with the text `off`.
package struct VariableRead: Sendable, Equatable {
    /// The names behind the variable, as far as they are written out; what lies below is read as a whole.
    package let path: [String]
    /// The text that the value is held against; nil where it is used otherwise.
    package let comparedWith: String?

    package init(path: [String], comparedWith: String? = nil) {
        self.path = path
        self.comparedWith = comparedWith
    }
}

extension Node {
    func reads(of variable: String) -> [VariableRead] {
        if let path = path(from: variable) { return [VariableRead(path: path)] }
        if case .comparison(let comparison, let left, let right) = kind, [.equal, .notEqual].contains(comparison) {
            for (side, other) in [(left, right), (right, left)] {
                guard let path = side.path(from: variable), case .literal(let value) = other.kind,
                    let text = value.string
                else { continue }
                return [VariableRead(path: path, comparedWith: text)]
            }
        }
        return kind.children.flatMap { $0.reads(of: variable) }
    }

    /// The names of `$variable.a.b`; nil for anything else.
    private func path(from variable: String) -> [String]? {
        switch kind {
        case .variable(variable): return []
        case .chain(let source, let rest):
            guard let path = source.path(from: variable), let names = rest.names else { return nil }
            return path + names
        default: return nil
        }
    }

    /// The names of `a.b`; nil for anything else.
    private var names: [String]? {
        switch kind {
        case .field(let name): return [name]
        case .chain(let source, let rest):
            guard let first = source.names, let second = rest.names else { return nil }
            return first + second
        default: return nil
        }
    }
}
