import JMESPath
import JSON
import Testing

struct FunctionTests {
    @Test(arguments: [
        ("abs(`-5`)", "5"), ("abs(`-9223372036854775808`)", "9223372036854775808"), ("abs(`-1.50`)", "1.50"),
        ("avg(`[1, 2, 6]`)", "3"), ("avg(`[1, 2]`)", "1.5"), ("avg(`[]`)", "null"),
        ("ceil(`1.2`)", "2"), ("ceil(`-1.2`)", "-1"), ("ceil(`7`)", "7"), ("floor(`1.8`)", "1"),
        ("floor(`-1.2`)", "-2"),
        ("sum(`[1, 2, 3]`)", "6"), ("sum(`[]`)", "0"), ("sum(`[9007199254740993, 2]`)", "9007199254740995"),
        ("sum(`[0.5, 1]`)", "1.5"),
        ("starts_with('+1555', '+1')", "true"), ("starts_with('a', 'ab')", "false"), ("starts_with('a', '')", "true"),
        ("ends_with('a.mp3', '.mp3')", "true"), ("ends_with('a', 'ba')", "false"),
        ("contains('abcabd', 'abd')", "true"), ("contains('aaab', 'aab')", "true"), ("contains('abc', 'ac')", "false"),
        ("contains('abc', '')", "true"), ("contains('abc', 'c')", "true"), ("contains('a1', `1`)", "false"),
        ("contains(`[1, \"a\"]`, 'a')", "true"), ("contains(`[1.0]`, `1`)", "true"), ("contains(`[]`, 'a')", "false"),
        ("join(', ', ['a', 'b'])", "\"a, b\""), ("join('-', `[]`)", "\"\""),
        ("length('e\u{301}\u{1F600}')", "3"), ("length(`[1, 2]`)", "2"), ("length(`{\"a\": 1}`)", "1"),
        ("reverse('a\u{1F600}b')", "\"b\u{1F600}a\""), ("reverse(`[1, 2]`)", "[2,1]"), ("reverse('')", "\"\""),
        ("map(&a, `[{\"a\": 1}, {}]`)", "[1,null]"),
        ("keys(`{\"b\": 1, \"a\": 2}`)", "[\"b\",\"a\"]"), ("values(`{\"b\": 1, \"a\": 2}`)", "[1,2]"),
        ("merge(`{\"a\": 1, \"b\": 1}`, `{\"b\": 2}`)", "{\"a\":1,\"b\":2}"), ("merge()", "{}"),
        ("max(`[1, 3, 2]`)", "3"), ("max(['a', 'b'])", "\"b\""), ("max(`[]`)", "null"), ("min(`[2, 1.5]`)", "1.5"),
        ("min(['\u{FFFF}', '\u{10000}'])", "\"\u{FFFF}\""),
        ("max_by(`[{\"n\": 1}, {\"n\": 2}]`, &n).n", "2"), ("min_by(`[{\"n\": 2}, {\"n\": 1}]`, &n).n", "1"),
        ("max_by(`[]`, &n)", "null"),
        ("sort(`[3, 1, 2.5]`)", "[1,2.5,3]"), ("sort(['b', 'B', 'a'])", "[\"B\",\"a\",\"b\"]"), ("sort(`[]`)", "[]"),
        ("sort_by(`[{\"n\": 2, \"i\": 1}, {\"n\": 1, \"i\": 2}, {\"n\": 2, \"i\": 3}]`, &n)[].i", "[2,1,3]"),
        ("not_null(`null`, absent, 'a', 'b')", "\"a\""), ("not_null(`null`)", "null"),
        ("to_array('a')", "[\"a\"]"), ("to_array(`[1]`)", "[1]"), ("to_array(`null`)", "[null]"),
        ("to_number('42')", "42"), ("to_number('1e2')", "1e2"), ("to_number(' 1')", "null"), ("to_number('x')", "null"),
        ("to_number(`true`)", "null"), ("to_number(`1.50`)", "1.50"),
        ("to_string('a')", "\"a\""), ("to_string(`[1, \"a\"]`)", "\"[1,\\\"a\\\"]\""),
        ("to_string(`null`)", "\"null\""),
        ("type(`null`)", "\"null\""), ("type(`true`)", "\"boolean\""), ("type(`1`)", "\"number\""),
        ("type('')", "\"string\""), ("type(`[]`)", "\"array\""), ("type(`{}`)", "\"object\""),
    ])
    func yieldsWhatTheSpecificationSays(expression: String, expected: String) throws {
        let result = try evaluate(expression)

        #expect(result == (try value(expected)))
        #expect(result.text() == expected)
    }

    @Test(arguments: [
        ("abs('1')", 4, "argument 1 of abs() must be number, is string"),
        ("length(`1`)", 7, "argument 1 of length() must be string or array or object, is number"),
        ("join(',', `[1]`)", 10, "argument 2 of join() must be array of strings, is array"),
        ("sort(`[1, \"a\"]`)", 5, "argument 1 of sort() must be array of numbers or array of strings, is array"),
        ("a || max_by(`[{\"n\": true}]`, &n)", 5, "max_by(): what is compared must be all numbers or all strings"),
        ("sum(`[1e308, 1e308]`)", 0, "sum(): the result is beyond the range of numbers"),
        ("keys(absent)", 5, "argument 1 of keys() must be object, is null"),
    ])
    func refusesArgumentsOfAnotherKind(expression: String, offset: Int, message: String) throws {
        let error = #expect(throws: JMESPathError.self) { try evaluate(expression) }

        #expect(error?.message == message)
        #expect(error?.offset == offset)
    }

    @Test func searchesInLinearTime() throws {
        let text = String(repeating: "a", count: 50_000)
        let document: JSONValue = ["text": .string(text + "c"), "search": .string(text + "b")]

        #expect(try Expression("contains(text, search)").evaluate(document) == false)
    }

    /// An example reads `call → result`.
    @Test(arguments: FunctionTable.standard.functions.map(\.name))
    func isDocumentedByAnExampleThatHolds(name: String) throws {
        let function = try #require(FunctionTable.standard[name])
        let parts = function.example.split(separator: " → ").map(String.init)
        try #require(parts.count == 2)

        #expect(try Expression(parts[0]).functionNames.contains(name))
        #expect(try evaluate(parts[0]) == value(parts[1]))
        #expect(function.summary.hasSuffix("."))
    }

    @Test func theStandardTableHoldsTheSpecificationAndNoMore() {
        #expect(
            FunctionTable.standard.names == [
                "abs", "avg", "ceil", "contains", "ends_with", "floor", "join", "keys", "length", "map", "max",
                "max_by",
                "merge", "min", "min_by", "not_null", "reverse", "sort", "sort_by", "starts_with", "sum", "to_array",
                "to_number", "to_string", "type", "values",
            ]
        )
        #expect(FunctionTable().names.isEmpty)
    }
}
