import JSON

extension FunctionTable {
    static let arrayFunctions: [Function] = [
        Function(
            "map",
            [Parameter("expression", .expression), Parameter("elements", .array)],
            summary: "The result of the expression for every element, nulls included.",
            example: "map(&name, `[{\"name\": \"Ana\"}, {}]`) → [\"Ana\", null]"
        ) { arguments in
            .array(try arguments.results(of: 0, for: arguments.array(1)))
        },
        Function(
            "keys",
            [Parameter("object", .object)],
            summary: "The names of the members.",
            example: "keys(`{\"a\": 1}`) → [\"a\"]"
        ) { arguments in
            .array(arguments.object(0).names.map(JSONValue.string))
        },
        Function(
            "values",
            [Parameter("object", .object)],
            summary: "The values of the members.",
            example: "values(`{\"a\": 1}`) → [1]"
        ) { arguments in
            .array(arguments.object(0).values)
        },
        Function(
            "merge",
            [Parameter("objects", .object, .repeated)],
            summary: "One object with the members of all; later ones win.",
            example: "merge(`{\"a\": 1}`, `{\"b\": 2}`) → {\"a\": 1, \"b\": 2}"
        ) { arguments in
            var merged = JSONObject()
            for argument in arguments {
                for member in argument.value.object ?? JSONObject() { merged[member.name] = member.value }
            }
            return .object(merged)
        },
    ]
}
