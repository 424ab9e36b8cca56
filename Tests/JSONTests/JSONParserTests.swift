import JSON
import Testing

struct JSONParserTests {
    private let parser = JSONParser()

    @Test(
        arguments: [
            ("null", .null),
            (" true ", true),
            ("false\n", false),
            ("\"\"", ""),
            ("[]", []),
            ("{}", [:]),
            ("[1,\t[2] , {\"a\":\r\n3}]", [1, [2], ["a": 3]]),
            ("\"a\\\"b\\\\c\\/d\\b\\f\\n\\r\\t\"", "a\"b\\c/d\u{8}\u{C}\n\r\t"),
            ("\"\\u00e9\\u20AC\\u0000\"", "\u{E9}\u{20AC}\u{0}"),
            ("\"\\ud83d\\ude00\"", "\u{1F600}"),
            ("\"\u{E9} \u{1F600} \u{7F}\u{2028}\"", "\u{E9} \u{1F600} \u{7F}\u{2028}"),
            ("\u{FEFF}[1]", [1]),
            ("\"\u{FEFF}\"", "\u{FEFF}"),
        ] as [(String, JSONValue)]
    )
    func readsWhatIsJSON(text: String, expected: JSONValue) throws {
        let document = try parser.parse(text: text)

        #expect(document.value == expected)
        #expect(document.replacements == 0)
    }

    @Test(arguments: [
        ("", 0), ("  ", 2), ("nul", 0), ("nulL", 0), ("True", 0), ("[1,]", 3), ("[1 2]", 3), ("[", 1), ("[1", 2),
        ("{", 1), ("{\"a\"}", 4), ("{\"a\":}", 5), ("{\"a\":1,}", 7), ("{a:1}", 1), ("{\"a\":1", 6), ("1 2", 2),
        ("]", 0),
        ("\"", 1), ("\"abc", 4), ("\"12345678\n\"", 9), ("\"\t\"", 1), ("\"\\x\"", 2), ("\"\\", 2), ("\"\\u12G4\"", 5),
        ("\"\\u12", 5), ("\"\\ud800\\u12", 11), ("'a'", 0), ("// a", 0), ("[NaN]", 1), ("\u{FEFF}", 3),
        ("\u{FEFF}\u{FEFF}1", 3), ("\u{A0}1", 0), ("1\u{0}", 1), ("\u{0}", 0),
        ("01", 0), ("-01", 1), ("-", 1), ("+1", 0), (".5", 0), ("1.", 2), ("1.e3", 2), ("1e", 2), ("1e+", 3),
        ("0x1", 1),
        ("-a", 1), ("--1", 1), ("1.5.2", 3),
    ])
    func refusesWhatIsNotJSONAndSaysWhere(text: String, offset: Int) {
        let error = #expect(throws: JSONError.self) { try parser.parse(text: text) }

        #expect(error?.offset == offset)
    }

    @Test(arguments: [
        ("\"a\\ud83d\"", "a\u{FFFD}", 1),
        ("\"\\ude00b\"", "\u{FFFD}b", 1),
        ("\"\\ud83d\\ud83d\\ude00\"", "\u{FFFD}\u{1F600}", 1),
        ("\"\\ud83d\\n\"", "\u{FFFD}\n", 1),
        ("\"\\ude00\\ud83d\"", "\u{FFFD}\u{FFFD}", 2),
        ("\"\\ud83dx\\u0041\"", "\u{FFFD}xA", 1),
    ])
    func replacesAndCountsLoneSurrogates(text: String, expected: String, count: Int) throws {
        let document = try parser.parse(text: text)

        #expect(document.value.string == expected)
        #expect(document.replacements == count)
    }

    /// The sequences of Unicode 16 §3.9, tables 3-8 to 3-11, and single faults.
    @Test(
        arguments: [
            ([0x80], 1), ([0xFF], 1), ([0xC3], 1), ([0xE2, 0x82], 1), ([0xF0, 0x9F, 0x98], 1),
            ([0xC0, 0xAF, 0xE0, 0x80, 0xBF, 0xF0, 0x81, 0x82, 0x41], 8),
            ([0xED, 0xA0, 0x80, 0xED, 0xBF, 0xBF, 0xED, 0xAF, 0x41], 8),
            ([0xF4, 0x91, 0x92, 0x93, 0xFF, 0x41, 0x80, 0xBF, 0x42], 7),
            ([0xE1, 0x80, 0xE2, 0xF0, 0x91, 0x92, 0xF1, 0xBF, 0x41], 4),
        ] as [([UInt8], Int)]
    )
    func replacesAndCountsIllFormedSequencesInStrings(fault: [UInt8], count: Int) throws {
        for escape in ["", "\\n"] {
            let document = try parser.parse(
                Array("[\"before\(escape)".utf8) + fault + Array("after\",\"\u{E9}\"]".utf8)
            )

            let text = try #require(document.value.array?.first?.string)
            #expect(document.replacements == count)
            #expect(text.unicodeScalars.filter { $0 == "\u{FFFD}" }.count == count)
            #expect(text.hasPrefix("before") && text.hasSuffix("after"))
            #expect(document.value.array?.last == "\u{E9}")
        }
    }

    @Test func refusesInvalidUTF8OutsideStrings() {
        let error = #expect(throws: JSONError.self) { try parser.parse([0x5B, 0x31, 0xC3, 0x5D]) }

        #expect(error?.offset == 2)
    }

    @Test(arguments: ["[", "{\"a\":", "[{\"a\":"])
    func refusesNestingBeyondTheLimit(opening: String) throws {
        let levels = opening == "[{\"a\":" ? 2 : 1
        let closing = opening.reversed().compactMap { ["[": "]", "{": "}"][$0] }.joined()
        func nested(_ times: Int) -> String {
            String(repeating: opening, count: times) + "0" + String(repeating: closing, count: times)
        }

        #expect(throws: Never.self) { try JSONParser(depthLimit: 10).parse(text: nested(10 / levels)) }
        #expect(throws: JSONError.self) { try JSONParser(depthLimit: 10).parse(text: nested(10 / levels + 1)) }
        #expect(throws: JSONError.self) { try JSONParser(depthLimit: .max).parse(text: nested(1_000_000)) }
        #expect(throws: JSONError.self) { try JSONParser(depthLimit: 0).parse(text: "[]") }
        #expect(try JSONParser(depthLimit: .min).parse(text: "1").value == 1)
    }

    @Test func namesTheReasonAndTheOffset() {
        let error = #expect(throws: JSONError.self) { try parser.parse(text: "{\"a\" 1}") }

        #expect(error?.description == "expected \":\" after a name at byte 5")
        #expect(error.map { !$0.reason.contains("1") } == true)
    }

    @Test(arguments: 0..<40)
    func findsTheEndOfAStringAtEveryAlignment(length: Int) throws {
        let text = String(repeating: "x", count: length)

        let document = try parser.parse(text: "[\"\(text)\",\"\(text)\\n\", \"\(text)\u{E9}\"]")

        #expect(document.value == [.string(text), .string(text + "\n"), .string(text + "\u{E9}")])
    }
}
