import JMESPath
import JSON
import Testing

struct ScopeTests {
    private let scope = Scope(["body": ["a": ["b": 7]], "limit": 2])

    @Test(arguments: [
        ("$body.a.b", "7"),
        ("$body", "{\"a\":{\"b\":7}}"),
        ("list[?@ > $limit]", "[3]"),
        ("list[*].[@, $limit]", "[[1,2],[2,2],[3,2]]"),
        ("map(&not_null($limit, @), list)", "[2,2,2]"),
        ("sum([$limit, $body.a.b])", "9"),
        ("$body.a | b", "7"),
        ("$body.*.b", "[7]"),
        ("{x: $limit}", "{\"x\":2}"),
        ("let $x = list[0], $y = `5` in [$x, $y, $limit]", "[1,5,2]"),
        ("let $limit = `1` in list[?@ > $limit]", "[2,3]"),
        ("[let $limit = `1` in $limit, $limit]", "[1,2]"),
        ("let", "\"a field\""),
        ("in", "\"another\""),
    ])
    func variablesAreReadEverywhere(expression: String, expected: String) throws {
        let document = "{\"list\":[1,2,3],\"let\":\"a field\",\"in\":\"another\"}"

        #expect(try evaluate(expression, on: document, scope: scope) == value(expected))
    }

    @Test func anUnknownVariableIsAnErrorAtItsPlace() throws {
        let error = #expect(throws: JMESPathError.self) { try evaluate("a || $limt", scope: scope) }

        #expect(error?.kind == .unknownVariable)
        #expect(error?.offset == 5)
        #expect(error?.message == "there is no variable \"$limt\"; did you mean \"$limit\"?")
    }

    @Test func addingLeavesTheOriginalAndHidesOuterNames() {
        let inner = scope.adding("limit", 3).adding("each", "x")

        #expect(inner["limit"] == 3)
        #expect(inner["each"] == "x")
        #expect(scope["limit"] == 2)
        #expect(scope["each"] == nil)
        #expect(inner.names == ["body", "limit", "each"])
        #expect(Scope.empty.names.isEmpty)
    }

    @Test func anExpressionListsItsFreeVariablesAndItsFunctions() throws {
        let expression = try Expression("let $x = $body in map(&join($glue, [@, $x]), $x.a) | sort(@)")

        #expect(expression.variables == ["body", "glue"])
        #expect(expression.functionNames == ["map", "join", "sort"])
        #expect(try Expression("[let $x = a in $x, $x]").variables == ["x"])
    }
}
