import Adapters
import JMESPath
import JSON

extension Subject {
    /// Compiling and evaluating give the same twice; faults have their place in the text.
    static let jmesPath = Subject("jmespath", corpus: expressionCorpus, words: expressionWords) { chance in
        Sample(chance.expression(depth: 5) + "\u{0}" + chance.json(depth: 3).text())
    } check: { sample in
        try evaluates(sample, functions: .standard)
    }

    /// The bridge's own functions take any value: they give one or say what is wrong, twice the same.
    static let functions = Subject("functions", corpus: functionCorpus, words: expressionWords + functionWords) {
        chance in
        let function = chance.pick(DomainFunctions.all)
        let arguments = (0..<chance.number(below: 4)).map { _ in chance.argument() }.joined(separator: ", ")
        let outer = chance.once(in: 4) ? chance.pick(DomainFunctions.all).name + "(" : ""
        return Sample(
            "\(outer)\(function.name)(\(arguments))\(outer.isEmpty ? "" : ")")\u{0}" + chance.json(depth: 2).text()
        )
    } check: { sample in
        try evaluates(sample, functions: DomainFunctions.table)
    }

    private static let scope = Scope([
        "body": ["a": "1", "list": [1, 2, 3]], "headers": ["user-agent": "x"], "query": [:],
        "hook": ["name": "h", "region": "US", "zone": "America/New_York", "settings": [:]],
    ])

    /// An expression, a zero byte and the document that it is evaluated on.
    private static func evaluates(_ sample: Sample, functions: FunctionTable) throws -> Bool {
        let halves = sample.bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
        let text = String(decoding: halves[0], as: UTF8.self)
        let parsed = halves.count > 1 ? try? JSONParser(depthLimit: 64).parse(Array(halves[1])).value : nil
        let document = parsed ?? ["a": ["b": [1, 2, "x", nil]], "b": "2", "list": [["k": 1], ["k": 2]]]
        let expression: Expression
        do {
            expression = try Expression(text, functions: functions)
        } catch {
            try require((0...text.utf8.count).contains(error.offset), "offset \(error.offset) is not in \(text)")
            do {
                _ = try Expression(text, functions: functions)
                throw Violation("an expression is refused once and then taken")
            } catch let second as JMESPathError {
                try require(second == error, "two faults for one text")
            }
            return false
        }
        let results = [outcome(of: expression, document), outcome(of: expression, document)]
        try require(results[0] == results[1], "two results for one input")
        return true
    }

    private static func outcome(of expression: Expression, _ document: JSONValue) -> [JSONValue] {
        do {
            return [try expression.evaluate(document, scope: scope)]
        } catch {
            return [.string(error.description), .number(JSONNumber(error.offset))]
        }
    }

    private static let expressionCorpus = [
        "list[?k > `1`].{k: k, n: length(@)} | [0]\u{0}{\"list\":[{\"k\":1},{\"k\":2}]}",
        "a.*.b[] || sort_by(list, &k)[-1].k && !c\u{0}{\"a\":{\"x\":{\"b\":[1]}},\"list\":[{\"k\":\"b\"},{\"k\":\"a\"}]}",
        "let $x = a[::-1], $y = $x[0] in [$y, $body.a, 'raw\\'s', \"quoted name\", `{\"json\": [1]}`]\u{0}{\"a\":[1,2,3]}",
        "map(&to_string(@), list[1:3]) == join(',', a) || not_null(`null`, merge(@, {b: b}))\u{0}{\"list\":[1,2,3],\"a\":[\"x\"]}",
    ]
    static let expressionWords = [
        "[", "]", "[*]", "[]", "[?", ".", ".*", "|", "||", "&&", "!", "==", "<", ">=", "@", "&", "`", "'", "\"", "\\",
        "$x", "$body", "let $a = ",
        " in ", "{a: ", "}", "(", ")", ",", ":", "[::2]", "[-9223372036854775808]", "[0:99999999999999999999]", "[::0]",
        "length(", "sort_by(@, &",
        "map(&", "to_number(", "null", "`1e999`", "\u{0}",
    ]
    private static let functionCorpus = [
        "timestamp(a, 'Europe/Berlin')\u{0}{\"a\":\"2026-03-02 09:15\"}", "duration(a, 'ms')\u{0}{\"a\":\"PT2M5.5S\"}",
        "numbered(@, 'MediaUrl', n)\u{0}{\"MediaUrl0\":\"a\",\"MediaUrl1\":\"b\",\"n\":\"2\"}",
        "truncate(a, `3`)\u{0}{\"a\":\"👩‍👩‍👧‍👦abc\"}",
        "lookup(a, {x: 'y', \"no-answer\": `1`}, 'z')\u{0}{\"a\":\"no-answer\"}",
        "zip_objects({a: list, b: list[0]})\u{0}{\"list\":[1,2,3]}",
        "html_to_text(a)\u{0}{\"a\":\"<div><p>Fish &amp; chips<br>x</p><!-- c --><style>p{}</style>&#128512;&bogus;</div>\"}",
        "strip_reply(a)\u{0}{\"a\":\"Agreed.\\n\\nAm 3. M\\u00e4rz schrieb Ana:\\n> Offer\\n-----Original Message-----\\n\"}",
        "segment(a, `-1`)\u{0}{\"a\":\"https://example.com/calls/CA1?x=1\"}",
        "seconds_between(a, b)\u{0}{\"a\":1772440000,\"b\":\"1772440009\"}",
        "base64_decode(base64_encode(a))\u{0}{\"a\":\"x\"}", "split(a, '')\u{0}{\"a\":\"x, y\"}",
        "replace(a, '', 'b')\u{0}{\"a\":\"xyz\"}",
    ]
    private static let functionWords = [
        "phone(", "email(", "duration(", "timestamp(", "number(", "boolean(", "truncate(", "segment(", "`-1`",
        "`9223372036854775807`", "`1e308`",
        "'PT99999999999999999999H'", "'99999999999:59:59'", "'min'", "<p>", "&#1114112;", "&#xD800;", "<table>", "</",
        "> ", "\\n", "-- ", "''",
    ]
}

