import BridgeCore
import Crypto
import Foundation
import Testing

@testable import Adapters

struct TwilioSchemeTests {
    private static let url = "https://bridge.example.com/hooks/sms?b=2&a=1"
    private static let form =
        "To=%2B15555550100&Digits=5&From=%2B15555550101&Body=Caf%C3%A9+%26%20more&FromCity=&url=x"
        + "&Digits=1&Digits=1"
    /// Computed with Python's hmac over the URL and the sorted parameters.
    private static let signature = "DByhedihwUxU7D8uhNwGVluvNoE="
    private static let signatureSHA256 = "91X58X5GcPMXAEWFHs4zD/gqZMhKKK79TejNzHVDzIM="
    private static let key = "example-auth-token"

    private static func sign(_ text: String) -> String {
        let code = HMAC<Insecure.SHA1>.authenticationCode(
            for: Data(text.utf8),
            using: SymmetricKey(data: Data(key.utf8))
        )
        return Data(code).base64EncodedString()
    }

    private func form(
        url: String = Self.url,
        body: String = Self.form,
        signature: String? = Self.signature,
        headers: [String: String] = [:]
    ) -> RawRequest {
        var headers = headers.merging(["content-type": "application/x-www-form-urlencoded; charset=utf-8"]) { a, _ in a
        }
        headers["x-twilio-signature"] = signature
        return request("POST", url, headers, body: body)
    }

    @Test func acceptsAFormWithBlankAndRepeatedParameters() throws {
        #expect(try scheme("scheme: twilio").refusal(of: form(), Self.key) == nil)
    }

    @Test func triesEverySecret() throws {
        let scheme = try scheme("scheme: twilio")

        #expect(scheme.refusal(of: form(), "old-token", Self.key) == nil)
        #expect(scheme.refusal(of: form(), "old-token", "older-token")?.code == .wrongSecret)
        #expect(scheme.refusal(of: form())?.code == .noSecretConfigured)
        #expect(scheme.refusal(of: form(), "")?.code == .noSecretConfigured)
    }

    @Test(arguments: [
        ("https://bridge.example.com/a?x=1", "https://bridge.example.com:443/a?x=1"),
        ("https://bridge.example.com:8443/a?x=1", "https://bridge.example.com/a?x=1"),
        ("https://bridge.example.com:443/a", "https://bridge.example.com/a"),
        ("http://bridge.example.com/a", "http://bridge.example.com:80/a"),
        ("http://[2001:db8::1]/a", "http://[2001:db8::1]:80/a"),
        ("https://bridge.example.com?x=it's+a:b", "https://bridge.example.com:443?x=it's+a:b"),
    ])
    func acceptsTheURLWithTheOtherPort(called: String, signed: String) throws {
        let request = form(url: called, body: "A=b", signature: Self.sign(signed + "Ab"))

        #expect(try scheme("scheme: twilio").refusal(of: request, Self.key) == nil)
    }

    static let alterations: [(String, RawRequest)] = {
        let changed = [
            ("bit of the body", form.replacing("Digits=5", with: "Digits=4")),
            ("truncated body", String(form.dropLast(2))),
            ("extended body", form + "&x=y"),
            ("blank dropped", form.replacing("&FromCity=", with: "")),
            ("repeat dropped", form.replacing("Digits=5&", with: "")),
            ("empty body", ""),
        ]
        let headers = ["content-type": "application/x-www-form-urlencoded", "x-twilio-signature": signature]
        return changed.map { ($0.0, request("POST", url, headers, body: $0.1)) } + [
            ("query order", request("POST", "https://bridge.example.com/hooks/sms?a=1&b=2", headers, body: form)),
            ("query added", request("POST", url + "&c=3", headers, body: form)),
            ("other path", request("POST", "https://bridge.example.com/hooks/smt?b=2&a=1", headers, body: form)),
            ("other method", request("GET", url, headers, body: form)),
        ]
    }()

