import JSON
import TestSupport
import Testing

@testable import Adapters

/// Inputs made to cost much: work grows with their size, never with its square.
struct FloodTests {
    /// How much longer ten times the input takes: about 10 where the work is linear, 100 where each meets every other.
    private static func growth(from count: Int, _ input: (Int) -> JSONValue, _ expression: String) throws -> Double {
        func best(_ count: Int) throws -> Duration {
            let body = input(count)
            return try (0..<3).map { _ in
                try ContinuousClock().measure { _ = try Evaluation.of(expression, body) }
            }.min() ?? .zero
        }
        return try best(10 * count) / best(count)
    }

    private static func list(_ element: @escaping @Sendable (Int) -> JSONValue) -> @Sendable (Int) -> JSONValue {
        { count in ["list": .array((0..<count).map(element))] }
    }

    static let expressions: [(String, @Sendable (Int) -> JSONValue)] = [
        ("length(distinct(list))", list { ["same": "names", "value": .number(JSONNumber($0))] }),
        ("length(distinct(list))", list { .string("text \($0)") }),
        ("length(keys(by_name(list)))", list { ["name": .string("X-\($0)"), "value": "v"] }),
        ("length(list[?contains(@, 'zzz')])", list { .string("text \($0)") }),
        ("length(join(',', list))", list { .string("text \($0)") }),
        ("length(sort_by(list, &value))", list { ["value": .number(JSONNumber(($0 &* 7919) % 10_007))] }),
        ("length(merge(list[0], list[1]))", { twoObjects(of: $0) }),
    ]

    private static func twoObjects(of count: Int) -> JSONValue {
        let names = (0..<count).map { ("n\($0)", JSONValue.null) }
        return ["list": [.object(JSONObject(names)), .object(JSONObject(names))]]
    }

    @Test(arguments: expressions.indices)
    func manyElementsCostNoMoreEachThanFew(index: Int) throws {
        let (expression, input) = Self.expressions[index]

        #expect(try Self.growth(from: 1_000, input, expression) < 60, "\(expression)")
    }

    /// Patterns for which a matcher that tries one way after the other takes a time that doubles with every letter.
    @Test(arguments: [
        "(a*)*b", "(a|a)*b", "(a|aa)+b", "([a-z]+)+$!", "(a+)+(a+)+b", "^(([a-z])+.)+[A-Z]([a-z])+$",
        "(.*)(.*)(.*)(.*)b$", "(x+x+)+y|(a?){30}b",
    ])
    func aPatternCostsNoMoreForEachLetterOfALongText(pattern: String) throws {
        let input: (Int) -> JSONValue = { count in
            ["text": .string(String(repeating: "a", count: count)), "pattern": .string(pattern)]
        }

        #expect(try Self.growth(from: 200, input, "extract(text, pattern)") < 60)
    }

    @Test func aHundredThousandNamesInAMegabyteAreFoundByAnIndex() throws {
        let distinct = "{" + (0..<100_000).map { "\"n\($0)\":0" }.joined(separator: ",") + "}"
        let repeated = "{" + (0..<100_000).map { "\"n\($0 % 50_000)\":\($0)" }.joined(separator: ",") + "}"

        for (text, count) in [(distinct, 100_000), (repeated, 50_000)] {
            let decoded = try BodyDecoder(format: .json).decode(Array(text.utf8), contentType: "application/json")
            #expect(decoded.value.object?.count == count)
        }
    }

    @Test func aMillionFieldsOrPartsAreRefusedAtTheLimit() {
        let form = String(repeating: "a=1&", count: 1_000_000)
        let part = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n"
        let parts = String(repeating: part, count: 100_000) + "--b--\r\n"

        #expect(throws: DecodingError.self) {
            try BodyDecoder(format: .form).decode(
                Array(form.utf8),
                contentType: "application/x-www-form-urlencoded"
            )
        }
        #expect(throws: DecodingError.self) {
            try BodyDecoder(format: .multipart).decode(
                Array(parts.utf8),
                contentType: "multipart/form-data; boundary=b"
            )
        }
    }
}
