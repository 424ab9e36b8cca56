package import JSON

/// The values of the variables (`$name`) that an expression may read; extending one leaves the original as it was.
package struct Scope: Sendable {
    /// Found as members of an object are; a variable that hides an outer one stands in its place.
    private var variables: JSONObject

    package static let empty = Scope([:])

    /// Names are given without the `$`.
    package init(_ values: [String: JSONValue]) {
        variables = JSONObject(values.map { ($0.key, $0.value) })
    }

    /// This scope and one more variable, which hides an outer one of the same name.
    package func adding(_ name: String, _ value: JSONValue) -> Scope {
        var scope = self
        scope.add(JSONKey(name), value)
        return scope
    }

    /// ``adding(_:_:)`` in place: nothing is copied as long as nobody else holds the scope.
    package mutating func add(_ name: JSONKey, _ value: JSONValue) { variables[name] = value }

    package mutating func reserveCapacity(_ count: Int) { variables.reserveCapacity(count) }

    /// Nil where no variable of that name is in scope.
    package subscript(name: String) -> JSONValue? { variables[name] }

    package subscript(name: JSONKey) -> JSONValue? { variables[name] }

    /// A member of a variable that is an object, null where it is not there; nil where there is no such variable.
    package func member(_ name: JSONKey, _ member: JSONKey) -> JSONValue? { variables.member(name, member) }

    /// Whether a variable counts as true; nil where there is no such variable.
    func isTrue(_ name: JSONKey) -> Bool? { variables.isTrue(name) }

    /// The names of all variables, without the `$`.
    package var names: Set<String> { Set(variables.names) }
}
