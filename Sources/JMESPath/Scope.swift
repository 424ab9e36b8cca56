package import JSON

/// The values of the variables (`$name`) that an expression may read; extending one leaves the original as it was.
package struct Scope: Sendable {
    private final class Binding: Sendable {
        let name: String
        let value: JSONValue
        let outer: Binding?

        init(name: String, value: JSONValue, outer: Binding?) {
            self.name = name
            self.value = value
            self.outer = outer
        }
    }

    private var innermost: Binding?

    package static let empty = Scope([:])

    /// Names are given without the `$`.
    package init(_ values: [String: JSONValue]) {
        for (name, value) in values { innermost = Binding(name: name, value: value, outer: innermost) }
    }

    /// This scope and one more variable, which hides an outer one of the same name.
    package func adding(_ name: String, _ value: JSONValue) -> Scope {
        var scope = self
        scope.innermost = Binding(name: name, value: value, outer: innermost)
        return scope
    }

    /// Nil where no variable of that name is in scope.
    package subscript(name: String) -> JSONValue? {
        var binding = innermost
        while let candidate = binding {
            if candidate.name == name { return candidate.value }
            binding = candidate.outer
        }
        return nil
    }

    /// The names of all variables, without the `$`.
    package var names: Set<String> {
        var names: Set<String> = []
        var binding = innermost
        while let candidate = binding {
            names.insert(candidate.name)
            binding = candidate.outer
        }
        return names
    }
}
