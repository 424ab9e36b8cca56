import JSON

extension FunctionTable {
    static let orderFunctions: [Function] = [
        Function(
            "sort",
            [Parameter("elements", [.numbers, .strings])],
            summary: "The numbers by value or the texts by code points, smallest first.",
            example: "sort(`[3, 1, 2]`) → [1, 2, 3]"
        ) { arguments in
            let elements = arguments.array(0)
            return .array(try SortKeys(elements).sortedPlaces().map { elements[$0] })
        },
        Function(
            "sort_by",
            [Parameter("elements", .array), Parameter("key", .expression)],
            summary: "The elements in the order of their keys; elements of equal keys keep their order.",
            example: "sort_by(`[{\"n\": 2}, {\"n\": 1}]`, &n) → [{\"n\": 1}, {\"n\": 2}]"
        ) { arguments in
            let elements = arguments.array(0)
            let keys = try SortKeys(arguments.results(of: 1, for: elements))
            return .array(keys.sortedPlaces().map { elements[$0] })
        },
        extreme("max", "largest", "max(`[3, 1, 2]`) → 3") { $0.largest },
        extreme("min", "smallest", "min(`[3, 1, 2]`) → 1") { $0.smallest },
        extremeByKey("max_by", "largest", "max_by(`[{\"n\": 1}, {\"n\": 2}]`, &n) → {\"n\": 2}") { $0.largest },
        extremeByKey("min_by", "smallest", "min_by(`[{\"n\": 1}, {\"n\": 2}]`, &n) → {\"n\": 1}") { $0.smallest },
    ]

    private static func extreme(
        _ name: String,
        _ adjective: String,
        _ example: String,
        _ choose: @escaping @Sendable (SortKeys) -> Int?
    ) -> Function {
        Function(
            name,
            [Parameter("elements", [.numbers, .strings])],
            summary: "The \(adjective) number or text, null for none.",
            example: example
        ) { arguments in
            let elements = arguments.array(0)
            return choose(try SortKeys(elements)).map { elements[$0] } ?? .null
        }
    }

    private static func extremeByKey(
        _ name: String,
        _ adjective: String,
        _ example: String,
        _ choose: @escaping @Sendable (SortKeys) -> Int?
    ) -> Function {
        Function(
            name,
            [Parameter("elements", .array), Parameter("key", .expression)],
            summary: "The element with the \(adjective) key, null for none.",
            example: example
        ) { arguments in
            let elements = arguments.array(0)
            let keys = try SortKeys(arguments.results(of: 1, for: elements))
            return choose(keys).map { elements[$0] } ?? .null
        }
    }
}

/// Values to order by: nothing but numbers, or nothing but texts.
private enum SortKeys {
    case numbers([JSONNumber])
    case texts([String])

    init(_ values: [JSONValue]) throws(FunctionError) {
        let texts = values.compactMap(\.string)
        let numbers: [JSONNumber] = values.compactMap {
            guard case .number(let number) = $0 else { return nil }
            return number
        }
        if numbers.count == values.count {
            self = .numbers(numbers)
        } else if texts.count == values.count {
            self = .texts(texts)
        } else {
            throw FunctionError("what is compared must be all numbers or all strings", kind: .type)
        }
    }

    private var places: Range<Int> {
        switch self {
        case .numbers(let numbers): numbers.indices
        case .texts(let texts): texts.indices
        }
    }

    private func precedes(_ left: Int, _ right: Int) -> Bool {
        switch self {
        case .numbers(let numbers): numbers[left] < numbers[right]
        case .texts(let texts): texts[left].precedesByCodePoints(texts[right])
        }
    }

    func sortedPlaces() -> [Int] { places.sorted(by: precedes) }
    var largest: Int? { places.max(by: precedes) }
    var smallest: Int? { places.min(by: precedes) }
}
