import Testing

@testable import Adapters

/// Short texts are searched by another machine than long ones: both find the same.
struct PatternWalkTests {
    @Test(arguments: [
        "a", "a*", "a*?", "(a|ab)(c|bcd)(d*)", "(a*)*b", "(a*)+", "(?:a|b)*?c", "(a|b|)*", "((a)|(b))*", "^a*$",
        "\\ba+\\b",
        "a{2,3}?b|(a+)", "(?i)[a-c]+", "(?m)^(b+)$", "(?s)a.b", "[^ab]+", "é|(e.)", "\\B.", "(a?)(a?)aa", "x*", "",
        "(a|$)b?",
        "(.*)(b+)", "(?:(a)|b)+", "\\s*(\\w+)\\s*$",
    ])
    func bothMachinesFindTheSame(_ text: String) throws {
        let pattern = try Pattern(text)
        let walk = PatternWalk(pattern.program)

        for text in Self.texts {
            let bytes = Array(text.utf8)
            let (walked, matched) = bytes.withUnsafeBufferPointer { bytes in
                var matcher = PatternMatcher(program: pattern.program)
                return (walk.firstMatch(in: bytes), matcher.firstMatch(in: bytes))
            }
            #expect(walked == matched, "in \(text)")
        }
    }

    @Test func aTextThatIsTooLongForTheOneIsSearchedByTheOther() throws {
        let pattern = try Pattern("(?:a|b)*c")
        let text = String(repeating: "ab", count: 100_000) + "c"

        #expect(!PatternWalk(pattern.program).isFit(forBytes: text.utf8.count))
        #expect(pattern.firstMatch(in: text, group: 0) == text)
    }

    /// Every text of up to five of these letters, and a few others.
    private static let texts: [String] = {
        var texts = [""]
        var longest = [""]
        for _ in 0..<5 {
            longest = longest.flatMap { text in ["a", "b", "c", " "].map { text + $0 } }
            texts += longest
        }
        return texts + ["a\nb\nbb", "éa", "eé", "ABCabc", "aé b", "💬a b", "a\r\nb", "abcd", "abcdd x"]
    }()
}
