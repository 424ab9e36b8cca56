import Adapters
import JMESPath
import JSON

extension Subject {
    /// A pattern compiles or says why not; what it finds is a part of the text; time is linear in the text.
    static let pattern = Subject("pattern", corpus: patternCorpus, words: patternWords) { chance in
        let text = String((0..<chance.number(below: 40)).map { _ in chance.pick(Array("aab01 .-x\u{E9}\n")) })
        return Sample(chance.pattern(depth: 4) + "\u{0}" + text)
    } check: { sample in
        let halves = sample.text.split(separator: "\u{0}", maxSplits: 1, omittingEmptySubsequences: false)
        let quoted = halves[0].replacing("\\", with: "\\\\").replacing("'", with: "\\'")
        guard let expression = try? Expression("extract(@, '\(quoted)')", functions: DomainFunctions.table) else {
            return false
        }
        // Long runs of one letter are what backtracking matchers stall on.
        for text in [halves.count > 1 ? String(halves[1]) : "", String(repeating: "a", count: 400) + "!"] {
            guard let found = try? expression.evaluate(.string(text)).string else { continue }
            try require(contains(text, found), "what is found is not in the text")
        }
        return true
    }

    private static func contains(_ text: String, _ part: String) -> Bool {
        let (text, part) = (Array(text.utf8), Array(part.utf8))
        guard part.count <= text.count else { return false }
        return (0...(text.count - part.count)).contains { text[$0...].starts(with: part) }
    }

    private static let patternCorpus = [
        "(?im)^order (\\d+)$\u{0}Order 4711\nx", "(a*)*b\u{0}aaaaaaaaaaaaaaaa",
        "[^a-c\\d\\-\\]]{2,5}?|(?:x|y)+\\b\u{0}xyxy", "(a|aa|aaa){1,20}$\u{0}aaaaaaaaab",
        "\\S+@\\S+\\.[a-z]{2,}\u{0}mail ana@example.com now",
    ]
    private static let patternWords = [
        "(", ")", "(?:", "(?i)", "[", "]", "[^", "-", "|", "*", "+", "?", "{2}", "{0,}", "{1,1000}", "{99999999999}",
        "\\d", "\\b", "\\", "^", "$", ".", "a", "\u{0}",
        "\\u{10FFFF}", "(a*)*", "(.*){9}",
    ]
}

extension Chance {
    fileprivate mutating func pattern(depth: Int) -> String {
        guard depth > 0 else { return pick(["a", "b", "\\d", ".", "[a-c]", "[^x]", "\\b", "^", "$", "\\.", "\u{E9}"]) }
        let inner = pattern(depth: depth - 1)
        switch number(below: 8) {
        case 0: return "(\(inner))"
        case 1: return "(?:\(inner)|\(pattern(depth: depth - 1)))"
        case 2: return "(\(inner))\(pick(["*", "+", "?", "{2}", "{1,3}", "{2,}?", "*?"]))"
        case 3: return inner + pattern(depth: depth - 2)
        case 4: return "(?i)\(inner)"
        default: return inner + pattern(depth: 0)
        }
    }
}
