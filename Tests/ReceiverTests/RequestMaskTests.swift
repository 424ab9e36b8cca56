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

        #expect(text(masked(mask, target).target) == shown)
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

        let headers = masked(mask, headers: [HeaderField(name: name, value: value)]).headers

        #expect(headers.map { text($0.value) } == [shown])
    }

    @Test func anAuthorizationThatNoSchemeReadsIsACredential() {
        let kept = masked(mask(), headers: [HeaderField(name: "authorization", value: "Digest abc")])
        let headers = kept.headers

        #expect(kept.removed.isEmpty)
        #expect(headers.map { text($0.value) } == ["Digest …"])
    }

    @Test(arguments: ["cookie", "proxy-authorization", "connection", "content-length"])
    func leavesHeadersOutThatNobodyNeeds(name: String) {
        #expect(masked(mask(), headers: [HeaderField(name: name, value: "abc")]).headers.isEmpty)
    }

    @Test(arguments: [
        ("application/json", #"{"a":1,"auth":{"token":"t"},"b":"at"}"#, #"{"a":1,"au…h":{"…oken":"…"},"b":"a…"}"#),
        ("application/json", #"{"auth":{"token":"a/b\"c"}}"#, #"{"auth":{"token":"…"}}"#),
        ("application/json", #"{"note":"planted-5f1c"}"#, #"{"note":"…"}"#),
        ("application/x-www-form-urlencoded", "auth.token=a%2Fb+c&n=1", "auth.token=…&n=1"),
    ])
    func cutsCredentialsOutOfTheBody(type: String, body: String, shown: String) {
        let mask = mask { $0.fields = ["auth.token"] }

        #expect(text(masked(mask, body: body, type: type).body) == shown)
    }

    @Test func keepsNothingOfABodyWhoseCredentialIsWrittenInAnUnknownWay() {
        let mask = mask { $0.fields = ["token"] }

        #expect(masked(mask, body: #"{"token":"\u0061bc"}"#, type: "application/json").body == nil)
    }

    /// To look for a text of the caller's own in a body takes the one's length times the other's.
    @Test func searchesNoBodyForATextThatIsTooLongForAToken() {
        let mask = mask { $0.fields = ["token"] }
        let long = String(repeating: "a", count: 1025)

        #expect(masked(mask, body: #"{"token":"\#(long)"}"#, type: "application/json").body == nil)
        #expect(masked(mask, body: #"{"token":"\#(long.dropLast())"}"#, type: "application/json").body != nil)
    }

    @Test func keepsNothingOfABodyWithTooManyGaps() {
        let body = Array(repeating: "planted-5f1c", count: CredentialCutter.gapLimit + 1).joined(separator: " ")

        #expect(masked(mask(), body: body, type: "text/plain").body == nil)
        #expect(text(masked(mask(), "/hooks/a?\(body)").target) == "…")
    }

    @Test func whatWasCutCanBePutBackByWhoKnowsIt() throws {
        let secret = "pass word/with ü"
        let target = "/hooks/a?token=pass%20word%2Fwith%20%C3%BC&x=pass+word%2Fwith+%C3%BC"
        let masked = masked(mask(secrets: ["outdated"]) { $0.parameters = ["token", "x"] }, target).target
        #expect(text(masked) == "/hooks/a?token=…&x=…")

        let spellings = SecretSpellings.all(of: Array(secret.utf8))
        let texts = Dictionary(uniqueKeysWithValues: spellings.map { (Self.digest($0), $0) })

        #expect(String(decoding: masked.filled(from: texts), as: UTF8.self) == target)
    }

    @Test(arguments: [
        ("/hooks/a?n=1&token=Ab3%2Fx-9z", "https://x/hooks/a?token=Ab3%2Fx-9z", "https://x/hooks/a?token=…"),
        ("/hooks/a?token=Ab3%2Fx-9z", "/hooks/a?token=Ab3/x-9z&n=1", "/hooks/a?token=…&n=1"),
        ("/hooks/a?token=Ab3%2Fx-9z", "/in?u=%2Fhooks%2Fa%3Ftoken%3DAb3%252Fx-9z", "/in?u=%2Fhooks%2Fa%3Ftoken%3D…"),
        ("/hooks/a?token=Ab3%2Fx-9z", "rewritten: Ab3/x-9z", "rewritten: …"),
        ("/hooks/a?n=1&%74oken=abc", "/hooks/a?token=abc&abc=1", "/hooks/a?…&abc=1"),
        ("/hooks/a?key=abc", "/in?u=%2Fhooks%2Fa%3Fkey%3Dabc", "/in?u=%2Fhooks%2Fa%3F…"),
        ("/hooks/a/abc/segment-7?n=1", "https://example.com/hooks/a/abc/segment-7", "https://example.com…/…"),
        ("/hooks/a?n=1", "/hooks/a?n=1", "/hooks/a?n=1"),
    ])
    func cutsWhatAHeaderRepeatsOfTheURL(target: String, value: String, shown: String) {
        for name in ["x-original-url", "x-rewrite-url", "referer", "x-envoy-original-path", "forwarded", "user-agent"] {
            let kept = masked(mask { $0.isInPath = true }, target, headers: [HeaderField(name: name, value: value)])

            #expect(kept.headers.map { text($0.value) } == [shown])
        }
    }

    @Test(arguments: [
        "/hooks/a?token=one-one&key=two-two&auth=three-three&sig=four-four&secret=five-five",
        "/hooks/a?token=" + String(repeating: "a", count: 1025),
    ])
    func keepsNothingOfHeadersThatMayRepeatMoreThanCanBeLookedFor(target: String) {
        let headers = [
            HeaderField(name: "x-original-url", value: target), HeaderField(name: "x-signature", value: "abc"),
            HeaderField(name: "content-type", value: "text/plain"),
        ]

        let kept = masked(mask { $0.proofHeaders = ["x-signature"] }, target, headers: headers)

        #expect(kept.headers.map { text($0.value) } == ["…", "abc", "text/plain"])
    }

    @Test func sealsWhatNoSchemeReads() {
        let mask = mask { places in
            places.parameters = ["pass"]
        }

        let kept = masked(
            mask,
            "/hooks/a?pass=read-1&key=named-1&n=planted-5f1c",
            headers: [
                HeaderField(name: "authorization", value: "Digest nobody-reads"),
                HeaderField(name: "x-idempotency-key", value: "named-2"),
                HeaderField(name: "referer", value: "/?pass=read-1&key=named-1"),
            ],
            body: #"{"text":"planted-5f1c"}"#,
            type: "application/json"
        )

        #expect(kept.removed.map { String(decoding: $0, as: UTF8.self) } == ["named-1", "planted-5f1c", "named-2"])
    }

    @Test(arguments: [
        ("/hooks/a/read-1", [], ""), ("/hooks/a?pass=read-1", [], ""), ("/hooks/a", [], #"{"token":"read-1"}"#),
        ("/hooks/a", [("authorization", "Bearer read-1"), ("x-forwarded-authorization", "Bearer read-1")], ""),
        ("/hooks/a", [("x-hook-token", "read-1"), ("authorization", "Basic read-1")], ""),
    ])
    func sealsNothingOfACredentialThatAloneVouches(target: String, headers: [(String, String)], body: String) {
        let mask = mask { places in
            places.isInPath = true
            places.authorizations = ["bearer"]
            places.headers = ["x-hook-token"]
            places.parameters = ["pass"]
            places.fields = ["token"]
        }

        let fields = headers.map { HeaderField(name: $0.0, value: $0.1) }
        let kept = masked(mask, target, headers: fields, body: body, type: "application/json")

        #expect(kept.removed.isEmpty)
    }

    /// Only one of them has to be the hook's, and the event is known by the whole URL.
    @Test(arguments: [
        ("/hooks/a/one/two", "", ["one", "two"]), ("/hooks/a?pass=one&pass=two", "", ["one", "two"]),
        ("/hooks/a/one?pass=two", "", ["one", "two"]), ("/hooks/a?pass=one", "Bearer two", ["one"]),
    ])
    func sealsCredentialsOfWhichAnotherMayVouch(target: String, authorization: String, sealed: [String]) {
        let mask = mask { places in
            places.isInPath = true
            places.authorizations = ["bearer"]
            places.parameters = ["pass"]
        }

        let kept = masked(mask, target, headers: [HeaderField(name: "authorization", value: authorization)])

        #expect(kept.removed.map { String(decoding: $0, as: UTF8.self) } == sealed)
    }

    /// The signature may cover it, and vouches for the request without it. Of headers it covers none that is a credential.
    @Test(arguments: [
        ("/hooks/a?pass=read-1", "", "", ["read-1"]), ("/hooks/a/read-1", "", "", ["read-1"]),
        ("/hooks/a", "Bearer read-1", "", []), ("/hooks/a", "", #"{"token":"read-1"}"#, ["read-1"]),
    ])
    func sealsWhatASchemeReadsBesideASignature(
        target: String,
        authorization: String,
        body: String,
        sealed: [String]
    ) {
        let mask = mask { places in
            places.isInPath = true
            places.authorizations = ["bearer"]
            places.parameters = ["pass"]
            places.fields = ["token"]
            places.proofHeaders = ["x-signature"]
        }

        let header = HeaderField(name: "authorization", value: authorization)
        let kept = masked(mask, target, headers: [header], body: body, type: "application/json")

        #expect(kept.removed.map { String(decoding: $0, as: UTF8.self) } == sealed)
    }

    @Test func sealsNothingOfARequestWhoseBodyIsNotKept() {
        let mask = mask { $0.fields = ["token"] }
        let request = RawRequest(
            method: "POST",
            url: "https://example.com/hooks/a?key=named-1",
            headers: [],
            body: Array("beginning".utf8),
            receivedAt: Timestamp(seconds: 0)
        )

        let large = mask.masked(request, target: "/hooks/a?key=named-1", keepsBody: false)
        let odd = masked(mask, "/hooks/a?key=named-1", body: #"{"token":"\u0061bc"}"#, type: "application/json")

        #expect([large, odd].allSatisfy { $0.body == nil && $0.removed.isEmpty })
        #expect([large, odd].map { text($0.target) } == ["/hooks/a?key=…", "/hooks/a?key=…"])
    }

    private func masked(
        _ mask: RequestMask,
        _ target: String = "/hooks/a",
        headers: [HeaderField] = [],
        body: String = "",
        type: String? = nil
    ) -> MaskedRequest {
        let request = RawRequest(
            method: "POST",
            url: "https://example.com" + target,
            headers: headers + (type.map { [HeaderField(name: "content-type", value: $0)] } ?? []),
            body: Array(body.utf8),
            receivedAt: Timestamp(seconds: 0)
        )
        return mask.masked(request, target: target, keepsBody: true)
    }
}
