import Adapters
import Crypto
import Foundation
import JSON
import Testing

struct MultipartTests {
    private static let type = "multipart/form-data; charset=utf-8; boundary=\"x y\""
    private static let body = """
        preamble
        --x y
        Content-Disposition: form-data; name="subject"

        Caf\u{e9}
        --x y
        content-disposition: form-data; name="to"; x=1
        Content-Type: text/plain; charset=utf-8

        a@example.com
        --x y
        Content-Disposition: form-data; name="to"

        b@example.com
        --x y
        Content-Disposition: form-data; name="file"; filename="a;\\"b\\".txt"
        Content-Type: text/plain

        line 1
        line 2
        --x y
        Content-Disposition: form-data; name="empty"


        --x y--
        """.replacing("\n", with: "\r\n")

    private func decode(_ body: [UInt8], type: String = type) throws -> DecodedBody {
        try BodyDecoder(format: .multipart).decode(body, contentType: type)
    }

    private static let value: JSONValue = [
        "subject": "Caf\u{e9}", "to": ["a@example.com", "b@example.com"],
        "file": [
            "filename": "a;\"b\".txt", "content_type": "text/plain", "size": 14,
            "sha256": .string(
                SHA256.hash(data: Data("line 1\r\nline 2".utf8)).map { String(format: "%02x", $0) }.joined()
            ),
        ],
        "empty": "",
    ]

    @Test func keepsFieldsAndDescribesFiles() throws {
        #expect(try decode(Array(Self.body.utf8)).value == Self.value)
    }

    @Test func storesNoContentsAndDecodesWhatItStored() throws {
        let stored = try #require(try decode(Array(Self.body.utf8)).storedBody)

        #expect(!String(decoding: stored, as: UTF8.self).contains("line 1"))
        #expect(try decode(stored).value == Self.value)
        #expect(try decode(#require(try decode(stored).storedBody)).value == Self.value)
    }

    @Test func storesAPartWithoutTheEmptyLineAsItWas() throws {
        let file = "Content-Disposition: form-data; name=f; filename=x\r\n\r\n1"
        let odd = "Content-Disposition: form-data; name=a\r\n\n\r--b\nrest"
        let body = "--b\r\n\(odd)\r\n--b\r\n\(file)\r\n--b--\r\n"

        let decoded = try decode(Array(body.utf8), type: "multipart/form-data; boundary=b")
        let stored = try #require(decoded.storedBody)

        #expect(decoded.value["a"] == "")
        #expect(try decode(stored, type: "multipart/form-data; boundary=b").value == decoded.value)
    }

    @Test func storesABodyWithoutFilesAsReceived() throws {
        let body = "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--b--\r\n"

        #expect(try decode(Array(body.utf8), type: "multipart/form-data; boundary=b").storedBody == nil)
    }

    @Test func readsLatin1WhereAPartSaysSo() throws {
        let head =
            "--b\r\nContent-Disposition: form-data; name=a\r\nContent-Type: text/plain; charset=ISO-8859-1\r\n\r\n"
        let body = Array(head.utf8) + [0x43, 0xE9] + Array("\r\n--b--".utf8)

        let decoded = try decode(body, type: "multipart/form-data; boundary=b")

        #expect(decoded.value["a"] == "C\u{e9}")
        #expect(decoded.replacements == 0)
    }

    @Test(arguments: [
        ("multipart/form-data", "names no boundary"), ("multipart/form-data; boundary=z", "does not hold its boundary"),
    ])
    func saysWhyItCannotSplit(type: String, reason: String) throws {
        let error = try #require(throws: DecodingError.self) { try decode(Array(Self.body.utf8), type: type) }

        #expect(error.description.contains(reason))
    }

    @Test func refusesABodyThatIsCutShort() throws {
        let error = try #require(throws: DecodingError.self) { try decode(Array(Self.body.utf8.dropLast(20))) }

        #expect(error.description.contains("cut short in part 5"))
    }
}
