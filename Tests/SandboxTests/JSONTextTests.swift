import Testing

@testable import Sandbox

struct JSONTextTests {
    @Test(arguments: [
        "{}", "[]", " { \"a\" : [ 1 , -0.5e+3 , true , null ] } ", "\"\\u00e9\\n\"", "0", "-12.50", "false",
        "[[],{},\"\"]",
    ])
    func acceptsJSON(_ text: String) {
        #expect(JSONText(Array(text.utf8)) != nil)
    }

    @Test(arguments: [
        "", " ", "{", "}", "[1,]", "[,1]", "{\"a\"}", "{\"a\":}", "{a:1}", "{\"a\":1,}", "01", "1.", ".5", "+1", "1e",
        "nul", "tru e", "\"", "\"\\x\"", "\"\\u12g4\"", "\"\n\"", "{} {}", "[1 2]", "'a'",
    ])
    func refusesWhatIsNotJSON(_ text: String) {
        #expect(JSONText(Array(text.utf8)) == nil)
    }

    @Test func refusesInvalidUTF8() {
        #expect(JSONText([0x22, 0xC3, 0x22]) == nil)
    }

    @Test func refusesABottomlessNest() {
        #expect(JSONText(Array(String(repeating: "[", count: 100_000).utf8)) == nil)
    }

    @Test(arguments: [
        (#""plain""#, "plain"), (#""a\u00e9\n\"\\""#, "a\u{E9}\n\"\\"), (#""\ud83d\ude00""#, "\u{1F600}"),
    ])
    func readsStrings(_ text: String, _ value: String) {
        #expect(JSONText(Array(text.utf8))?.string == value)
    }

    @Test func keepsMembersInTheirOrderAndAsWritten() {
        let members = JSONText(Array(#"{"b": 1.0, "a": ["x" , 2]}"#.utf8))?.members ?? []

        #expect(members.map(\.key) == ["b", "a"])
        #expect(members.map { String(decoding: $0.value.bytes, as: UTF8.self) } == ["1.0", #"["x" , 2]"#])
        #expect(members.last?.value.elements.map(\.kind) == [.string, .number])
    }
}
