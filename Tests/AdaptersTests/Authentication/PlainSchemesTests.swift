import Adapters
import BridgeCore
import Crypto
import Foundation
import Testing

struct PlainSchemesTests {
    private static let url = "https://bridge.example.com/hooks/test"

    @Test(
        arguments: [
            ("Basic dXNlcjpwYXNzLXdvcmQ=", Refusal.Code?.none), ("basic dXNlcjpwYXNzLXdvcmQ", nil),
            ("Basic dXNlcjpwYXNzLXdvcmU=", .wrongSecret), ("Basic dXNlcjo=", .wrongSecret),
            ("Basic ", .malformedSignature),
            ("Basic dXNlcg==", .malformedSignature), ("Basic !!", .malformedSignature),
            ("Bearer dXNlcjpwYXNzLXdvcmQ=", .malformedSignature), (nil, .noSignature),
        ] as [(String?, Refusal.Code?)]
    )
    func checksBasicCredentials(header: String?, code: Refusal.Code?) throws {
        let request = request("POST", Self.url, header.map { ["authorization": $0] } ?? [:])

        #expect(try scheme("scheme: basic").refusal(of: request, "other:x", "user:pass-word")?.code == code)
        #expect(try scheme("scheme: basic").refusal(of: request)?.code == .noSecretConfigured)
    }

    @Test(
        arguments: [
            ("Bearer token-1", Refusal.Code?.none), ("bearer token-1", nil), ("Bearer token-2", .wrongSecret),
            ("Bearer token-11", .wrongSecret), ("Bearer token-", .wrongSecret), ("Bearer", .malformedSignature),
            ("token-1", .malformedSignature), (nil, .noSignature),
        ] as [(String?, Refusal.Code?)]
    )
    func checksBearerTokens(header: String?, code: Refusal.Code?) throws {
        let request = request("POST", Self.url, header.map { ["authorization": $0] } ?? [:])

        #expect(try scheme("scheme: bearer").refusal(of: request, "token-1")?.code == code)
    }

    static let places: [(String, RawRequest)] = [
        ("header: X-Token", request("POST", url, ["x-token": "a b+c"])),
        ("query: key", request("POST", url + "?x=1&key=a+b%2Bc")),
        ("path_segment: 3", request("POST", "https://bridge.example.com/hooks/test/a b+c?x=1")),
        (
            "field: token",
            request("POST", url, ["content-type": "application/x-www-form-urlencoded"], body: "token=a+b%2Bc")
        ),
        (
            "field: auth.token",
            request("POST", url, ["content-type": "application/json"], body: #"{"auth":{"token":"a b+c"}}"#)
        ),
        ("{ header: X-Token, prefix: 'T ' }", request("POST", url, ["x-token": "T a b+c"])),
    ]

    @Test(arguments: places)
    func findsTokensWhereTheyStand(place: String, request: RawRequest) throws {
        let keys = place.hasPrefix("{") ? place.dropFirst().dropLast() : place[...]
        let scheme = try scheme("{ scheme: token, \(keys) }")

        #expect(scheme.refusal(of: request, "a b+c") == nil)
        #expect(scheme.refusal(of: request, "a b+d")?.code == .wrongSecret)
        #expect(
            scheme.refusal(of: AdaptersTests.request("POST", "https://bridge.example.com/"), "a b+c")?.code
                == .noSignature
        )
    }

    @Test(
        arguments: [
            ("192.0.2.77", true), ("192.0.3.1", false), ("198.51.100.9", true), ("198.51.100.8", false),
            ("2001:db8:1::5", true),
            ("2001:db9::5", false), ("203.0.113.5", true), ("::ffff:192.0.2.1", true), ("nonsense", false),
            (nil, false),
        ] as [(String?, Bool)]
    )
    func checksTheAddress(address: String?, isAllowed: Bool) throws {
        let scheme = try scheme("{ scheme: ip, ranges: [192.0.2.0/24, 198.51.100.9, '2001:db8::/32'] }")
        let refusal = scheme.refusal(of: request(from: address), settings: ["allowed_ips": "203.0.113.0/29"])

        #expect((refusal == nil) == isAllowed)
    }
}
