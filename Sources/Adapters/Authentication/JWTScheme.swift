import BridgeCore
import Crypto
import JSON

/// A JSON Web Token (RFC 7519) signed with HMAC-SHA-2 and a secret that both sides hold.
///
/// Verified here and not by a JWT library: of all that such a library does, webhooks need one HMAC over two parts of the
/// token, and the algorithm comes from the adapter's list, never from the token, so that `none` and keys of another kind
/// have no way in (RFC 8725 §3.1).
///
/// ```yaml
/// authenticate: { scheme: jwt, header: Authorization, issuer: Vonage, tolerance: 5m, payload_hash: payload_hash }
/// ```
/// - `header`: the header with the token, with or without the word `Bearer`; or `body: true` where the whole body is the
///   token, whose payload is then what expressions see (`receive.body: jwt`).
/// - `algorithms`: of HS256 (the default), HS384 and HS512.
/// - `issuer`: what the claim `iss` must be.
/// - `required`: claims that must be there, such as `exp`; a token without it would be good for ever.
/// - `leeway`: by how much `exp` and `nbf` may be missed; 5 s by default.
/// - `tolerance`: how far the claim `iat` may be from the time of arrival; it must then be there.
/// - `payload_hash`, `url_hash`: claims that hold the SHA-256 in hexadecimal of the body and of the URL as called. The
///   first must be there exactly when there is a body, the second always.
/// - `key_encoding`, `key_prefix`: how the secrets are written; text by default.
struct JWTScheme: Scheme {
    enum Location: Equatable {
        /// Name in lower case.
        case header(String)
        case body
    }

    enum Algorithm: String, CaseIterable {
        case hs256 = "HS256"
        case hs384 = "HS384"
        case hs512 = "HS512"

        var hash: SignatureHash {
            switch self {
            case .hs256: .sha256
            case .hs384: .sha384
            case .hs512: .sha512
            }
        }
    }

    let location: Location
    let algorithms: [Algorithm]
    let key: KeyForm
    let claims: ClaimRules

    var needsSecret: Bool { true }

    var credentialPlaces: CredentialPlaces {
        var places = CredentialPlaces()
        if case .header(let name) = location { places.proofHeaders = [name] }
        return places
    }

    func verify(_ request: RawRequest, trust: Trust) -> Refusal? {
        guard trust.secrets.areUsable else { return .withoutSecret }
        let keys = trust.secrets.compactMap(key.bytes)
        guard !keys.isEmpty else {
            return Refusal(.noSecretConfigured, "no secret of the hook is a key written as \(key.encoding.rawValue)")
        }
        guard let text = token(of: request) else {
            return Refusal(.noSignature, "the token is missing: \(place)")
        }
        guard let token = CompactJWT(text) else { return Refusal(.malformedSignature, "\(place) holds no JWT") }
        guard let algorithm = algorithm(of: token) else {
            let allowed = algorithms.map(\.rawValue).joined(separator: ", ")
            return Refusal(.malformedSignature, "the token is not signed in an allowed way; allowed: \(allowed)")
        }
        let isAuthentic = keys.reduce(false) { found, key in
            let expected = algorithm.hash.authenticationCode(for: [token.signed], key: key)
            return constantTimeEquals(expected, token.signature) || found
        }
        guard isAuthentic else {
            return Refusal(.wrongSecret, "no secret of the hook made this token, or it was altered")
        }
        return claims.refusal(token.payload, request)
    }

    private var place: String {
        switch location {
        case .header(let name): "header \(name)"
        case .body: "the body"
        }
    }

    private func token(of request: RawRequest) -> ArraySlice<UInt8>? {
        let text: ArraySlice<UInt8>
        switch location {
        case .header(let name):
            guard let value = request.header(name) else { return nil }
            let bytes = Array(value.utf8)
            let isBearer = bytes.prefix(7).elementsEqual("bearer ".utf8) { $0 | 0x20 == $1 }
            text = bytes.dropFirst(isBearer ? 7 : 0)
        case .body: text = request.body[...]
        }
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
        let end = text.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? text.startIndex
        let token = text[..<end].drop(while: isBlank)
        return token.isEmpty ? nil : token
    }

    /// Nil also for a token with extensions that must be understood (`crit`, RFC 7515 §4.1.11): none are.
    private func algorithm(of token: CompactJWT) -> Algorithm? {
        guard token.header["crit"] == nil else { return nil }
        return algorithms.first { $0.rawValue == token.header["alg"]?.string }
    }
}

extension JWTScheme {
    /// Reads the keys of the type's description.
    init?(reader: inout MappingReader) {
        let header = reader.string("header")
        let isBody = reader.boolean("body") ?? false
        let names = reader.strings("algorithms") ?? [Algorithm.hs256.rawValue]
        algorithms = names.compactMap(Algorithm.init)
        key = KeyForm(encoding: reader.choice("key_encoding") ?? .text, prefix: reader.string("key_prefix") ?? "")
        claims = ClaimRules(reader: &reader)
        if algorithms.isEmpty || algorithms.count < names.count {
            let known = Algorithm.allCases.map(\.rawValue).joined(separator: ", ")
            reader.report(reader.valuePlace("algorithms"), "not an algorithm for secrets", mend: "known are \(known)")
        }
        guard (header != nil) != isBody else {
            reader.report(
                reader.place,
                isBody ? "the token has two places" : "where the token stands is missing",
                mend: "write either \"header: <name>\" or \"body: true\""
            )
            return nil
        }
        location = header.map { .header($0.lowercased()) } ?? .body
    }
}
