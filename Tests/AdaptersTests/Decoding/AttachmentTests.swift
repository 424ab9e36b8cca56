import Adapters
import Crypto
import Foundation
import JSON
import Testing

struct AttachmentTests {
    private func decode(_ body: String, _ paths: String...) throws -> DecodedBody {
        try BodyDecoder(format: .json, attachmentPaths: paths).decode(Array(body.utf8), contentType: nil)
    }

    private func description(of data: Data) -> JSONValue {
        [
            "size": .number(JSONNumber(data.count)),
            "sha256": .string(SHA256.hash(data: data).map { String(format: "%02x", $0) }.joined()),
        ]
    }

    @Test func replacesContentsBySizeAndHash() throws {
        let data = Data((0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 7) })
        let body =
            #"{ "Subject":"x", "Attachments" : [ {"Name":"a","Content":"\#(data.base64EncodedString())","ContentLength":3},"#
            + #" {"Content":"aGk=","Name":"b \" ]"} ], "Content":"stays" }"#

        let decoded = try decode(body, "Attachments[].Content")

        let attachments = try #require(decoded.value["Attachments"]?.array)
        #expect(attachments[0]["Content"] == description(of: data))
        #expect(attachments[1] == ["Name": "b \" ]", "Content": description(of: Data("hi".utf8))])
        #expect(decoded.value["Content"] == "stays")
        let stored = try #require(decoded.storedBody)
        #expect(stored.count < 500)
        #expect(
            try BodyDecoder(format: .json, attachmentPaths: ["Attachments[].Content"]).decode(stored, contentType: nil)
                .value == decoded.value
        )
    }

    @Test(arguments: [
        (#"\/\/\/\/"#, "////"), (#"aG\nk="#, "aGk="), (#"\u0061Gk\u003d"#, "aGk="), ("aGk", "aGk="), ("", ""),
    ])
    func undoesEscapesInsideBase64(written: String, base64: String) throws {
        let data = try #require(Data(base64Encoded: base64))

        #expect(try decode("{\"a\":\"\(written)\"}", "a").value["a"] == description(of: data))
    }

    /// The value shows the last of them only, the bytes hold both.
    @Test func findsContentsUnderANameThatIsRepeated() throws {
        let decoded = try decode(#"{"a":"aGk=","a":1}"#, "a")

        #expect(decoded.value == ["a": 1])
        #expect(decoded.storedBody.map { String(decoding: $0, as: UTF8.self).contains("aGk=") } == false)
    }

    @Test(arguments: [#"{"a":[]}"#, #"{"a":[{"c":"aGk="}]}"#, #"{"a":[{"b":1}]}"#, #"{"b":"aGk="}"#, "[]", "\"aGk=\""])
    func aBodyWithoutContentsIsStoredAsItCame(body: String) throws {
        #expect(try decode(body, "a[].b").storedBody == nil)
    }

    @Test func describesTextThatIsNoBase64AsItStands() throws {
        #expect(try decode(#"{"a":"not, base64"}"#, "a").value["a"] == description(of: Data("not, base64".utf8)))
    }

    @Test(arguments: [
        (#"[{"a":["aGk="]}]"#, "[].a[]", #"[{"a":[@]}]"#),
        (#"{"a":{"b":"aGk="},"b":"x"}"#, "a.b", #"{"a":{"b":@},"b":"x"}"#),
        (#"{"a":[["aGk=","aGk="]]}"#, "a[][]", #"{"a":[[@,@]]}"#),
    ])
    func followsPaths(body: String, path: String, expected: String) throws {
        let inserted = description(of: Data("hi".utf8))
        let value = try decode(expected.replacing("@", with: inserted.text()), "none").value

        #expect(try decode(body, path).value == value)
    }

    @Test(arguments: [
        ("[104,105]", true), ("[ 104 ,\n105 ]", true), ("[104,256]", false), ("[104,-1]", false), ("[104,1.5]", false),
        ("[104,[105]]", false), ("[104,\"a\"]", false), ("[]", false),
    ])
    func replacesListsOfBytesOnly(list: String, isReplaced: Bool) throws {
        let decoded = try decode(#"{"a":{"type":"Buffer","data":\#(list)}}"#, "a.data")

        #expect(decoded.value["a"]?["data"] == (isReplaced ? description(of: Data("hi".utf8)) : try decode(list).value))
        #expect((decoded.storedBody != nil) == isReplaced)
    }

    @Test func hashesLongListsOfBytesInPieces() throws {
        let data = Data((0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 7) })
        let body = #"{"a":[\#(data.map(String.init).joined(separator: ","))]}"#

        #expect(try decode(body, "a").value["a"] == description(of: data))
    }

    /// A raw mail beside its parts only repeats them; alone it is all there is.
    @Test(arguments: [
        (#"{"raw":"aGk=","from":{"raw":"x"}}"#, #"{"raw":@,"from":{"raw":"x"}}"#),
        (#"{"from":"a","x":[{"raw":"y"}],"raw":"aGk="}"#, #"{"from":"a","x":[{"raw":"y"}],"raw":@}"#),
        (#"{"from": null,"raw":"aGk="}"#, #"{"from": null,"raw":"aGk="}"#),
        (#"{"raw":"aGk=","a":{"from":1,"b":"aGk="}}"#, #"{"raw":"aGk=","a":{"from":1,"b":@}}"#),
        (#"{"b":"aGk=","raw":"aGk="}"#, #"{"b":"aGk=","raw":"aGk="}"#),
    ])
    func repetitionsGiveWayBesideWhatTheyRepeat(body: String, expected: String) throws {
        let inserted = description(of: Data("hi".utf8))
        let value = try decode(expected.replacing("@", with: inserted.text()), "none").value

        let decoded = try decode(body, "raw beside from", "a.b")

        #expect(decoded.value == value)
        #expect((decoded.storedBody == nil) == !expected.contains("@"))
    }

    @Test(arguments: [
        (#"{"raw":["aGk=","aGk="],"from":"a"}"#, #"{"raw":[@,@],"from":"a"}"#),
        (#"{"raw":["aGk=","aGk="],"b":1}"#, #"{"raw":["aGk=","aGk="],"b":1}"#),
        (#"{"raw":["aGk="],"a":{"b":"aGk="}}"#, #"{"raw":["aGk="],"a":{"b":@}}"#),
    ])
    func listsGiveWayBesideWhatTheyRepeat(body: String, expected: String) throws {
        let inserted = description(of: Data("hi".utf8))
        let value = try decode(expected.replacing("@", with: inserted.text()), "none").value

        #expect(try decode(body, "raw[] beside from", "a.b").value == value)
    }

    @Test(arguments: [
        #"{"a":null}"#, #"{"a":1,"b":[]}"#, #"{"a":{"size":2}}"#, #"{"x":{"a":"aGk="}}"#, #"[]"#, #""aGk=""#, #"{}"#,
    ])
    func leavesEverythingElseAsReceived(body: String) throws { #expect(try decode(body, "a").storedBody == nil) }

    @Test(arguments: [#"{"a":"aGk="#, #"{"a":"aGk=" "#, #"{"a":"aGk=""b"}"#, #"{"a""#, "{", "[", #"{"a":"aGk=\"#])
    func leavesMalformedBodiesToTheParser(body: String) {
        #expect(throws: DecodingError.self) { try decode(body, "a") }
    }
}