    @Test(arguments: alterations)
    func refusesWhatWasAltered(name: String, request: RawRequest) throws {
        #expect(try scheme("scheme: twilio").refusal(of: request, Self.key)?.code == .wrongSecret)
    }

    @Test func refusesEveryFlippedBitOfTheSignature() throws {
        let scheme = try scheme("scheme: twilio")
        let bytes = [UInt8](try #require(Data(base64Encoded: Self.signature)))
        for bit in 0..<bytes.count * 8 {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            let refusal = scheme.refusal(of: form(signature: Data(flipped).base64EncodedString()), Self.key)
            #expect(refusal?.code == .wrongSecret)
        }
    }

    @Test(arguments: [
        "", "abc", "DByhedihwUxU7D8uhNwGVluvNoE=AAAA", "DByhedihwUxU7D8uhNwGVluvNo==", "DByhedihwUxU7D8uhNwGVluvNoF=",
        signatureSHA256,
    ])
    func refusesWhatIsNoSignature(text: String) throws {
        #expect(try scheme("scheme: twilio").refusal(of: form(signature: text), Self.key)?.code == .malformedSignature)
    }

    @Test func saysThatTheSignatureIsMissing() throws {
        #expect(try scheme("scheme: twilio").refusal(of: form(signature: nil), Self.key)?.code == .noSignature)
    }

    @Test func diagnosesAnotherURLWithoutShowingValues() throws {
        let request = form(url: Self.url.replacing("https:", with: "http:"))

        let refusal = try #require(try scheme("scheme: twilio").refusal(of: request, Self.key))

        #expect(refusal.code == .urlDiffers)
        #expect(refusal.detail?.contains("http://bridge.example.com/hooks/sms?b=…&a=…;") == true)
    }

    /// A hook that names no method takes the one that the request names: nobody signs with either without a secret.
    @Test func takesTheMethodThatTheRequestNames() throws {
        let scheme = try scheme("scheme: twilio")
        let mark = ["x-twilio-webhooks-signature-settings": "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"]
        let strong = form(signature: Self.signatureSHA256, headers: mark)

        #expect(scheme.refusal(of: strong, Self.key) == nil)
        #expect(scheme.refusal(of: strong, "the auth token", Self.key) == nil)
        #expect(scheme.refusal(of: strong, "other")?.code == .wrongSecret)
        #expect(scheme.refusal(of: form(headers: mark), Self.key)?.code == .malformedSignature)
        #expect(scheme.refusal(of: form(signature: Self.signatureSHA256), Self.key)?.code == .malformedSignature)
    }

    @Test(arguments: [
        ("sha256", SignatureHash.sha256), ("SHA-256", .sha256), ("HMAC_SHA256", .sha256), ("HMAC-SHA1", .sha1),
        ("SHA512", .sha512), ("md5", .md5), ("md5hash", .md5hash), ("", nil), ("hmac", nil), ("sha3", nil),
    ])
    func aSettingNamesTheMethodAsConsolesDo(setting: String, hash: SignatureHash?) {
        #expect(SignatureHash.named(setting) == hash)
    }

    @Test func neverDowngradesFromSHA256() throws {
        let scheme = try scheme("scheme: twilio")
        let settings = ["signature_method": "sha256"]
        let mark = ["x-twilio-webhooks-signature-settings": "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"]
        let strong = form(signature: Self.signatureSHA256, headers: mark)

        #expect(scheme.refusal(of: strong, Self.key, settings: settings) == nil)
        #expect(scheme.refusal(of: form(), Self.key, settings: settings)?.code == .malformedSignature)
        #expect(scheme.refusal(of: form(headers: mark), Self.key, settings: settings)?.code == .malformedSignature)
        let weak = ["signature_method": "sha1"]
        #expect(scheme.refusal(of: strong, Self.key, settings: weak)?.code == .wrongSecret)
        #expect(scheme.refusal(of: form(), Self.key, settings: ["signature_method": "md5"])?.code == .notAllowed)
        #expect(try AdaptersTests.scheme("{ scheme: twilio, hash: sha256 }").refusal(of: strong, Self.key) == nil)
    }

}
