import Adapters
import BridgeCore
import Testing

/// What providers sign beside the plain body; signatures made with Python's hmac and the key `example-key`.
struct SignedTemplateTests {
    private static let key = "example-key"
    private static let base = "https://bridge.example.com/hooks/a"
    private static let form = "b=2&a=x+y&c=&a=%41&d=%26"
    private static let formType = ["content-type": "application/x-www-form-urlencoded"]
    private static let json = #"{"id":"evt-1"}"#
    private static let conditional = """
        ${{ url_base }}${{ '?' if query or form }}${{ query }}${{ '.' if query and form }}${{ form }}.${{ header:X-Nonce }}
        """

    private func accepts(
        _ signed: String,
        _ signature: String,
        _ request: RawRequest,
        hash: String = "sha256"
    ) throws -> Bool {
        let scheme = try scheme(
            """
            { scheme: hmac, header: X-Sig, hash: \(hash), encoding: base64, signed: "\(signed)" }
            """
        )
        let headers = request.headers + [HeaderField(name: "x-sig", value: signature)]
        let signedRequest = RawRequest(
            method: request.method,
            url: request.url,
            headers: headers,
            body: request.body,
            receivedAt: request.receivedAt
        )
        return scheme.refusal(of: signedRequest, Self.key) == nil
    }

    @Test func signsTheURLAndTheSortedForm() throws {
        let request = request("POST", Self.base + "?b=2&a=1", Self.formType, body: Self.form)
        let altered = AdaptersTests.request("POST", Self.base + "?b=2&a=1", Self.formType, body: Self.form + "&e=1")
        let signature = "JJHYdUYwgjnCtQrecptuwXF7Wqw="

        #expect(try accepts("${{ url }}${{ form }}", signature, request, hash: "sha1"))
        #expect(try !accepts("${{ url }}${{ form }}", signature, altered, hash: "sha1"))
    }

    static let conditionals = [
        ("FSp/BBiffhAURy7IujlaIv497WoEz/fNArxEeSTPgK4=", "?b=2&a=1", form),
        ("smv+qWZVaK7BmtK9f1B+rHLfDqmc9/EDN9WxG5hO1fE=", "", form),
        ("N+0qHYsp6YxPm3LiIsbNT0SvScRAnyftUU1u5zcc9ho=", "?b=2&a=1", ""),
        ("cmn/IBq76Oo3Pj6jSeLOuCcdLsVR/DCm5Yr011l0W9Q=", "", ""),
    ]

    @Test(arguments: conditionals)
    func writesTextOnlyBesideWhatIsThere(signature: String, query: String, form: String) throws {
        let headers = Self.formType.merging(["x-nonce": "777"]) { $1 }
        let request = request(form.isEmpty ? "GET" : "POST", Self.base + query, headers, body: form)

        #expect(try accepts(Self.conditional, signature, request))
        for (other, _, _) in Self.conditionals where other != signature {
            #expect(try !accepts(Self.conditional, other, request))
        }
    }

    @Test func signsDigestsOfTheBody() throws {
        let url = Self.base + "?b=2&a=1"
        let bytes = "1772442900\\n${{ url }}\\n${{ body_sha256 }}"
        let query = "1772442900\\n${{ query_encoded }}\\n${{ body_sha256 }}"

        let request = request("POST", url, body: Self.json)
        #expect(try accepts(bytes, "Ptns1jkAFjPYSZJCQZqvJ6A3KQyN6UMxyUkmX9EPw0g=", request))
        #expect(try accepts("${{ body_sha256_hex }}", "eZFe7yFxTga0EQE7ZPzSYUq/1sdHXVZqcNRZXsF73TY=", request))
        let queried = AdaptersTests.request("POST", Self.base + "?b=x+%26%20y&a=1", body: Self.json)
        #expect(try accepts(query, "KhHT6mFepLdfCwr8C6Ny+m0/94sqp04lg+RcDMy6SaA=", queried))
    }

    private static let parameters = """
        { scheme: hmac, field: sig, encoding: hex, hash_setting: signature_method, timestamp_field: timestamp,
          signed: "${{ parameters }}" }
        """
    static let methods = [
        ("md5hash", "1c3308d7070bd4a3051ff449add0339f"),
        ("sha256", "60CDACAD8B34609B2AA21CD13D352340AFCD22EF361E57642F8FEAB0818AAEDB"),
        (
            "sha512",
            "bf8acc14065ffbd546cf77feb9c16a867ee87d8b4518bcf5753d1e052385256343b67b25fd8eda9bb8be683e44faab13a49029ad63"
                + "558b5ab482a0d25c5dea16"
        ),
    ]

