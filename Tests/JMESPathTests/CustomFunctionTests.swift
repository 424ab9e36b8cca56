import JMESPath
import JSON
import Testing

struct CustomFunctionTests {
    private struct Fault: Error, CustomStringConvertible {
        let description = "it broke"
    }

    private var functions: FunctionTable {
        var table = FunctionTable.standard
        table.register(
            Function(
                lazy: "if",
                [Parameter("condition", .any), Parameter("then", .any), Parameter("else", .any, .optional)],
                summary: "The second value where the first is true, else the third.",
                example: "if(`true`, 'a', 'b') → \"a\""
            ) { arguments in
                if try arguments[0].evaluate().isTrue { return try arguments[1].evaluate() }
                return arguments.count > 2 ? try arguments[2].evaluate() : .null
            }
        )
        table.register(
            Function(
                lazy: "text_or",
                [Parameter("text", .string), Parameter("other", .any)],
                summary: "",
                example: ""
            ) { arguments in
                (try? arguments[0].evaluate()) ?? "no text"
            }
        )
        table.register(
            Function("fail", [Parameter("how", .string)], summary: "", example: "") { arguments in
                if arguments[0].value == "plainly" { throw FunctionError("it cannot be done", kind: .type) }
                throw Fault()
            }
        )
        table.register(
            Function("twice", [Parameter("expression", .expression)], summary: "", example: "") { arguments in
                let expression = try #require(arguments[0].expression)
                return [try expression.evaluate("a"), try expression.evaluate("b")]
            }
        )
        return table
    }

    @Test(
        arguments: [
            ("if(`true`, 'taken', abs('no number'))", "taken"),
            ("if(`false`, abs('no number'), 'taken')", "taken"),
            ("if(`false`, 'a')", nil),
            ("if(if(a, b, `true`), 'inner', 'outer')", "inner"),
            ("text_or('text', 'b')", "text"),
            ("text_or(`1`, 'b')", "no text"),
        ] as [(String, JSONValue)]
    )
    func aLazyFunctionEvaluatesOnlyWhatItAsksFor(expression: String, expected: JSONValue) throws {
        #expect(try evaluate(expression, functions: functions) == expected)
    }

    @Test(arguments: [
        ("if(`true`, abs('a'))", 15),
        ("[a, fail('plainly')]", 4),
        ("[a, fail('otherwise')]", 4),
        ("if(`true`, fail('plainly'))", 11),
    ])
    func faultsInsideFunctionsKeepTheirPlace(expression: String, offset: Int) throws {
        let error = #expect(throws: JMESPathError.self) { try evaluate(expression, functions: functions) }
        #expect(error?.offset == offset)
    }

    @Test func whatABodyThrowsIsNamedByItsFunction() throws {
        let plain = #expect(throws: JMESPathError.self) { try evaluate("fail('plainly')", functions: functions) }
        let other = #expect(throws: JMESPathError.self) { try evaluate("fail('otherwise')", functions: functions) }

        #expect(plain?.message == "fail(): it cannot be done")
        #expect(plain?.kind == .type)
        #expect(other?.message == "fail(): it broke")
        #expect(other?.kind == .value)
    }

    @Test func anExpressionArgumentSeesTheScopeWhereItWasWritten() throws {
        let result = try evaluate("twice(&[@, $x])", functions: functions, scope: Scope(["x": 7]))

        #expect(result == [["a", 7], ["b", 7]])
    }

    /// Its body tells whether the literal was made ready.
    private var preparing: FunctionTable {
        var function = Function(
            "among",
            [Parameter("list", .array), Parameter("value", .string)],
            summary: "",
            example: ""
        ) { _ in "general" }
        function.prepare = { literals in
            guard let list = literals[0] else { return nil }
            return { .bool(list.array?.contains($0) == true) }
        }
        var table = FunctionTable.standard
        table.register(function)
        return table
    }

    @Test(
        arguments: [
            ("among(['x', 'y'], @)", true), ("among(`[\"x\"]`, @)", true), ("among(['y'], @)", false),
            ("among(list, 'x')", "general"), ("among(['x'], 'x')", "general"), ("among([@], @)", "general"),
        ] as [(String, JSONValue)]
    )
    func literalsAreMadeReadyForTheOneArgumentThatIsNone(expression: String, expected: JSONValue) throws {
        let compiled = try Expression(expression, functions: preparing)
        let value: JSONValue = expression.contains("list,") ? ["list": ["x"]] : "x"

        #expect(try compiled.evaluate(value) == expected)
    }

    @Test(arguments: [
        ("among(['x'], @)", 1, 6), ("among(`[]`, @)", 2, 12), ("among('text', @)", 1, 6), ("among(['x'], b)", 1, 6),
    ])
    func aPreparedCallFailsAsAnyOther(expression: String, argument: Int, offset: Int) throws {
        let compiled = try Expression(expression, functions: preparing)

        let error = #expect(throws: JMESPathError.self) { try compiled.evaluate(.null) }

        #expect(error?.kind == .type)
        #expect(error?.offset == offset)
        #expect(error?.message.hasPrefix("argument \(argument) of among() must be") == true)
    }

    @Test(arguments: [
        "a", "b || a", "!b", "a && `0`", "if(a, 'x', b)", "$v", "$v.w", "list[0]", "coalesce(b, '')", "a == 'x'",
    ])
    func aConditionHoldsWhereItsValueIsTrue(text: String) throws {
        var table = functions
        let three = ["condition", "then", "else"].map { Parameter($0, .any) }
        table.register(Function(choice: "if", three, summary: "", example: ""))
        table.register(
            Function(
                firstOf: "coalesce",
                [Parameter("value", .any), Parameter("values", .any, .repeated)],
                summary: "",
                example: ""
            ) { !$0.isNull && $0 != "" }
        )
        let expression = try Expression(text, functions: table)
        let scope = Scope(["v": ["w": ""]])

        for value in [["a": "x", "list": [""]], ["a": "", "list": [1]], [:], .null] as [JSONValue] {
            let isTrue = try expression.evaluate(value, scope: scope).isTrue
            #expect(try expression.holds(value, scope: scope) == isTrue)
        }
    }

    @Test func aFunctionOfTheSameNameGivesWay() throws {
        var table = FunctionTable.standard
        table.register(Function("abs", [], summary: "", example: "") { _ in "mine" })

        #expect(try evaluate("abs()", functions: table) == "mine")
        #expect(throws: JMESPathError.self) { try Expression("abs(`1`)", functions: table) }
        #expect(try evaluate("abs(`-1`)") == 1)
    }
}
