/// The functions that an expression may call, by their names.
package struct FunctionTable: Sendable {
    private var functionsByName: [String: Function] = [:]

    /// No function at all.
    package init() {}

    /// Every function of the specification and no other.
    package static let standard: FunctionTable = {
        var table = FunctionTable()
        for function in numberFunctions + stringFunctions + arrayFunctions + orderFunctions + valueFunctions {
            table.register(function)
        }
        return table
    }()

    /// Adds a function; one of the same name gives way.
    package mutating func register(_ function: Function) { functionsByName[function.name] = function }

    package subscript(name: String) -> Function? { functionsByName[name] }

    /// In alphabetical order, as a guide lists them.
    package var functions: [Function] { functionsByName.values.sorted { $0.name < $1.name } }

    package var names: [String] { functionsByName.keys.sorted() }
}
