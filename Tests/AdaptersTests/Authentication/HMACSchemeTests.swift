import Adapters
import BridgeCore
import Testing

struct HMACSchemeTests {
    private static let body = #"{"id":"evt-1"}"#
    private static let key = "example-key"
    /// Computed with Python's hmac, hexadecimal.
    static let signatures = [
        ("md5", "c18961c151b63c6c6a749a4963701618"), ("sha1", "43e3664b77598956cf2c5cb9aa7cb0e11214e9b3"),
        ("sha256", "7915fe7f948c95736bed00f15a301de5929e03f23f8932024370b9137fd1a91c"),
        (
            "sha384",
            "354fbed3d77ee4a829714e2d7e537f57419fe375bb246b291ba4b3a32a6f95d16a1fa2d07d209aeac7f3174e85df2fbe"
        ),
        (
            "sha512",
            "50c8ef0888ff5f4b6ff5be9e184715f4bac1beb14902018ebc5eb6188beee175"
                + "625b7abf22ec50c567dfe01ac4a2c7705c1033f19ba68524883c89f3c920d668"
        ),
    ]
    private static let sha256 = signatures[2].1
    /// Over `1772442900.` and the body.
    private static let stamped = "21deb89640c9350a85ca776bc8de493b06d6dba8cc6f70fe63ed49eefa6ffa47"
    private static let fields = """
        { scheme: hmac, header: X-Sig, hash: sha256, encoding: hex, signed: "${{ timestamp }}.${{ body }}",
          timestamp_field: t, signature_field: v1, tolerance: 5m }
        """

    private func signed(_ signature: String, _ more: [String: String] = [:], body: String = body) -> RawRequest {
        request(
            "POST",
            "https://bridge.example.com/hooks/a",
            more.merging(["x-sig": signature]) { a, _ in a },
            body: body
        )
    }

    @Test(arguments: signatures)
    func acceptsEveryHash(hash: String, signature: String) throws {
        let scheme = try scheme("{ scheme: hmac, header: X-Sig, hash: \(hash), encoding: hex }")

        #expect(scheme.refusal(of: signed(signature), Self.key) == nil)
        #expect(scheme.refusal(of: signed(signature.uppercased()), "other", Self.key) == nil)
        #expect(scheme.refusal(of: signed(signature), "other")?.code == .wrongSecret)
        #expect(scheme.refusal(of: signed(signature, body: Self.body + " "), Self.key)?.code == .wrongSecret)
        #expect(scheme.refusal(of: signed(String(signature.dropLast(2))), Self.key)?.code == .malformedSignature)
        #expect(scheme.refusal(of: signed(signature + "00"), Self.key)?.code == .malformedSignature)
        #expect(scheme.refusal(of: signed(""), Self.key)?.code == .noSignature)
        #expect(scheme.refusal(of: signed(signature))?.code == .noSecretConfigured)
    }

    /// Spaces, escapes, the form of numbers and repeated names are gone once a body was read and written again.
    @Test func judgesTheBytesAsTheyCameAndNotWhatTheyMean() throws {
        let scheme = try scheme("{ scheme: hmac, header: X-Sig, hash: sha256, encoding: hex }")
        let body = #"{ "b": 1.0, "a": "\u00e9", "a": 2 }"#
        let signature = "8877fa6edb6fd199d9a8a0e5eb5d05747440f5e545efa225faf1c994df2c0e83"

        #expect(scheme.refusal(of: signed(signature, body: body), Self.key) == nil)
        #expect(scheme.refusal(of: signed(signature, body: #"{"b":1.0,"a":2}"#), Self.key)?.code == .wrongSecret)
    }

    @Test func demandsThePrefix() throws {
        let scheme = try scheme("{ scheme: hmac, header: X-Sig, encoding: hex, prefix: 'sha256=' }")

        #expect(scheme.refusal(of: signed("sha256=" + Self.sha256), Self.key) == nil)
        #expect(scheme.refusal(of: signed(Self.sha256), Self.key)?.code == .malformedSignature)
    }

    @Test(arguments: [
        ("t=1772442900,v1=\(stamped)", Refusal.Code?.none), ("v1=\(stamped),t=1772442900", nil),
        ("t=1772442900, v0=00, v1=\(sha256), v1=\(stamped)", nil), ("t=1772442901,v1=\(stamped)", .wrongSecret),
        ("t=1772442900,v0=\(stamped)", .malformedSignature), ("v1=\(stamped)", .malformedSignature),
        ("t=x,v1=\(stamped)", .wrongSecret), (String(repeating: "v1=\(stamped),", count: 17), .malformedSignature),
    ])
    func readsFieldsOfTheHeader(header: String, code: Refusal.Code?) throws {
        #expect(try scheme(Self.fields).refusal(of: signed(header), Self.key)?.code == code)
    }

