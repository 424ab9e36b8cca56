import JMESPath
import JSON
import Testing

struct PathTests {
    private let document = """
        {"call":{"from":"+15550100","tags":["new","vip"],"legs":[{"n":1,"ok":true},{"n":2.5,"ok":false},{"n":3}]},
        "na me":{"\u{E9}":"acute"},"zero":0,"empty":"","none":null,"nested":[[1,[2]],3,[]],"by":{"x":{"v":1},"y":{"v":2}}}
        """

    @Test(arguments: [
        ("call.from", "\"+15550100\""),
        ("call.absent.deeper", "null"),
        ("call.tags[0]", "\"new\""),
        ("call.tags[-1]", "\"vip\""),
        ("call.tags[2]", "null"),
        ("call.tags[-9223372036854775808]", "null"),
        ("call.tags[::-1]", "[\"vip\",\"new\"]"),
        ("call.legs[1:].n", "[2.5,3]"),
        ("call.legs[::9223372036854775807].n", "[1]"),
        ("call.legs[-9223372036854775808:9223372036854775807:2].n", "[1,3]"),
        ("call.legs[*].ok", "[true,false]"),
        ("call.legs[?ok].n", "[1]"),
        ("call.legs[?n > `1`].n | [0]", "2.5"),
        ("call.legs[?n >= `2.50` && !ok].n", "[2.5,3]"),
        ("\"na me\".\"\u{E9}\"", "\"acute\""),
        ("\"na me\".\"\\u00e9\"", "\"acute\""),
        ("nested[]", "[1,[2],3]"),
        ("nested[][]", "[1,2,3]"),
        ("by.*.v", "[1,2]"),
        ("@.*.x.v", "[1]"),
        ("[call.legs][0][1:].n", "[2.5,3]"),
        ("*.v", "[]"),
        ("[zero, empty || none || 'last']", "[0,\"last\"]"),
        ("{a: zero, \"b c\": call.tags}", "{\"a\":0,\"b c\":[\"new\",\"vip\"]}"),
        ("call.{f: from, t: tags[1]}", "{\"f\":\"+15550100\",\"t\":\"vip\"}"),
        ("none.[zero]", "null"),
        ("zero && 'zero is true'", "\"zero is true\""),
        ("empty && 'never'", "\"\""),
        ("!call.from", "false"),
        ("!call.absent", "true"),
        ("!zero == `false`", "true"),
        ("call.tags == ['new', 'vip']", "true"),
        ("from < 'text'", "null"),
        ("`1` == `1.0`", "true"),
        ("`9007199254740993` > `9007199254740992`", "true"),
        ("'it\\'s'", "\"it's\""),
        ("`\"a\\`b\"`", "\"a`b\""),
        ("@.zero", "0"),
        ("(nested)[1]", "3"),
    ])
    func yieldsTheValueOfThePath(expression: String, expected: String) throws {
        #expect(try evaluate(expression, on: document) == value(expected))
    }

    @Test func keepsTheOrderOfAMultiselectHash() throws {
        let result = try evaluate("{z: `1`, a: `2`, m: `3`}")

        #expect(result.object?.names == ["z", "a", "m"])
    }

    @Test func keepsNumbersAsTheyWereWritten() throws {
        #expect(try evaluate("[0]", on: "[1.50]").text() == "1.50")
        #expect(try evaluate("`18446744073709551615`").text() == "18446744073709551615")
    }

    @Test func comparesTextByCodePoints() throws {
        #expect(try evaluate("[0] == [1]", on: "[\"\\u00e9\",\"e\\u0301\"]") == false)
    }
}
