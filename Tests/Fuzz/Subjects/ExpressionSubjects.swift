import Adapters
import JMESPath
import JSON

extension Subject {
    /// Expressions mean what ``Phrase`` says; as a condition they hold where their result is true; faults have their place
    /// in the text.
    static let jmesPath = Subject("jmespath", corpus: expressionCorpus, words: expressionWords) { chance in
        let phrase = chance.phrase(depth: chance.number(in: 1...5))
        let document = chance.document()
        return Sample(
            phrase.text + "\u{0}" + document.text(),
            expected: .array(phrase.outcome(for: document, variables))
        )
    } check: { sample in
        try evaluates(sample, functions: DomainFunctions.table)
    }

    /// The bridge's own functions take any value: they give one or say what is wrong, twice the same, and no matter whether
    /// arguments are written out, of which calls know more when they are compiled.
    static let functions = Subject("functions", corpus: functionCorpus, words: expressionWords + functionWords) {
        chance in
        let function = chance.pick(DomainFunctions.all)
        let count = chance.once(in: 5) ? chance.number(below: 4) : function.parameters.count
        let arguments = (0..<count).map { _ in chance.argument() }
        let outer = chance.once(in: 4) ? chance.pick(DomainFunctions.all).name : ""
        func call(_ arguments: [String]) -> String {
            "\(outer)(\(function.name)(\(arguments.joined(separator: ", "))))"
        }
        let bound = arguments.indices.map { "$argument\($0)" }
        let bindings = zip(bound, arguments).map { "\($0) = \($1)" }.joined(separator: ", ")
        return Sample(
            call(arguments) + "\u{0}" + chance.json(depth: 2).text(),
            twin: arguments.isEmpty ? nil : "let \(bindings) in \(call(bound))"
        )
    } check: { sample in
        try evaluates(sample, functions: DomainFunctions.table)
    }

    private static let variables: [String: JSONValue] = [
        "body": ["a": "1", "list": [1, 2, 3]], "headers": ["user-agent": "x"], "query": [:],
        "hook": ["name": "h", "region": "US", "zone": "America/New_York", "settings": [:]],
        "v": [["a": 1, "b": "x"], ["a": 2]],
    ]
    private static let scope = Scope(variables)

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
            try require(sample.expected == nil, "an expression is refused: \(error)")
            try require((0...text.utf8.count).contains(error.offset), "offset \(error.offset) is not in \(text)")
            do {
                _ = try Expression(text, functions: functions)
                throw Violation("an expression is refused once and then taken")
            } catch let second as JMESPathError {
                try require(second == error, "two faults for one text")
            }
            return false
        }
        let outcome = outcome(of: expression, document)
        try require(self.outcome(of: expression, document) == outcome, "two results for one input")
        if let expected = sample.expected?.array {
            let found: [JSONValue] = if case .value(let value) = outcome { [value] } else { [] }
            try require(found == expected, "\(text) is \(outcome), not \(JSONValue.array(expected).text())")
        }
        try holds(expression, where: outcome, document)
        // Bound arguments are evaluated whether they are needed or not.
        if let twin = try sample.twin.map({ try Expression($0, functions: functions) }),
            case .value(let value) = self.outcome(of: twin, document)
        {
            try require(outcome == .value(value), "with bound arguments it is \(value.text()): \(text), \(outcome)")
        }
        return true
    }

    private static func holds(_ expression: Expression, where outcome: Outcome, _ document: JSONValue) throws {
        do {
            let holds = try expression.holds(document, scope: scope)
            try require(outcome == .value(outcome.value), "a condition holds or not, the expression fails")
            try require(holds == Phrase.isTrue(outcome.value), "a condition is \(holds), the result \(outcome)")
        } catch let error as JMESPathError {
            try require(outcome == .fault(error), "a condition fails otherwise: \(error), \(outcome)")
        }
    }

    private enum Outcome: Equatable {
        case value(JSONValue)
        case fault(JMESPathError)

        /// Null for a fault.
        var value: JSONValue {
            guard case .value(let value) = self else { return .null }
            return value
        }
    }

    private static func outcome(of expression: Expression, _ document: JSONValue) -> Outcome {
        do {
            return .value(try expression.evaluate(document, scope: scope))
        } catch {
            return .fault(error)
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
    private mutating func leaf() -> String { phrase(depth: 0).text }

    fileprivate mutating func argument() -> String {
        let texts = [
            "2026-03-02T09:15:00Z", "1:02:03", "PT1H", "+12125550142", "ana@example.com", "<p>x</p>", "no", "12.5",
            "-1", "SGVsbG8", "{\\\"a\\\":1}",
            "From: a@b.example", "a/b/c",
        ]
        return pick([
            "@", "a", "`null`", Phrase.literal(json(depth: 1)).text, "'\(pick(texts))'",
            "'\(word())'", leaf(),
        ])
    }
}