    @Test(
        arguments: [(300, Refusal.Code?.none), (-300, nil), (301, .stale), (-301, .stale)] as [(Int64, Refusal.Code?)]
    )
    func judgesTheTimeOfSigningByTheArrival(offset: Int64, code: Refusal.Code?) throws {
        let request = request(
            "POST",
            "https://bridge.example.com/",
            ["x-sig": "t=1772442900,v1=\(Self.stamped)"],
            body: Self.body,
            at: 1_772_442_900 + offset
        )

        #expect(try scheme(Self.fields).refusal(of: request, Self.key)?.code == code)
    }

    @Test func readsPositionsAndATimestampHeader() throws {
        let positions = try scheme(
            """
            { scheme: hmac, header: X-Sig, encoding: hex, separator: ";", signature_field: 4, timestamp_field: 3,
              signed: "${{ timestamp }}.${{ body }}" }
            """
        )
        let header = try scheme(
            """
            { scheme: hmac, header: X-Sig, encoding: hex, timestamp_header: X-Time,
              signed: "${{ timestamp }}.${{ body }}" }
            """
        )

        #expect(positions.refusal(of: signed("hmac;1;1772442900;" + Self.stamped), Self.key) == nil)
        #expect(header.refusal(of: signed(Self.stamped, ["x-time": "1772442900"]), Self.key) == nil)
        #expect(header.refusal(of: signed(Self.stamped), Self.key)?.code == .malformedSignature)
    }

    /// `hmac;1;…;…, hmac;1;…;…`, while a key is changed.
    @Test func readsSeveralSignaturesWithPositions() throws {
        let scheme = try scheme(
            """
            { scheme: hmac, header: X-Sig, encoding: hex, separator: ";", signature_field: 4, timestamp_field: 3,
              signed: "${{ timestamp }}.${{ body }}" }
            """
        )
        let right = "hmac;1;1772442900;" + Self.stamped
        let other = "hmac;1;1772442900;" + Self.sha256

        #expect(scheme.refusal(of: signed("\(other),\(right)"), Self.key) == nil)
        #expect(scheme.refusal(of: signed("\(right), \(other)"), Self.key) == nil)
        #expect(scheme.refusal(of: signed("\(other),\(other)"), Self.key)?.code == .wrongSecret)
        // The time that is judged is that of every signature that counts.
        let later = "hmac;1;1772442901;" + Self.sha256
        #expect(scheme.refusal(of: signed("\(later),\(right)"), Self.key)?.code == .wrongSecret)
    }

    /// As encoders of base64 leave it that end their lines.
    @Test func whiteSpaceAroundASignatureIsNoPartOfIt() throws {
        let scheme = try scheme("{ scheme: hmac, header: X-Sig, hash: sha256, encoding: hex }")

        #expect(scheme.refusal(of: signed(" \(Self.sha256)\n"), Self.key) == nil)
        #expect(scheme.refusal(of: signed(" \n"), Self.key)?.code == .malformedSignature)
    }

    @Test(arguments: [
        ("base64", "", "ZXhhbXBsZS1rZXk="), ("hex", "", "6578616d706c652d6b6579"),
        ("base64", "whsec_", "whsec_ZXhhbXBsZS1rZXk"),
        ("text", "key-", "key-example-key"),
    ])
    func readsKeysAsTheyAreWritten(encoding: String, prefix: String, secret: String) throws {
        let scheme = try scheme(
            "{ scheme: hmac, header: X-Sig, encoding: hex, key_encoding: \(encoding), key_prefix: '\(prefix)' }"
        )

        #expect(scheme.refusal(of: signed(Self.sha256), secret) == nil)
    }

    @Test func signsEveryPartOfTheRequest() throws {
        // The literal pieces spell the body that the constant was computed over, around parts of the request.
        let scheme = try scheme(
            """
            scheme: hmac
            header: X-Sig
            encoding: hex
            signed: '{"${{ header:X-Name }}":"${{query:v}}${{setting:n}}"}'
            """
        )
        let request = request(
            "POST",
            "https://bridge.example.com/hooks/a?v=e%76t",
            ["x-sig": Self.sha256, "x-name": "id"]
        )

        #expect(scheme.refusal(of: request, Self.key, settings: ["n": "-1"]) == nil)
        #expect(scheme.refusal(of: request, Self.key)?.code == .malformedSignature)
    }

    @Test func verifiesStandardWebhooks() throws {
        let scheme = try scheme("scheme: standard-webhooks")
        let headers = [
            "webhook-id": "msg_1", "webhook-timestamp": "1772442900",
            "webhook-signature": "v1a,AAAA v1,AAAA v1,JlyO9JPXe1SkMgouYfLdze7DY1Jg59wwlOH7ML9S4T4=",
        ]
        let url = "https://bridge.example.com/hooks/a"
        let secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3"

        #expect(scheme.refusal(of: request("POST", url, headers, body: Self.body), secret) == nil)
        #expect(scheme.refusal(of: request("POST", url, headers, body: "{}"), secret)?.code == .wrongSecret)
        #expect(
            scheme.refusal(of: request("POST", url, headers, body: Self.body, at: 1_772_443_300), secret)?.code
                == .stale
        )
        #expect(
            scheme.refusal(
                of: request("POST", url, headers.filter { $0.key != "webhook-id" }, body: Self.body),
                secret
            )?
            .code == .malformedSignature
        )
    }
}
