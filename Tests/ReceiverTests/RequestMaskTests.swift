import Adapters
import BridgeCore
import Testing

@testable import Receiver

/// What is kept of a refused request, and what is not.
struct RequestMaskTests {
    private static let digest: @Sendable ([UInt8]) -> Digest256 = { EventFingerprint.digest(of: $0) }

    private func mask(
        secrets: [String] = ["planted-5f1c"],
        _ change: (inout CredentialPlaces) -> Void = { _ in }
    ) -> RequestMask {
        var places = CredentialPlaces()
        change(&places)
        return RequestMask(places: places, secrets: secrets.map { Secret($0) }, digest: Self.digest)
    }

    private func text(_ masked: MaskedBytes?) -> String? { masked.map { String(decoding: $0.shown, as: UTF8.self) } }

    @Test(arguments: [
        ("/hooks/a?token=abc&n=1", "/hooks/a?token=…&n=1"), ("/hooks/a?%74oken=abc", "/hooks/a?%74oken=…"),
        ("/hooks/a?API_KEY=abc", "/hooks/a?API_KEY=…"), ("/hooks/a?sig=abc", "/hooks/a?sig=abc"),
        ("/hooks/a?signature=abc", "/hooks/a?signature=…"), ("/hooks/a?hook_pass=abc", "/hooks/a?hook_pass=…"),
        ("/hooks/a?x=planted-5f1c&y=2", "/hooks/a?x=…&y=2"), ("/hooks/a?planted%2D5f1c", "/hooks/a?planted%2D5f1c"),
        ("/hooks/a/abc/def", "/hooks/a/…/…"), ("/hooks/a", "/hooks/a"), ("/hooks/a?token=", "/hooks/a?token="),
    ])
    func cutsCredentialsOutOfTheTarget(target: String, shown: String) {
        let mask = mask { places in
            places.isInPath = true
            places.parameters = ["hook_pass"]
            places.proofParameters = ["sig"]
        }

        #expect(text(mask.target(of: target)) == shown)
    }

    @Test(arguments: [
        ("authorization", "Basic dXNlcjpwYXNz", "Basic …"), ("authorization", "Bearer abc", "Bearer …"),
        ("authorization", "bearer a.b.c", "bearer a.b.c"), ("authorization", "abc", "abc"),
        ("x-hook-token", "abc", "…"), ("x-hook-token", "key=abc", "key=…"), ("x-api-key", "abc", "…"),
        ("x-auth-signature", "abc", "abc"), ("x-signature", "abc", "abc"), ("webhook-id", "abc", "abc"),
        ("i-twilio-idempotency-token", "abc", "abc"), ("x-note", "it is planted-5f1c.", "it is …."),
        ("x-note", "cGxhbnRlZC01ZjFj", "…"), ("host", "example.com", "example.com"),
    ])
    func cutsCredentialsOutOfHeaders(name: String, value: String, shown: String) {
        let mask = mask { places in
            places.authorizations = ["basic", "bearer"]
            places.headers = ["x-hook-token"]
            places.prefixes = ["key="]
            places.proofHeaders = ["authorization", "x-auth-signature"]
        }

        let headers = mask.headers(of: [HeaderField(name: name, value: value)])

        #expect(headers.map { text($0.value) } == [shown])
    }

    @Test func anAuthorizationThatNoSchemeReadsIsACredential() {
        let headers = mask().headers(of: [HeaderField(name: "authorization", value: "Digest abc")])

        #expect(headers.map { text($0.value) } == ["Digest …"])
    }

    @Test(arguments: ["cookie", "proxy-authorization", "connection", "content-length"])
    func leavesHeadersOutThatNobodyNeeds(name: String) {
        #expect(mask().headers(of: [HeaderField(name: name, value: "abc")]).isEmpty)
    }

    @Test(arguments: [
        ("application/json", #"{"a":1,"auth":{"token":"t"},"b":"at"}"#, #"{"a":1,"au…h":{"…oken":"…"},"b":"a…"}"#),
        ("application/json", #"{"auth":{"token":"a/b\"c"}}"#, #"{"auth":{"token":"…"}}"#),
        ("application/json", #"{"note":"planted-5f1c"}"#, #"{"note":"…"}"#),
        ("application/x-www-form-urlencoded", "auth.token=a%2Fb+c&n=1", "auth.token=…&n=1"),
    ])
    func cutsCredentialsOutOfTheBody(type: String, body: String, shown: String) {
        let mask = mask { $0.fields = ["auth.token"] }

        #expect(text(mask.body(of: request(body, type: type))) == shown)
    }

    @Test func keepsNothingOfABodyWhoseCredentialIsWrittenInAnUnknownWay() {
        let mask = mask { $0.fields = ["token"] }

        #expect(mask.body(of: request(#"{"token":"\u0061bc"}"#, type: "application/json")) == nil)
    }

    /// To look for a text of the caller's own in a body takes the one's length times the other's.
    @Test func searchesNoBodyForATextThatIsTooLongForAToken() {
        let mask = mask { $0.fields = ["token"] }
        let long = String(repeating: "a", count: 1025)

        #expect(mask.body(of: request(#"{"token":"\#(long)"}"#, type: "application/json")) == nil)
        #expect(mask.body(of: request(#"{"token":"\#(long.dropLast())"}"#, type: "application/json")) != nil)
    }

    @Test func keepsNothingOfABodyWithTooManyGaps() {
        let body = Array(repeating: "planted-5f1c", count: CredentialCutter.gapLimit + 1).joined(separator: " ")

        #expect(mask().body(of: request(body, type: "text/plain")) == nil)
        #expect(text(mask().target(of: "/hooks/a?\(body)")) == "…")
    }

    @Test func whatWasCutCanBePutBackByWhoKnowsIt() throws {
        let secret = "pass word/with ü"
        let target = "/hooks/a?token=pass%20word%2Fwith%20%C3%BC&x=pass+word%2Fwith+%C3%BC"
        let masked = mask(secrets: ["outdated"]) { $0.parameters = ["token", "x"] }.target(of: target)
        #expect(text(masked) == "/hooks/a?token=…&x=…")

        let spellings = SecretSpellings.all(of: Array(secret.utf8))
        let texts = Dictionary(uniqueKeysWithValues: spellings.map { (Self.digest($0), $0) })

        #expect(String(decoding: masked.filled(from: texts), as: UTF8.self) == target)
    }

    private func request(_ body: String, type: String) -> RawRequest {
        RawRequest(
            method: "POST",
            url: "https://example.com/hooks/a",
            headers: [HeaderField(name: "content-type", value: type)],
            body: Array(body.utf8),
            receivedAt: Timestamp(seconds: 0)
        )
    }
}
