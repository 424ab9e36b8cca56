import JSON

extension FunctionTable {
    static let numberFunctions: [Function] = [
        Function(
            "abs",
            [Parameter("value", .number)],
            summary: "The number without its sign.",
            example: "abs(`-5`) → 5"
        ) { arguments in
            .number(arguments.number(0).magnitude)
        },
        Function(
            "ceil",
            [Parameter("value", .number)],
            summary: "The next whole number upwards.",
            example: "ceil(`1.2`) → 2"
        ) { arguments in
            .number(arguments.number(0).roundedUp)
        },
        Function(
            "floor",
            [Parameter("value", .number)],
            summary: "The next whole number downwards.",
            example: "floor(`1.8`) → 1"
        ) { arguments in
            .number(arguments.number(0).roundedDown)
        },
        Function(
            "sum",
            [Parameter("numbers", .numbers)],
            summary: "The sum of the numbers, 0 for none.",
            example: "sum(`[1, 2, 3]`) → 6"
        ) { arguments in
            .number(try sum(arguments.array(0)))
        },
        Function(
            "avg",
            [Parameter("numbers", .numbers)],
            summary: "The average of the numbers, null for none.",
            example: "avg(`[1, 2, 6]`) → 3"
        ) { arguments in
            let numbers = arguments.array(0)
            guard !numbers.isEmpty else { return .null }
            guard let average = try sum(numbers).divided(by: numbers.count) else { throw outOfRange }
            return .number(average)
        },
    ]

    private static let outOfRange = FunctionError("the result is beyond the range of numbers")

    private static func sum(_ values: [JSONValue]) throws(FunctionError) -> JSONNumber {
        var total = JSONNumber(0)
        for case .number(let number) in values {
            guard let next = total.adding(number) else { throw outOfRange }
            total = next
        }
        return total
    }
}

/// Arguments as the kinds that the parameters promise.
extension [Argument] {
    func number(_ place: Int) -> JSONNumber {
        guard case .number(let number) = self[place].value else { return JSONNumber(0) }
        return number
    }

    func string(_ place: Int) -> String { self[place].value.string ?? "" }

    func array(_ place: Int) -> [JSONValue] { self[place].value.array ?? [] }

    func object(_ place: Int) -> JSONObject { self[place].value.object ?? JSONObject() }

    /// The results of an `&expression` for every element.
    func results(of place: Int, for elements: [JSONValue]) throws(JMESPathError) -> [JSONValue] {
        guard let expression = self[place].expression else { return [] }
        var results: [JSONValue] = []
        results.reserveCapacity(elements.count)
        for element in elements { results.append(try expression.evaluate(element)) }
        return results
    }
}
