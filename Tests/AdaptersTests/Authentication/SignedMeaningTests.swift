import Adapters
import BridgeCore
import Crypto
import Foundation
import JSON
import Testing

/// What is translated is what was signed: requests with a signature that is right, changed where it might not look.
struct SignedMeaningTests {
    private static let url = "https://bridge.example.com/hooks/a"
    private static let key = "example-key"
    private static let formType = "application/x-www-form-urlencoded"

    private func sign(_ text: String) -> String {
        let key = SymmetricKey(data: Data(Self.key.utf8))
        return Data(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: key)).base64EncodedString()
    }

    private func adapter(body: String, signed: String) throws -> Adapter {
        let text = """
            title: Test
            receive:
              body: \(body)
              authenticate: { scheme: hmac, header: X-Sig, encoding: base64, signed: "\(signed)" }
            translate:
              - ignore: nothing else to do
            """
        let (adapter, problems) = AdapterCompiler.compile(text, name: "test", file: "adapter.yaml")
        return try #require(adapter, "\(problems)")
    }

    private func isBelieved(_ adapter: Adapter, type: String, body: String, signature: String) -> Bool {
        let request = request("POST", Self.url, ["content-type": type, "x-sig": signature], body: body)
        let outcome = AdapterTrial.run(adapter, request, secrets: [Secret(Self.key)], settings: [:])
        return outcome["authentic"] == true
    }

    /// In front of the signed part stands, for a reader of forms, another field.
    private static let multipart = """
        &events=[{"id":"forged"}]&\r\n--b\r\nContent-Disposition: form-data; name="events"\r\n\r\n[{"id":"1"}]\r\n--b--\r\n
        """

    @Test func aBodyIsReadForItsSignatureAsItIsTranslatedWhateverItsContentType() throws {
        let forms = try adapter(body: "form", signed: "${{ url }}${{ form }}")
        let signature = sign(Self.url + #"events[{"id":"1"}]"#)

        #expect(isBelieved(forms, type: Self.formType, body: #"events=[{"id":"1"}]"#, signature: signature))
        #expect(isBelieved(forms, type: "text/plain", body: #"events=[{"id":"1"}]"#, signature: signature))
        let type = "multipart/form-data; boundary=b"
        #expect(!isBelieved(forms, type: type, body: Self.multipart, signature: signature))
        let parts = try adapter(body: "auto", signed: "${{ url }}${{ form }}")
        #expect(isBelieved(parts, type: type, body: Self.multipart, signature: signature))
    }

    static let otherBodies = [
        ("application/json", #"{"id":"forged"}"#), ("text/plain", "forged"),
        ("multipart/form-data; boundary=b", "no boundary"),
        (
            "multipart/form-data; boundary=b",
            "--b\r\nContent-Disposition: form-data; name=f; filename=f\r\n\r\nforged\r\n--b--\r\n"
        ), (formType, String(repeating: "a=1&", count: 2001)),
    ]

    @Test(arguments: otherBodies)
    func aSignatureOverFieldsVouchesForNoOtherBody(type: String, body: String) throws {
        let adapter = try adapter(body: "auto", signed: "${{ url }}${{ '?' if form }}${{ form }}")
        let signature = sign(Self.url)

        #expect(isBelieved(adapter, type: type, body: "", signature: signature))
        #expect(!isBelieved(adapter, type: type, body: body, signature: signature))
    }

    static let sameFields = [
        ("multipart/form-data; boundary=b", part("", ""), true),
        ("multipart/form-data; boundary=b", part("", "Content-Type: text/plain; charset=UTF-8\r\n"), true),
        ("multipart/form-data; boundary=b", part("", "Content-Type: text/plain; charset=utf-16\r\n"), false),
        ("multipart/form-data; boundary=b", part(file, ""), false), ("application/json", #"{"id":"1"}"#, true),
        ("application/json", #"{"id":"1","note":null}"#, true), ("application/json", #"{"id":"1","x":["2"]}"#, false),
        ("application/json", #"{"id":"1","x":{}}"#, false), (formType, "id=1", true),
    ]
    private static let file = "--b\r\nContent-Disposition: form-data; name=f; filename=f\r\n\r\nx\r\n"

    private static func part(_ before: String, _ header: String) -> String {
        "\(before)--b\r\nContent-Disposition: form-data; name=\"id\"\r\n\(header)\r\n1\r\n--b--\r\n"
    }

    @Test(arguments: sameFields)
    func aSignatureOverFieldsCoversNothingBesideThemAndNoCharset(type: String, body: String, isWhole: Bool) throws {
        let parameters = try adapter(body: "auto", signed: "${{ parameters }}")
        let form = try adapter(body: "auto", signed: "${{ form }}")

        #expect(isBelieved(parameters, type: type, body: body, signature: sign("&id=1")) == isWhole)
        let isForm = isWhole && type != "application/json"
        #expect(isBelieved(form, type: type, body: body, signature: sign("id1")) == isForm)
    }

    @Test(arguments: [BodyFormat.json, .multipart, .auto])
    func twilioSignsNoFormThatIsTranslatedAsSomethingElse(format: BodyFormat) throws {
        let scheme = try scheme("{ scheme: twilio, hash: sha256 }")
        func refusal(_ type: String?, _ body: String) -> Refusal? {
            var headers = [
                "x-twilio-signature": sign(Self.url + body.replacing("=", with: "")),
                "x-twilio-webhooks-signature-settings": "HMAC_SHA256",
            ]
            headers["content-type"] = type
            let trust = Trust(secrets: [Secret(Self.key)], bodyFormat: format)
            return scheme.verify(request("POST", Self.url, headers, body: body), trust: trust)
        }

        let believed = format == .auto
        #expect((refusal(Self.formType, "Body=Hi") == nil) == believed)
        #expect((refusal(nil, "Body=Hi") == nil) == believed)
        #expect(refusal(Self.formType + "+json", #"{"Body":"Hi"}"#) != nil)
        #expect(refusal(nil, #"{"Body":"Hi"}"#) != nil)
    }

    @Test func aSignedHeaderAndTheTimeOfSigningStandOnce() throws {
        let key = "YW4gZXhhbXBsZSBrZXkgb2YgMzIgYnl0ZXMsIHNvISE="
        let scheme = try scheme("scheme: standard-webhooks")
        let signature = HMAC<SHA256>.authenticationCode(
            for: Data("msg_1.1772442900.{}".utf8),
            using: SymmetricKey(data: try #require(Data(base64Encoded: key)))
        )
        let signed = [
            HeaderField(name: "webhook-id", value: "msg_1"),
            HeaderField(name: "webhook-timestamp", value: "1772442900"),
            HeaderField(name: "webhook-signature", value: "v1," + Data(signature).base64EncodedString()),
        ]
        func refusal(_ headers: [HeaderField]) -> Refusal? {
            let request = request("POST", Self.url, body: "{}").replacing(headers: headers)
            return scheme.refusal(of: request, "whsec_" + key)
        }

        #expect(refusal(signed) == nil)
        for (name, value) in [("webhook-id", "msg_2"), ("webhook-id", "msg_1"), ("webhook-timestamp", "1772442901")] {
            let other = HeaderField(name: name, value: value)
            #expect(refusal(signed + [other])?.code == .malformedSignature)
            #expect(refusal([other] + signed)?.code == .malformedSignature)
        }
    }

    @Test(arguments: ["a=1&b=2", "a=1%26b%3D2", "a%3D1%26b=2"])
    func noParameterHidesInTheNameOrTheValueOfAnother(query: String) throws {
        let scheme = try scheme(
            """
            { scheme: hmac, field: sig, encoding: base64, timestamp_field: timestamp, signed: "${{ parameters }}" }
            """
        )
        let signature = sign("&a=1&b=2&timestamp=1772442900").replacing("+", with: "%2B")
        let request = request("GET", Self.url + "?\(query)&timestamp=1772442900&sig=\(signature)")

        #expect((scheme.refusal(of: request, Self.key) == nil) == (query == "a=1&b=2"))
    }
}