extension Chance {
    private static let names = ["a", "b", "list", "k", "x", "\"quoted name\"", "id"]

    /// An expression of the grammar, most of them right.
    fileprivate mutating func expression(depth: Int) -> String {
        guard depth > 0 else { return leaf() }
        let inner = expression(depth: depth - 1)
        switch number(below: 14) {
        case 0: return "\(inner).\(pick(Self.names))"
        case 1: return "\(inner)[\(number(in: -3...3))]"
        case 2: return "\(inner)[\(pick(["", "1", "-1"])):\(pick(["", "2"])):\(pick(["", "-1", "2"]))]"
        case 3: return "\(inner)[\(pick(["*", ""]))]"
        case 4: return "\(inner)[?\(expression(depth: depth - 2))]"
        case 5: return "[\(inner), \(expression(depth: depth - 2))]"
        case 6: return "{a: \(inner), \(pick(Self.names)): \(expression(depth: depth - 3))}"
        case 7: return "\(inner) \(pick(["||", "&&", "|", "==", "!=", "<", ">="])) \(expression(depth: depth - 1))"
        case 8: return "!(\(inner))"
        case 9: return "map(&\(inner), \(leaf()))"
        case 10: return "\(pick(["sort_by", "max_by", "min_by"]))(\(leaf()), &\(inner))"
        case 11: return "let $v = \(inner) in [$v, $body]"
        case 12:
            let one = [
                "length", "keys", "values", "type", "to_string", "to_number", "sum", "avg", "reverse", "sort", "max",
                "abs", "ceil", "to_array",
            ]
            return "\(pick(one))(\(inner))"
        default: return leaf()
        }
    }

    private mutating func leaf() -> String {
        pick([
            "@", "$body", "$hook.settings", "*", pick(Self.names),
            "`\(json(depth: 2).text().replacing("`", with: "\\`"))`", "'\(word())'", "`\(number(below: 9))`",
        ])
    }

    fileprivate mutating func argument() -> String {
        let texts = [
            "2026-03-02T09:15:00Z", "1:02:03", "PT1H", "+12125550142", "ana@example.com", "<p>x</p>", "no", "12.5",
            "-1", "SGVsbG8", "{\\\"a\\\":1}",
            "From: a@b.example", "a/b/c",
        ]
        return pick([
            "@", "a", "`null`", "`\(json(depth: 1).text().replacing("`", with: "\\`"))`", "'\(pick(texts))'",
            "'\(word())'", leaf(),
        ])
    }
}
