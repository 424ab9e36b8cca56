import JSON
import Testing

struct JSONWriterTests {
    @Test(
        arguments: [
            (.null, "null"), (true, "true"), (false, "false"), (-5, "-5"), (0.5, "0.5"), ([], "[]"), ([:], "{}"),
            ([1, [], ["a": nil]], "[1,[],{\"a\":null}]"),
            ("\"\\/\u{8}\u{9}\u{A}\u{C}\u{D}\u{1}\u{1F}", "\"\\\"\\\\/\\b\\t\\n\\f\\r\\u0001\\u001f\""),
            ("\u{7F}\u{E9}\u{2028}\u{1F600}", "\"\u{7F}\u{E9}\u{2028}\u{1F600}\""),
        ] as [(JSONValue, String)]
    )
    func writesNoMoreEscapesThanNeeded(value: JSONValue, expected: String) {
        #expect(value.text() == expected)
    }

    @Test func indentsEveryMemberByTwoSpaces() {
        let value: JSONValue = ["a": [1, ["b": []]], "c": [:]]

        #expect(
            value.text(indented: true) == """
                {
                  "a": [
                    1,
                    {
                      "b": []
                    }
                  ],
                  "c": {}
                }
                """
        )
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func whatIsWrittenReadsBackTheSame(seed: UInt64) throws {
        var values = ArbitraryJSON(seed: seed)

        for _ in 0..<300 {
            let value = values.value(depth: 4)
            for indented in [false, true] {
                let bytes = value.serialized(indented: indented)
                let document = try JSONParser().parse(bytes)

                #expect(document.value == value)
                #expect(document.replacements == 0)
                #expect(document.value.serialized(indented: indented) == bytes)
                #expect(document.value.hashValue == value.hashValue)
            }
        }
    }
}
