import Adapters
import JMESPath
import JSON
import Testing

/// The bridge's functions as expressions see them.
struct DomainFunctionTests {
    @Test(arguments: DomainFunctions.all.map(\.name))
    func itsExampleIsTrue(_ name: String) throws {
        let function = try #require(DomainFunctions.table[name])
        let parts = function.example.components(separatedBy: " → ")
        let expected = try JSONParser().parse(Array(parts[1].utf8)).value

        let actual = try Evaluation.of(parts[0], [:])

        #expect(actual == expected)
    }

    @Test(arguments: DomainFunctions.all.map(\.name))
    func itIsDocumented(_ name: String) throws {
        let function = try #require(DomainFunctions.table[name])

        #expect(!function.summary.isEmpty)
        #expect(function.example.hasPrefix("\(name)("))
    }

    @Test(
        arguments: [
            "phone(a)", "email(a)", "emails(a)", "email_name(a)", "timestamp(a)", "duration(a)", "number(a)",
            "boolean(a)",
            "lower(a)", "upper(a)", "trim(a)", "truncate(a, `3`)", "split(a, ',')", "replace(a, 'b', 'c')",
            "extract(a, 'b')", "html_to_text(a)", "strip_reply(a)", "json(a)", "base64_decode(a)", "base64_encode(a)",
            "numbered(a, 'x')", "distinct(a)", "segment(a, `0`)", "concat(a, b)", "coalesce(a, b)",
            "lookup(a, {b: 'c'})",
        ])
    func nullPassesThrough(_ expression: String) throws {
        #expect(try Evaluation.of(expression, ["c": 1]) == .null)
    }

    @Test func onlyTheTakenBranchOfIfIsEvaluated() throws {
        #expect(try Evaluation.of("if(`true`, 'a', length(`1`))") == "a")
        #expect(try Evaluation.of("if(`false`, length(`1`), 'b')") == "b")
        #expect(try Evaluation.of("if(`false`, 'a')") == .null)
    }

    @Test(
        arguments: [
            ("'true'", true), ("'false'", false), ("'FALSE'", false), ("'0'", false), ("'1'", true), ("'no'", false),
            ("'yes'", true), ("''", false), ("' '", false), ("`0`", false), ("`2`", true), ("`true`", true),
            ("'off'", false), ("`[]`", false),
        ])
    func booleanReadsWhatProvidersSend(_ argument: String, _ expected: Bool) throws {
        #expect(try Evaluation.of("boolean(\(argument))") == .bool(expected))
    }

    @Test(
        arguments: [
            ("number('13')", 13), ("number(' 13 ')", 13), ("number(`13`)", 13), ("duration('184')", 184),
            ("seconds_between(`1772442900000`, '2026-03-02T09:15:03.600Z')", 4),
            ("seconds_between('Mon, 2 Mar 2026 09:15:00 +0000', '1772442900')", 0),
            ("duration(`1500`, 'ms')", 2), ("duration('2', 'min')", 120), ("duration('03:05')", 185),
            ("duration('2m 5s')", 125), ("duration('PT1H2M3S')", 3723), ("duration('13s')", 13),
        ])
    func numbersAndDurationsBecomeNumbers(_ expression: String, _ expected: Int) throws {
        #expect(try Evaluation.of(expression) == .number(JSONNumber(expected)))
    }

    @Test(
        arguments: [
            "number('')", "number('abc')", "number('nan')", "duration('(abandoned)')", "duration('1:2:3:4')",
            "duration('-5')", "seconds_between(null, '2026-03-02T09:15:00Z')",
            "seconds_between('2026-03-02T09:15:00Z', '2026-03-02T09:14:00Z')", "json('{')", "timestamp('soon')",
            "timestamp('')", "email('nobody')", "phone('729725')",
        ])
    func whatCannotBeReadIsNull(_ expression: String) throws {
        #expect(try Evaluation.of(expression) == .null)
    }

    @Test(
        arguments: [
            ("timestamp('2026-03-02T09:15:04.120-05:00')", "2026-03-02T14:15:04Z"),
            ("timestamp(`1772460904`)", "2026-03-02T14:15:04Z"), ("timestamp('1772460904120')", "2026-03-02T14:15:04Z"),
            ("timestamp('2026-03-02 09:15:04', 'America/New_York')", "2026-03-02T14:15:04Z"),
            ("timestamp('Mon, 2 Mar 2026 09:15:04 -0500')", "2026-03-02T14:15:04Z"),
        ])
    func momentsAreReadInEveryForm(_ expression: String, _ expected: String) throws {
        #expect(try Evaluation.of(expression) == .string(expected))
    }

    @Test func numberedFieldsMayStartAtOneAndBeCounted() throws {
        let body: JSONValue = ["n": "2", "a1": "x", "a2": "y", "b0": "p", "b2": "r"]

        #expect(try Evaluation.of("numbered(@, 'a')", body) == ["x", "y"])
        #expect(try Evaluation.of("numbered(@, 'b', '3')", body) == ["p", nil, "r"])
        #expect(try Evaluation.of("numbered(@, 'c')", body) == [])
    }

    @Test(
        arguments: [
            ("extract('a', '(')", "group"), ("extract('a', '[')", "set"), ("extract('a', '*a')", "nothing to repeat"),
            ("extract('a', 'a{2001}')", "repetitions"), ("extract('a', '(?=a)')", "(?:"),
            ("extract('a', '\\y')", "escape"),
            ("timestamp('x', 'Mars/Olympus')", "time zone"),
        ])
    func faultyLiteralsAreFoundWhenCompiled(_ text: String, _ part: String) {
        #expect(throws: JMESPathError.self) { try Expression(text, functions: DomainFunctions.table) }
        do {
            _ = try Expression(text, functions: DomainFunctions.table)
        } catch {
            #expect(error.message.contains(part), "\(error.message)")
        }
    }

    @Test(
        arguments: [
            ("distinct(['É', 'é', 'e'])", ["É", "e"]), ("distinct(['@', '`', 'A', 'a'])", ["@", "`", "A"]),
            ("by_name([{Key: 'A', val: 'x'}, {key: 'a', val: 'y'}], 'key', 'val')", ["a": "x"]),
            ("by_name('x')", .null),
        ] as [(String, JSONValue)]
    )
    func listsKeepTheFirst(_ expression: String, _ expected: JSONValue) throws {
        #expect(try Evaluation.of(expression, ["c": 1]) == expected)
    }

    @Test func aLongListKeepsTheFirstToo() throws {
        let texts = (0..<20).map { JSONValue.string("a\($0)") } + (0..<20).map { .string("A\($0)") }

        #expect(try Evaluation.of("distinct(@)", .array(texts)) == .array(Array(texts.prefix(20))))
    }
}

/// Evaluates expressions with the bridge's functions, for a hook in the United States and UTC.
enum Evaluation {
    static func of(_ text: String, _ value: JSONValue = .null) throws -> JSONValue {
        let expression = try Expression(text, functions: DomainFunctions.table)
        let scope = Scope(["hook": ["region": "US", "zone": "UTC"], "body": value])
        return try expression.evaluate(value, scope: scope)
    }
}

extension String {
    fileprivate func components(separatedBy separator: String) -> [String] {
        guard let range = firstRange(of: separator) else { return [self, ""] }
        return [String(self[..<range.lowerBound]), String(self[range.upperBound...])]
    }
}
