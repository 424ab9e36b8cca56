import Adapters
import BridgeCore
import Testing

/// Tokens made with Python's hmac and the key `example-key`.
struct JWTSchemeTests {
    private static let key = "example-key"
    private static let body = #"{"id":"evt-1"}"#
    private static let url = "https://bridge.example.com/hooks/a?b=2&a=1"
    private static let hs256 =
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpZCI6ImV2dC0xIn0.i6k7Mx_6bk7QU9FAT2X9ImEVngjiYLwTfGMySFFpgYg"
    private static let hs384 =
        "eyJhbGciOiJIUzM4NCIsInR5cCI6IkpXVCJ9.eyJpZCI6ImV2dC0xIn0.3xl7cYrMwMtq5wpKghAnwCNpV-fW0D3fWYS6hSUdcymn7z6-8fLzXHVDxKcQVquO"
    private static let hs512 =
        "eyJhbGciOiJIUzUxMiIsInR5cCI6IkpXVCJ9.eyJpZCI6ImV2dC0xIn0.s64U8gAtuHlqFciFxRHPFvSgbUlKIvwnf8nU4gL"
        + "2ZsRzHXlK-nesTGRHIwvw0RtYs25aER-zJ-XPsKQ8ZV3mEQ"
    private static let unsigned = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJpZCI6ImV2dC0xIn0."
    /// Issued 300 s before 1772442900, valid from then for 60 s, with the hashes of ``body`` and ``url``.
    private static let full =
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJFeGFtcGxlIiwiaWF0IjoxNzcyNDQyNjAwLCJuYmYiOjE3NzI"
        + "0NDI5MDAsImV4cCI6MTc3MjQ0Mjk2MCwicGF5bG9hZF9oYXNoIjoiMWIzYjlhZDMzZjViYWMyNTY3ZTk2MTczMWY0YTlhZjI"
        + "2MTdlYTM5YWVlOWQyNDBlYzcwZTQ1ZGVjOTJiNzM3MSIsInVybF9oYXNoIjoiZWEwZmE2N2UzZDVlNDA3OTk1MmZlZjllNTN"
        + "hNzg2ODM4M2I4YzcwODE1ODA2Y2U4MjZmNTcyZDc5OTU2NmNmZiJ9.r4ST2lly220KHYCsz00xgRQXMXQRlWxrruFB9GvOd4"
        + "I"
    /// The same without a body, issued at 1772442900.
    private static let bodiless =
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJFeGFtcGxlIiwiaWF0IjoxNzcyNDQyOTAwLCJ1cmxfaGFzaCI"
        + "6ImVhMGZhNjdlM2Q1ZTQwNzk5NTJmZWY5ZTUzYTc4NjgzODNiOGM3MDgxNTgwNmNlODI2ZjU3MmQ3OTk1NjZjZmYifQ.nnyM"
        + "4SmXjltYgS0nUhI16qjAI0TYZWJJF7Am31PAh2U"
    private static let strict = """
        { scheme: jwt, header: X-Token, issuer: Example, tolerance: 5m, leeway: 2s, payload_hash: payload_hash,
          url_hash: url_hash }
        """

    private func carrying(
        _ token: String,
        _ url: String = url,
        body: String = body,
        at: Int64 = 1_772_442_900
    )
        -> RawRequest
    {
        request("POST", url, ["x-token": token], body: body, at: at)
    }

    @Test(arguments: [("HS256", hs256), ("HS384", hs384), ("HS512", hs512)])
    func acceptsOnlyTheAlgorithmsOfItsList(name: String, token: String) throws {
        let its = try scheme("{ scheme: jwt, header: X-Token, algorithms: [\(name)] }")
        let others = ["HS256", "HS384", "HS512"].filter { $0 != name }.joined(separator: ", ")
        let other = try scheme("{ scheme: jwt, header: X-Token, algorithms: [\(others)] }")

        #expect(its.refusal(of: carrying(token), Self.key) == nil)
        #expect(its.refusal(of: carrying("Bearer " + token), "other", Self.key) == nil)
        #expect(its.refusal(of: carrying(token), "other")?.code == .wrongSecret)
        #expect(its.refusal(of: carrying(token))?.code == .noSecretConfigured)
        #expect(its.refusal(of: carrying(token), "")?.code == .noSecretConfigured)
        #expect(other.refusal(of: carrying(token), Self.key)?.code == .malformedSignature)
    }

