import BridgeCore

/// HTTP Basic (RFC 7617); the hook's secrets are written `user:password`.
struct BasicScheme: Scheme {
    var needsSecret: Bool { true }
    var credentialPlaces: CredentialPlaces { .authorization("basic") }

    func fault(of secret: Secret) -> String? {
        secret.revealed.contains(":") ? nil : "it has no colon; write it as user:password"
    }

    func verify(_ request: RawRequest, trust: Trust) -> Refusal? {
        guard trust.secrets.areUsable else { return .withoutSecret }
        guard let header = request.header("authorization") else {
            return Refusal(.noSignature, "the header Authorization is missing")
        }
        guard let credentials = credentials(of: header, scheme: "basic"),
            let decoded = SignatureEncoding.base64.decode(credentials), decoded.contains(UInt8(ascii: ":"))
        else { return Refusal(.malformedSignature, "the header Authorization holds no Basic credentials") }
        return trust.secrets.holds(decoded) ? nil : Refusal(.wrongSecret, "another user name or password")
    }
}

/// A bearer token (RFC 6750) in the header `Authorization`.
struct BearerScheme: Scheme {
    var needsSecret: Bool { true }
    var credentialPlaces: CredentialPlaces { .authorization("bearer") }

    func verify(_ request: RawRequest, trust: Trust) -> Refusal? {
        guard trust.secrets.areUsable else { return .withoutSecret }
        guard let header = request.header("authorization") else {
            return Refusal(.noSignature, "the header Authorization is missing")
        }
        guard let token = credentials(of: header, scheme: "bearer"), !token.isEmpty else {
            return Refusal(.malformedSignature, "the header Authorization holds no Bearer token")
        }
        return trust.secrets.holds(token.utf8) ? nil : Refusal(.wrongSecret, "another token")
    }
}

/// What follows the name of the scheme, which may have either case (RFC 9110 §11.1).
private func credentials(of header: String, scheme: StaticString) -> Substring? {
    let bytes = header.utf8
    let blank = UInt8(ascii: " ")
    let text = bytes.drop { $0 == blank }
    guard let end = text.firstIndex(of: blank) else { return nil }
    let isNamed = scheme.withUTF8Buffer { text[..<end].elementsEqual($0) { byte, wanted in byte | 0x20 == wanted } }
    let rest = text[end...].drop { $0 == blank }
    guard isNamed, !rest.isEmpty, rest.last != blank else { return nil }
    return Substring(rest)
}
