import JMESPath
import JSON
import Testing

struct SyntaxErrorTests {
    @Test(
        arguments: [
            ("", .syntax, 0), ("  ", .syntax, 2), ("foo.", .syntax, 4), ("foo bar", .syntax, 4), ("foo.1", .syntax, 4),
            ("foo[", .syntax, 4), ("foo[a", .syntax, 4), ("foo[0", .syntax, 5), ("foo[1:2:3:4]", .syntax, 9),
            ("foo[?a", .syntax, 6), ("foo[?]", .syntax, 5), ("{a}", .syntax, 2), ("{a: b", .syntax, 5),
            ("{1: b}", .syntax, 1),
            ("(a", .syntax, 2), ("a)", .syntax, 1), ("a ||", .syntax, 4), ("a = b", .syntax, 2), ("a # b", .syntax, 2),
            ("'abc", .syntax, 0), ("\"abc", .syntax, 0), ("`abc", .syntax, 0), ("`abc`", .syntax, 0),
            ("`[1,]`", .syntax, 4),
            ("\"a\\x\"", .syntax, 3), ("\"f\"(a)", .syntax, 3), ("&a", .syntax, 0), ("$", .syntax, 0),
            ("$1", .syntax, 0),
            ("[-]", .syntax, 1), ("[99999999999999999999]", .syntax, 1), ("a[::0]", .value, 4), ("\u{E9}", .syntax, 0),
            ("a.\u{E9}", .syntax, 2), ("let $a = b", .syntax, 10), ("let $a in b", .syntax, 7),
            ("abs()", .arity, 0), ("a.abs(b, c)", .arity, 2), ("not_null()", .arity, 0), ("map(a, b)", .type, 4),
            ("abs(&a)", .type, 4), ("a || lenght(b)", .unknownFunction, 5),
        ] as [(String, JMESPathError.Kind, Int)]
    )
    func saysWhatIsWrongAndWhere(expression: String, kind: JMESPathError.Kind, offset: Int) throws {
        let error = #expect(throws: JMESPathError.self) { try Expression(expression) }

        #expect(error?.kind == kind)
        #expect(error?.offset == offset)
    }

    @Test func countsLinesAndColumnsInCodePoints() {
        let error = #expect(throws: JMESPathError.self) { try Expression("'\u{E9}\u{1F600}' ||\n  '\u{E9}' || )") }

        #expect(error?.line == 2)
        #expect(error?.column == 10)
        #expect(error?.offset == 22)
        #expect(error?.description == "expected an expression (line 2, column 10)")
    }

    @Test(arguments: [
        ("lenght(a)", "there is no function \"lenght\"; did you mean \"length\"?"),
        ("sortby(a, &b)", "there is no function \"sortby\"; did you mean \"sort_by\"?"),
        ("Max(a)", "there is no function \"Max\"; did you mean \"max\"?"),
        ("frobnicate(a)", "there is no function \"frobnicate\""),
    ])
    func namesTheFunctionThatWasProbablyMeant(expression: String, message: String) {
        let error = #expect(throws: JMESPathError.self) { try Expression(expression) }

        #expect(error?.message == message)
    }

    @Test(
        arguments: [
            ("a > 3", 4, "a number stands in backquotes; write \"`3`\""),
            ("a == -1.05", 5, "a number stands in backquotes; write \"`-1.05`\""),
            ("to_array(4)", 9, "a number stands in backquotes; write \"`4`\""),
            ("[1, 2]", 2, "a list of numbers is JSON; write \"`[…]`\""),
            ("a == `text`", 5, "a literal in backquotes is JSON; write 'text'"),
            ("a == `True`", 5, "a literal in backquotes is JSON; write `true`"),
            ("a == `None`", 5, "a literal in backquotes is JSON; write `null`"),
            ("a == `'x y'`", 5, "a literal in backquotes is JSON; write 'x y'"),
            ("a = 'x'", 2, "a single \"=\" compares nothing; write \"==\""),
            ("a.b[?c = 'x']", 7, "a single \"=\" compares nothing; write \"==\""),
            ("a === 'x'", 4, "one \"=\" too many; write \"==\""),
            ("a & b", 2, "a single \"&\" joins no conditions; write \"&&\""),
            ("a and b", 2, "\"and\" is no operator; write \"&&\""),
            ("a OR b", 2, "\"OR\" is no operator; write \"||\""),
            ("to_array(a or b)", 11, "\"or\" is no operator; write \"||\""),
            ("not a", 0, "\"not\" is no operator; write \"!\""),
            ("a && not b", 5, "\"not\" is no operator; write \"!\""),
            ("a in b", 2, "\"in\" is no operator; write contains(list, value)"),
            ("'x' if a else 'y'", 4, "\"if\" is no operator"),
            ("if a then b", 0, "\"if\" is a function of three arguments"),
            ("a ? b : c", 2, "\"?\" is no operator"), ("a + b", 2, "\"+\" is no operator"),
            ("a - b", 2, "\"-\" is no operator"), ("a -1", 2, "\"-\" is no operator"),
            ("a * b", 2, "\"*\" is no operator"), ("a / b", 2, "\"/\" is no operator"),
            ("to_array(a + b)", 11, "\"+\" is no operator"),
            ("join(a, b, )", 9, "behind this comma nothing follows; remove the comma"),
            ("[a, b,]", 5, "behind this comma nothing follows; remove the comma"),
            ("join('a, b, 'c')", 5, "the text that begins here ends inside a word"),
            ("a == 'don't'", 5, "the text that begins here ends inside a word"),
            ("a == 'x''", 5, "the text that begins here ends inside a word"),
        ] as [(String, Int, String)]
    )
    func namesWhatWasProbablyMeantByASlip(expression: String, offset: Int, message: String) {
        let whole = #expect(throws: JMESPathError.self) { try Expression(expression) }

        #expect(whole?.message == message)
        #expect(whole?.offset == offset)
        // The same where the expression stands inside a longer text.
        let behind = Expression.faultBehindPrefix(of: "${{ \(expression) }}", from: 3)
        #expect(behind == nil || behind?.message == message && behind?.offset == offset + 4)
    }