    @Test(arguments: methods)
    func signsAllParametersByTheMethodOfTheHook(method: String, signature: String) throws {
        let scheme = try scheme(Self.parameters)
        let text = "to=12065550100&text=a+%26+b%3Dc&timestamp=1772442900"
        let query = request("GET", Self.base + "?\(text)&sig=\(signature)")
        let form = request("POST", Self.base, Self.formType, body: "sig=\(signature)&\(text)")
        let json = request(
            "POST",
            Self.base,
            body: #"{"to":12065550100,"text":"a & b=c","timestamp":"1772442900","sig":"\#(signature)"}"#
        )

        for request in [query, form, json] {
            #expect(scheme.refusal(of: request, Self.key, settings: ["signature_method": method]) == nil)
            let others = ["md5hash", "md5", "sha1", "sha256", "sha512", "rot13"].filter { $0 != method }
            for other in others {
                #expect(scheme.refusal(of: request, Self.key, settings: ["signature_method": other]) != nil)
            }
        }
        let late = AdaptersTests.request("GET", Self.base + "?\(text)&sig=\(signature)", at: 1_772_443_201)
        #expect(scheme.refusal(of: late, Self.key, settings: ["signature_method": method])?.code == .stale)
    }

    private static let fields = """
        { scheme: hmac, field: signature, encoding: hex, timestamp_field: timestamp,
          signed: "${{ timestamp }}${{ field:token }}" }
        """
    private static let triple = "9fae4fb39c46c0ba8996c541a368058f4bb790889563fefd807a2b9b76efcf0e"

    @Test func findsSignatureAndTimeInFieldsOfWhichTheLastCounts() throws {
        let scheme = try scheme(Self.fields)
        let form = "timestamp=1772442900&token=tok-1&signature=\(Self.triple)"
        let parts =
            [("timestamp", "1772442900"), ("token", "tok-1"), ("signature", Self.triple)]
            .map { "--b\r\nContent-Disposition: form-data; name=\"\($0)\"\r\n\r\n\($1)\r\n" }.joined() + "--b--\r\n"

        #expect(scheme.refusal(of: request("POST", Self.base, Self.formType, body: "token=x&" + form), Self.key) == nil)
        #expect(
            scheme.refusal(of: request("POST", Self.base, Self.formType, body: form + "&token=x"), Self.key)?.code
                == .wrongSecret
        )
        let multipart = ["content-type": "multipart/form-data; boundary=b"]
        #expect(scheme.refusal(of: request("POST", Self.base, multipart, body: parts), Self.key) == nil)
        #expect(
            scheme.refusal(of: request("POST", Self.base, Self.formType, body: "a=1"), Self.key)?.code == .noSignature
        )
    }

    @Test func findsFieldsInsideAJSONBody() throws {
        let nested = try scheme(
            """
            { scheme: hmac, field: signature.signature, encoding: hex, timestamp_field: signature.timestamp,
              signed: "${{ timestamp }}${{ field:signature.token }}" }
            """
        )
        let body = #"{"signature":{"timestamp":"1772442900","token":"tok-1","signature":"\#(Self.triple)"}}"#

        #expect(nested.refusal(of: request("POST", Self.base, body: body), Self.key) == nil)
    }

    @Test func signsTheSecretTheEncodedURLAndADate() throws {
        let scheme = try scheme(
            """
            { scheme: hmac, header: X-Sig, encoding: hex, timestamp_header: X-Time, timestamp_unit: date,
              signed: "${{ secret }}|${{ percent_encoded:url }}|${{ field:type }}|${{ timestamp }}" }
            """
        )
        let headers = [
            "x-time": "2026-03-02 09:15:00",
            "x-sig": "bdd634f752011c927c2986ddf28da3708afb97302785ae2fa9fb7c1ae77df51c",
        ]
        func arriving(_ body: String, at seconds: Int64) -> RawRequest {
            request("POST", Self.base, headers, body: body, at: seconds)
        }

        #expect(scheme.refusal(of: arriving(#"{"type":"call.completed"}"#, at: 1_772_442_900), "x", Self.key) == nil)
        #expect(scheme.refusal(of: arriving(#"{"type":"call"}"#, at: 1_772_442_900), Self.key)?.code == .wrongSecret)
        #expect(scheme.refusal(of: arriving("{}", at: 1_772_442_900), Self.key)?.code == .malformedSignature)
        #expect(
            scheme.refusal(of: arriving(#"{"type":"call.completed"}"#, at: 1_772_443_300), Self.key)?.code == .stale
        )
    }

    @Test func looksAtSeveralHeadersAndSignatures() throws {
        let scheme = try scheme("{ scheme: hmac, header: [X-Main, X-Own], encoding: hex, separator: ',' }")
        let signature = "7915fe7f948c95736bed00f15a301de5929e03f23f8932024370b9137fd1a91c"
        let zeros = String(repeating: "0", count: 64)

        for headers in [
            ["x-main": signature], ["x-own": "\(zeros), \(signature)"], ["x-main": zeros, "x-own": signature],
        ] {
            #expect(scheme.refusal(of: request("POST", Self.base, headers, body: Self.json), Self.key) == nil)
        }
        #expect(
            scheme.refusal(of: request("POST", Self.base, ["x-own": zeros], body: Self.json), Self.key)?.code
                == .wrongSecret
        )
    }
}
