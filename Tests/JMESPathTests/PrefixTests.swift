import JMESPath
import JSON
import Testing

struct PrefixTests {
    @Test(arguments: [
        ("${{ a }} and ${{ b }}", 3, "a", 5),
        ("${{a}}", 3, "a", 4),
        ("${{ '}}' }}", 3, "'}}'", 8),
        ("${{ `{\"a\": {}}` }}", 3, "`{\"a\": {}}`", 15),
        ("${{ \"}}\" }}", 3, "\"}}\"", 8),
        ("${{ {a: {b: c}}}}", 3, "{a: {b: c}}", 15),
        ("${{ a }} 'not closed", 3, "a", 5),
        ("a 'not closed", 0, "a", 1),
        ("a # b", 0, "a", 1),
        ("a b", 0, "a", 1),
        ("\u{E9}${{ join('\u{E9}', a)\n}}", 5, "join('\u{E9}', a)", 19),
    ])
    func endsWhereTheExpressionEnds(text: String, offset: Int, expected: String, end: Int) throws {
        let (expression, endOffset) = try Expression.parsePrefix(of: text, from: offset)

        #expect(expression.text == expected)
        #expect(endOffset == end)
    }

    @Test(arguments: [
        ("${{ }}", 3, 4, 1, 5), ("${{ a || }}", 3, 9, 1, 10), ("x\ny ${{ a.'b' }}", 7, 10, 2, 9),
        ("${{ 'a }}", 3, 4, 1, 5),
        ("${{", 3, 3, 1, 4), ("${{ lenght(a) }}", 3, 4, 1, 5), ("a", 99, 1, 1, 2),
    ])
    func errorsCountFromTheBeginningOfTheText(
        text: String,
        start: Int,
        offset: Int,
        line: Int,
        column: Int
    ) throws {
        let error = #expect(throws: JMESPathError.self) { try Expression.parsePrefix(of: text, from: start) }

        #expect(error?.offset == offset)
        #expect(error?.line == line)
        #expect(error?.column == column)
    }

    @Test func errorsOfEvaluationCountFromTheExpression() throws {
        let (expression, _) = try Expression.parsePrefix(of: "text ${{ a || abs('b') }}", from: 8)

        let error = #expect(throws: JMESPathError.self) { try expression.evaluate([:]) }

        #expect(expression.offset == 9)
        #expect(error?.offset == 9)
        #expect(error?.column == 10)
    }
}
