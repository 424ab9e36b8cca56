import Adapters
import BridgeCore
import Crypto
import Foundation
import Testing

struct TwilioBodyDigestTests {
    private static let body = #"{"id":"evt-1"}"#
    private static let url =
        "https://bridge.example.com/hooks/json?bodySHA256="
        + "1b3b9ad33f5bac2567e961731f4a9af2617ea39aee9d240ec70e45dec92b7371"
    /// Computed with Python's hmac over the URL.
    private static let signature = "olOu+lfac+kE4bxKP04Ncp0lkhE="
    private static let key = "example-auth-token"

    private func refusal(url: String = url, type: String? = "application/json", body: String = body) throws -> Refusal?
    {
        var headers = ["x-twilio-signature": Self.signature]
        headers["content-type"] = type
        return try scheme("scheme: twilio").refusal(of: request("POST", url, headers, body: body), Self.key)
    }

    @Test func acceptsAJSONBodyWhoseDigestIsInTheSignedURL() throws { #expect(try refusal() == nil) }

    @Test(arguments: [#"{"id":"evt-2"}"#, #"{"id":"evt-1"} "#, #"{"id":"evt-1""#, ""])
    func refusesAnotherBody(body: String) throws { #expect(try refusal(body: body)?.code == .bodyAltered) }

    @Test(arguments: ["", "&", "=&=", "a=b"])
    func refusesAFormInPlaceOfTheBody(body: String) throws {
        #expect(try refusal(type: "application/x-www-form-urlencoded", body: body)?.code == .bodyAltered)
    }

    @Test func refusesAnotherDigestInTheURL() throws {
        #expect(try refusal(url: Self.url.replacing("1b3b", with: "1b3c"))?.code == .wrongSecret)
    }

    @Test(arguments: ["POST", "GET"])
    func refusesABodyThatNothingVouchesFor(method: String) throws {
        let url = "https://bridge.example.com/hooks/json"
        let key = SymmetricKey(data: Data(Self.key.utf8))
        let signature = Data(HMAC<Insecure.SHA1>.authenticationCode(for: Data(url.utf8), using: key))
            .base64EncodedString()
        let headers = ["x-twilio-signature": signature, "content-type": "application/json"]
        let scheme = try scheme("scheme: twilio")

        #expect(scheme.refusal(of: request(method, url, headers), Self.key) == nil)
        #expect(scheme.refusal(of: request(method, url, headers, body: "{}"), Self.key)?.code == .bodyAltered)
    }

    @Test func acceptsASignedFormThatAlsoCarriesADigest() throws {
        let url = "https://bridge.example.com/hooks/json?bodySHA256=00"
        let key = SymmetricKey(data: Data(Self.key.utf8))
        let code = HMAC<Insecure.SHA1>.authenticationCode(for: Data((url + "ab").utf8), using: key)
        let headers = [
            "x-twilio-signature": Data(code).base64EncodedString(), "content-type": "application/x-www-form-urlencoded",
        ]

        #expect(try scheme("scheme: twilio").refusal(of: request("POST", url, headers, body: "a=b"), Self.key) == nil)
    }
}