    static let broken: [(String, Refusal.Code)] = [
        ("", .noSignature), ("Bearer ", .noSignature), (unsigned, .malformedSignature), ("a.b", .malformedSignature),
        (hs256 + ".", .malformedSignature), (hs256 + "=", .malformedSignature), ("." + hs256, .malformedSignature),
        (String(hs256.dropLast(3)), .wrongSecret), (String(hs256.dropLast(2)), .malformedSignature),
        (hs256.replacing(".eyJ", with: ".eyK"), .wrongSecret),
        (hs256.replacing("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9", with: "bm90IGpzb24"), .malformedSignature),
        // `crit` names an extension that nobody here understands; `exp` is text.
        (
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCIsImNyaXQiOlsiZXhwIl19.eyJpZCI6ImV2dC0xIn0.JfFdbC8wswrYOyKtX0lSFy0aPNPFun67ot-I-W3XrnM",
            .malformedSignature
        ),
        (
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJleHAiOiJzb29uIn0.kBb2JPMYcnT-9cPc8qrONXk50NRbrrfwC1tuSYVTXbo",
            .malformedSignature
        ),
    ]

    @Test(arguments: broken)
    func refusesEveryOtherToken(token: String, code: Refusal.Code) throws {
        let scheme = try scheme("{ scheme: jwt, header: X-Token }")

        #expect(scheme.refusal(of: carrying(token), Self.key)?.code == code)
    }

    @Test(
        arguments: [
            (1_772_442_900, Refusal.Code?.none), (1_772_442_898, nil), (1_772_442_897, .stale), (1_772_442_901, .stale),
            (1_772_442_962, .stale),
        ] as [(Int64, Refusal.Code?)]
    )
    func judgesTimesByTheArrival(seconds: Int64, code: Refusal.Code?) throws {
        #expect(try scheme(Self.strict).refusal(of: carrying(Self.full, at: seconds), Self.key)?.code == code)
    }

    @Test func endsWithTheClaimExp() throws {
        let scheme = try scheme("{ scheme: jwt, header: X-Token, leeway: 2s }")

        #expect(scheme.refusal(of: carrying(Self.full, at: 1_772_442_961), Self.key) == nil)
        #expect(scheme.refusal(of: carrying(Self.full, at: 1_772_442_962), Self.key)?.code == .stale)
    }

    @Test func refusesATokenWithoutAClaimThatMustBeThere() throws {
        let scheme = try scheme("{ scheme: jwt, header: X-Token, required: [nbf, exp] }")

        #expect(scheme.refusal(of: carrying(Self.full), Self.key) == nil)
        #expect(scheme.refusal(of: carrying(Self.hs256), Self.key)?.code == .malformedSignature)
        #expect(scheme.refusal(of: carrying(Self.bodiless), Self.key)?.description.contains("no claim nbf") == true)
    }

    @Test func bindsBodyAndURL() throws {
        let scheme = try scheme(Self.strict)

        #expect(scheme.refusal(of: carrying(Self.full, body: Self.body + " "), Self.key)?.code == .bodyAltered)
        #expect(scheme.refusal(of: carrying(Self.full, body: ""), Self.key)?.code == .bodyAltered)
        #expect(scheme.refusal(of: carrying(Self.bodiless, body: ""), Self.key) == nil)
        #expect(scheme.refusal(of: carrying(Self.bodiless), Self.key)?.code == .bodyAltered)
        #expect(scheme.refusal(of: carrying(Self.full, Self.url + "&c=3"), Self.key)?.code == .urlDiffers)
        #expect(scheme.refusal(of: carrying(Self.hs256), Self.key)?.code == .notAllowed)
    }

    @Test func readsABodyThatIsTheToken() throws {
        let scheme = try scheme("{ scheme: jwt, body: true }")
        let request = request("POST", Self.url, ["content-type": "application/jwt"], body: Self.hs256 + "\n")
        let plain = AdaptersTests.request("POST", Self.url, body: Self.body)

        #expect(scheme.refusal(of: request, Self.key) == nil)
        #expect(scheme.refusal(of: plain, Self.key)?.code == .malformedSignature)
        for format in [BodyFormat.jwt, .auto] {
            let decoded = try BodyDecoder(format: format).decode(request.body, contentType: nil)
            #expect(decoded.value == ["id": "evt-1"])
        }
    }
}
