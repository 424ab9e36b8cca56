import Adapters
import BridgeCore
import JSON
import TestSupport
import Testing

struct FormTests {
    private func decode(_ body: [UInt8], format: BodyFormat = .form, type: String? = nil) throws -> DecodedBody {
        try BodyDecoder(format: format).decode(body, contentType: type)
    }

    static let table: [(String, JSONValue)] = [
        ("", [:]), ("a=1", ["a": "1"]), ("a=1&b=2", ["a": "1", "b": "2"]), ("a=&b", ["a": "", "b": ""]),
        ("a=1&a=2&b=3&a=2", ["a": ["1", "2", "2"], "b": "3"]), ("a=b=c", ["a": "b=c"]), ("=x", ["": "x"]),
        ("a+b=c+d", ["a b": "c d"]), ("a=%2B%26%3d", ["a": "+&="]), ("%61=x", ["a": "x"]),
        ("a=Caf%C3%A9", ["a": "Caf\u{e9}"]),
        ("a=%&b=%4&c=%zz&d=%%41", ["a": "%", "b": "%4", "c": "%zz", "d": "%A"]), ("&&a=1&&", ["a": "1"]),
        ("a= x ", ["a": " x "]), ("a=%00", ["a": "\u{0}"]),
        ("\u{E9}=1&e\u{301}=2&a=3&a=4&\u{E9}=5", ["\u{E9}": ["1", "5"], "e\u{301}": "2", "a": ["3", "4"]]),
    ]

    @Test(arguments: table)
    func decodesForms(body: String, value: JSONValue) throws { #expect(try decode(Array(body.utf8)).value == value) }

    @Test(arguments: [
        ("a=%FF", "\u{FFFD}", 1), ("a=%EF%BF%BD", "\u{FFFD}", 0), ("a=x%C3", "x\u{FFFD}", 1),
        ("a=%EF%BF%BD%FF", "\u{FFFD}\u{FFFD}", 1),
    ])
    func countsWhatItReplaces(body: String, text: String, count: Int) throws {
        let decoded = try decode(Array(body.utf8))

        #expect(decoded.value["a"] == .string(text))
        #expect(decoded.replacements == count)
    }

    @Test func refusesMoreFieldsThanAnybodySends() throws {
        let most = String(repeating: "a&", count: 2000)

        #expect(try decode(Array(most.utf8)).value["a"]?.array?.count == 2000)
        let error = #expect(throws: DecodingError.self) { try decode(Array((most + "b").utf8)) }
        #expect(error?.description == "the form has more than 2000 fields")
    }

    @Test func decodesWhatWasEncoded() throws {
        var random = SeededRandom(seed: 7)
        for _ in 0..<300 {
            let pairs = (0..<Int.random(in: 1...8, using: &random)).map { index in
                let scalars = (0..<Int.random(in: 0...6, using: &random)).map { _ in
                    Unicode.Scalar(UInt32.random(in: 0...0xD7FF, using: &random)) ?? "x"
                }
                return ("n\(index)", String(String.UnicodeScalarView(scalars)))
            }
            let body = pairs.map {
                "\($0.0)=" + $0.1.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            }
            let expected = JSONValue.object(JSONObject(pairs.map { ($0.0, .string($0.1)) }))

            #expect(try decode(Array(body.joined(separator: "&").utf8)).value == expected)
        }
    }

    @Test func survivesAnyBytes() throws {
        var random = SeededRandom(seed: 11)
        let alphabet = Array("%&=+;aF0\u{e9}\r\n\"-{}[]:,\\".utf8) + [0xFF, 0x00]
        for _ in 0..<3000 {
            let count = Int.random(in: 0...60, using: &random)
            let body = (0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] }
            #expect(try decode(body).value.object != nil)
            _ = try? decode(body, format: .auto)
            _ = try? decode(Array("--b\r\n".utf8) + body, format: .multipart, type: "multipart/form-data; boundary=b")
            _ = try? BodyDecoder(format: .json, attachmentPaths: ["a[].b", "[]"]).decode(body, contentType: nil)
        }
    }

    @Test(
        arguments: [
            ("application/json; charset=utf-8", "{\"a\":\"1\"}"), ("application/x-www-form-urlencoded", "a=1"),
            ("text/plain", " {\"a\":\"1\"}"),
            (nil, "a=1"),
            ("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--b--"),
        ] as [(String?, String)]
    )
    func choosesTheFormatByTypeOrFirstByte(type: String?, body: String) throws {
        #expect(try decode(Array(body.utf8), format: .auto, type: type).value == ["a": "1"])
    }

    @Test func saysWhenItCannotTellTheFormat() {
        #expect(throws: DecodingError.self) { try decode(Array("hello".utf8), format: .auto) }
    }
}
