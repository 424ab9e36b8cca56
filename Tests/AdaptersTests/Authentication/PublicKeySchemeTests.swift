import Adapters
import BridgeCore
import Testing

/// Keys and signatures made with Python's cryptography package.
struct PublicKeySchemeTests {
    private static let body = #"{"id":"evt-1"}"#
    private static let ecdsa = """
        { scheme: ecdsa, header: X-Sig, timestamp_header: X-Time, signed: "${{ timestamp }}${{ body }}" }
        """
    private static let ecdsaKey =
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEBZ8jkIWPq8W0irKK4OObperELEiA"
        + "2DiUFomSlplhpNYOJYKjJnxKACxHPK5zXVK0clMpx8DYw1hBFLZGebfVkQ=="
    private static let ecdsaSignature =
        "MEUCIGd8xNwggeM677G3p1MlYzHATdn5learzIGWULx781B3AiEAy7tb/hbP27XtKojfjE99h6Hwk1+g/Cg9t7+OvaHCPfE="
    private static let ed25519 = """
        { scheme: ed25519, header: X-Sig, timestamp_header: X-Time, signed: "${{ timestamp }}|${{ body }}" }
        """
    private static let ed25519Key = "VhX8qiXTjSAQA86cyeFSn2snN1B90C0ZtKJOPm73Z4o="
    private static let ed25519Signature =
        "Zw5z8TPiGnVyaN3rh/Oehsf6TdJSPHxyTsW8hxvWbilnAT1nQ1O0pkveT15fNmVckhG/m4X58OB01RSk2Pl0DQ=="

    private func signed(
        _ signature: String?,
        _ time: String = "1772442900",
        body: String = body,
        at: Int64 = 1_772_442_900
    ) -> RawRequest {
        var headers = ["x-time": time]
        headers["x-sig"] = signature
        return request("POST", "https://bridge.example.com/hooks/a", headers, body: body, at: at)
    }

    @Test(arguments: [(ecdsa, ecdsaKey, ecdsaSignature), (ed25519, ed25519Key, ed25519Signature)])
    func acceptsOnlyWhatTheKeySigned(yaml: String, key: String, signature: String) throws {
        let scheme = try scheme(yaml)

        #expect(scheme.refusal(of: signed(signature), key) == nil)
        #expect(scheme.refusal(of: signed(signature), "no key", key) == nil)
        #expect(scheme.refusal(of: signed(signature, body: Self.body + " "), key)?.code == .wrongSecret)
        #expect(scheme.refusal(of: signed(signature, "1772442901"), key)?.code == .wrongSecret)
        #expect(scheme.refusal(of: signed(signature, at: 1_772_443_201), key)?.code == .stale)
        #expect(scheme.refusal(of: signed(nil), key)?.code == .noSignature)
        #expect(scheme.refusal(of: signed("AAAA"), key)?.code == .malformedSignature)
        #expect(scheme.refusal(of: signed(signature), "no key")?.code == .noSecretConfigured)
        #expect(scheme.refusal(of: signed(signature))?.code == .noSecretConfigured)
    }

    @Test func readsAKeyInPEM() throws {
        let pem = "-----BEGIN PUBLIC KEY-----\n\(Self.ecdsaKey)\n-----END PUBLIC KEY-----\n"

        #expect(try scheme(Self.ecdsa).refusal(of: signed(Self.ecdsaSignature), pem) == nil)
    }

    @Test func refusesDERThatIsNoSignature() throws {
        let zeros = String(repeating: "A", count: 96)

        #expect(try scheme(Self.ecdsa).refusal(of: signed(zeros), Self.ecdsaKey)?.code == .wrongSecret)
    }
}