    @Test(arguments: [
        ("a == \"x\"", ["x"]), ("\"x\" != a", ["x"]), ("contains([\"a\", \"b\"], c)", ["a", "b"]),
        ("to_array(\"a b\")", ["a b"]), ("a == true", ["true"]), ("a[?b == False]", ["False"]), ("$a.\"b\" == 'x'", []),
        ("\"a\".b == 'x'", []), ("\"a\"[0] == 'x'", []), ("\"a b\" || c", []), ("{\"a\": b}", []), ("{true: b}", []),
        ("a.true == b", []), ("a == null", []), ("a == 'true'", []),
    ])
    func remarksOnFieldsThatAreProbablyMeantAsValues(expression: String, names: [String]) throws {
        #expect(try Expression(expression).remarks.map(\.name) == names)
    }

    @Test(arguments: [
        ("abs()", "abs() takes 1 argument, found 0"),
        ("join(a)", "join() takes 2 arguments, found 1"),
        ("not_null()", "not_null() takes at least 1 argument, found 0"),
    ])
    func saysHowManyArgumentsAFunctionTakes(expression: String, message: String) {
        let error = #expect(throws: JMESPathError.self) { try Expression(expression) }

        #expect(error?.message == message)
    }

    @Test(arguments: [
        ("(", ")"), ("[", "]"), ("!", ""), ("{a: ", "}"), ("to_array(", ")"), ("a[?", "]"), ("a || (", ")"),
        ("", ".a"), ("", "[0]"), ("", "[]"), ("", "[?a]"), ("", ".*"), ("", "[*]"),
        ("map(&", ", a)"), ("let $a = a in ", ""), ("a.{b: ", "}"), ("", "[::2]"),
    ])
    func refusesWhatIsTooDeepInsteadOfRunningOutOfStack(before: String, after: String) throws {
        func nested(_ times: Int) -> String {
            String(repeating: before, count: times) + "a" + String(repeating: after, count: times)
        }

        let error = #expect(throws: JMESPathError.self) { try Expression(nested(20_000)) }

        #expect(error?.kind == .syntax)
        _ = try Expression(nested(60))
        _ = try? Expression(nested(95)).evaluate(["a": ["a": [["a": 1]]]])
    }

    @Test(arguments: [
        String(repeating: "[@, @] | ", count: 40) + "@", String(repeating: "{a: @, b: @}.", count: 40) + "a",
        (0..<40).map { "let $v\($0) = [@, @] in " }.joined() + "$v0",
        String(repeating: "map(&[@, @], ", count: 40) + "@" + String(repeating: ")", count: 40),
    ])
    func refusesAResultThatGrowsWithoutBounds(text: String) throws {
        let error = #expect(throws: JMESPathError.self) { try Expression(text) }

        #expect(error?.kind == .syntax)
        #expect(error?.message.contains("a million times") == true)
    }

    @Test func mutatedExpressionsNeverCrash() {
        let seeds = [
            "a.b[?c == `{\"d\": [1, 2]}` && !e].{f: g[0], \"h\": *.i[]} | sort_by(@, &j)[::-1] || $k.l",
            "let $a = 'x}}', $b = \"q\" in join(', ', map(&to_string(@), [a, $b])) <= `1.5` || -1[2:3]",
        ]
        let alphabet = Array("[]{}().,:*@&!|=<>?`'\"$ -0a\\\n\u{E9}".utf8)
        var state: UInt64 = 42
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        for round in 0..<10_000 {
            var bytes = Array(seeds[round % seeds.count].utf8)
            for _ in 0...random(4) {
                let place = random(bytes.count)
                switch random(3) {
                case 0: bytes[place] = alphabet[random(alphabet.count)]
                case 1: bytes.insert(alphabet[random(alphabet.count)], at: place)
                default: bytes.removeSubrange(place..<min(place + random(6), bytes.count))
                }
            }
            let text = String(decoding: bytes, as: UTF8.self)
            if let expression = try? Expression(text) {
                _ = try? expression.evaluate(["a": ["b": [1, ["c": "d"]]], "e": nil])
            }
            _ = try? Expression.parsePrefix(of: text, from: random(bytes.count + 2))
        }
    }
}
