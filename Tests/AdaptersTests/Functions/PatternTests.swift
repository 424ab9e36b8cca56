import JSON
import TestSupport
import Testing

/// Regular expressions, as `extract` runs them.
struct PatternTests {
    @Test(
        arguments: [
            ("abc", "b", "b"), ("abc", "^b", nil), ("abc", "^a", "a"), ("abc", "c$", "c"), ("abc", "b$", nil),
            ("aaa", "a*", "aaa"), ("aaa", "a*?", ""), ("aaa", "a+?", "a"), ("aaa", "a{2}", "aa"),
            ("aaaa", "a{2,3}", "aaa"),
            ("aaaa", "a{2,}?", "aa"), ("ab", "a|ab", "a"), ("ab", "ab|a", "ab"), ("xyz", "[x-y]+", "xy"),
            ("xyz", "[^x]+", "yz"), ("a-b", "[a-]+", "a-"), ("a]b", "[]a]+", "a]"), ("x1y", "\\d", "1"),
            ("x1y", "\\D+", "x"),
            ("a b", "\\s", " "), ("a_1 ", "\\w+", "a_1"), ("a.b", "\\.", "."), ("cat dog", "\\bdog\\b", "dog"),
            ("hotdog", "\\bdog", nil), ("hotdog", "\\Bdog", "dog"), ("ABC", "(?i)b", "B"),
            ("ÄRGER", "(?i)ärger", "ÄRGER"),
            ("a\nb", "a.b", nil), ("a\nb", "(?s)a.b", "a\nb"), ("a\nb", "(?m)^b", "b"), ("a\nb", "^b", nil),
            ("Order 12", "Order (\\d+)", "12"), ("k=v", "(\\w)=(\\w)", "k"), ("abab", "(?:ab)+", "abab"),
            ("x", "(a)|x", nil),
            ("", "", ""), ("aXb", "(?i)[x]", "X"), ("💬 hi", "hi", "hi"), ("é", ".", "é"), ("a{b", "a{b", "a{b"),
        ])
    func findsTheLeftmostMatch(_ text: String, _ pattern: String, _ expected: String?) throws {
        let body: JSONValue = ["text": .string(text), "pattern": .string(pattern)]

        let found = try Evaluation.of("extract(text, pattern)", body)

        #expect(found == (expected.map(JSONValue.string) ?? .null))
    }

    @Test func groupsAreChosenByNumber() throws {
        let body: JSONValue = ["text": "key=value"]

        #expect(try Evaluation.of("extract(text, '(\\w+)=(\\w+)', `0`)", body) == "key=value")
        #expect(try Evaluation.of("extract(text, '(\\w+)=(\\w+)', `2`)", body) == "value")
        #expect(throws: (any Error).self) { try Evaluation.of("extract(text, '(\\w+)', `2`)", body) }
    }

    @Test(arguments: ["(a*)*b", "(a|a)*b", "(a|aa)+b", "a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?aaaaaaaaaaaaaaab"])
    func timeIsLinearWhereBacktrackingExplodes(_ pattern: String) throws {
        let body: JSONValue = ["text": .string(String(repeating: "a", count: 2_000)), "pattern": .string(pattern)]

        let clock = ContinuousClock()
        let start = clock.now
        #expect(try Evaluation.of("extract(text, pattern)", body) == .null)
        let time = start.duration(to: clock.now)

        // Backtracking would take longer than the universe is old.
        #expect(time < .seconds(30))
    }

    @Test(arguments: [
        "a" + String(repeating: "+", count: 100_000),
        "a" + String(repeating: "{1}?", count: 50_000), "a**", "a+{2}", "(a)*??",
    ])
    func refusesARepetitionOfARepetition(_ pattern: String) throws {
        let error = #expect(throws: (any Error).self) {
            try Evaluation.of("extract(text, pattern)", ["text": "aaa", "pattern": .string(pattern)])
        }

        #expect(error.map { "\($0)" }?.contains("put it into (?:…)") == true)
    }

    @Test(arguments: ["", "a{0}", "(?:){1000}"])
    func nothingRepeatedIsNothing(_ inner: String) throws {
        let pattern = (0..<12).reduce(inner) { pattern, _ in "(?:\(pattern)){1000}" } + "b"

        // Unrolled, it would take longer than the universe is old.
        #expect(try Evaluation.of("extract(text, pattern)", ["text": "ab", "pattern": .string(pattern)]) == "b")
    }

    @Test func refusesMoreGroupsThanASearchCanKeep() throws {
        func found(groups: Int) throws -> JSONValue {
            let pattern = String(repeating: "(a?)", count: groups) + "b"
            return try Evaluation.of("extract(text, pattern, `0`)", ["text": "aab", "pattern": .string(pattern)])
        }

        #expect(try found(groups: 100) == "aab")
        #expect(throws: (any Error).self) { try found(groups: 101) }
    }

    @Test func anyTextIsAPatternOrAnErrorAndNeverACrash() throws {
        var random = SeededRandom(seed: 7)
        let alphabet = Array("ab.*+?()[]{}|\\^$-,10dwsbi:é")
        for _ in 0..<3_000 {
            let length = Int.random(in: 0...12, using: &random)
            let pattern = String((0..<length).map { _ in alphabet.randomElement(using: &random) ?? "a" })
            let body: JSONValue = ["text": "ab a1 (b) é", "pattern": .string(pattern)]
            _ = try? Evaluation.of("extract(text, pattern)", body)
        }
    }
}
