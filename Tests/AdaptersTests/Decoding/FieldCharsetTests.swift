import Adapters
import JSON
import Testing

/// Fields of forms that are not UTF-8.
struct FieldCharsetTests {
    private static let type = "multipart/form-data; boundary=b"

    private func part(_ disposition: String, _ content: [UInt8]) -> [UInt8] {
        Array("--b\r\nContent-Disposition: form-data; \(disposition)\r\n\r\n".utf8) + content + [0x0D, 0x0A]
    }

    private func body(_ parts: [UInt8]...) -> [UInt8] { Array(parts.joined()) + Array("--b--\r\n".utf8) }

    @Test func readsFieldsInTheCharsetsThatAnotherFieldNames() throws {
        let charsets = Array(#"{"text":"windows-1252","subject":"KOI8-R","to":"UTF-8"}"#.utf8)
        let body = body(
            part("name=text", [0x93, 0xE9, 0x94]),
            part("name=charsets", charsets),
            part("name=subject", [0xF0]),
            part("name=to", Array("é".utf8)),
            part("name=other", [0xE9])
        )
        let decoder = BodyDecoder(format: .multipart, charsetsField: "charsets")
        let decoded = try decoder.decode(body, contentType: Self.type)

        #expect(decoded.value["text"] == "\u{201C}é\u{201D}")
        #expect(decoded.value["subject"] == "П")
        #expect(decoded.value["to"] == "é")
        #expect(decoded.value["other"] == "\u{FFFD}")
        #expect(decoded.replacements == 1)
    }

    @Test func keepsTheBytesOfBinaryFieldsAndFiles() throws {
        let decoder = BodyDecoder(format: .auto, binaryFields: ["email"])
        let fields = body(part("name=email", [0xE9, 0x0D, 0x0A]), part("name=from", Array("a".utf8)))
        let file = body(part("name=email; filename=m.eml", [0xE9]), part("name=x; filename=x", [1]))
        let form = Array("email=%E9+%00&from=a".utf8)

        let multipart = try decoder.decode(fields, contentType: Self.type)
        #expect(multipart.value["email"] == "6Q0K")
        #expect(multipart.value["from"] == "a")
        let decodedFile = try decoder.decode(file, contentType: Self.type)
        #expect(decodedFile.value["email"] == "6Q==")
        let stored = try #require(decodedFile.storedBody)
        #expect(try decoder.decode(stored, contentType: Self.type).value == decodedFile.value)
        #expect(try decoder.decode(form, contentType: nil).value["email"] == "6SAA")
    }

    @Test func readsBothFromAnAdapter() throws {
        let text = """
            title: Test
            receive: { authenticate: none, body: multipart, binary: [email], charsets: charsets }
            translate: [{ ignore: nothing }]
            """
        let (adapter, problems) = AdapterCompiler.compile(text, name: "test", file: "adapter.yaml")

        #expect(problems.isEmpty)
        #expect(adapter != nil)
    }
}
