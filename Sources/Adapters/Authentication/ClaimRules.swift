import BridgeCore
import Crypto
import JSON

/// What the claims of a JSON Web Token must say of the request that carries it.
struct ClaimRules: Sendable {
    let issuer: String?
    /// Claims that must be there.
    let required: [String]
    /// By how much the bounds of `exp` and `nbf` may be missed.
    let leeway: Duration
    /// How far `iat` may be from the arrival; nil where nobody asks.
    let tolerance: Duration?
    /// The claim with the hash of the body.
    let payloadHash: String?
    /// The claim with the hash of the URL.
    let urlHash: String?

    init(reader: inout MappingReader) {
        issuer = reader.string("issuer")
        required = reader.strings("required") ?? []
        leeway = reader.duration("leeway") ?? .seconds(5)
        tolerance = reader.duration("tolerance")
        payloadHash = reader.string("payload_hash")
        urlHash = reader.string("url_hash")
    }

    /// Nil where the claims fit the request, by the clock of its arrival.
    func refusal(_ payload: [UInt8], _ request: RawRequest) -> Refusal? {
        let claims: JSONValue
        do {
            claims = try JSONParser().parse(payload).value
        } catch {
            return Refusal(.malformedSignature, "the token's payload is not JSON")
        }
        guard claims.object != nil else { return Refusal(.malformedSignature, "the token's payload is no object") }
        if let issuer, claims["iss"]?.string != issuer {
            return Refusal(.notAllowed, "the token was not issued by \(issuer)")
        }
        if let missing = required.first(where: { claims[$0]?.isNull ?? true }) {
            return Refusal(.malformedSignature, "the token has no claim \(missing)")
        }
        return timeRefusal(claims, at: request.receivedAt) ?? bodyRefusal(claims, request)
            ?? urlRefusal(claims, request)
    }

    /// RFC 7519 §4.1.4 to §4.1.6.
    private func timeRefusal(_ claims: JSONValue, at arrival: Timestamp) -> Refusal? {
        let now = Double(arrival.milliseconds) / 1000
        let leeway = leeway.inSeconds
        for name in ["exp", "nbf", "iat"] where claims[name] != nil && claims[name]?.double == nil {
            return Refusal(.malformedSignature, "the token's \(name) is no number")
        }
        if let expiry = claims["exp"]?.double, now >= expiry + leeway {
            return Refusal(.stale, "the token has expired")
        }
        if let start = claims["nbf"]?.double, now < start - leeway {
            return Refusal(.stale, "the token is not valid yet")
        }
        guard let tolerance else { return nil }
        guard let issued = claims["iat"]?.double else {
            return Refusal(.malformedSignature, "the token does not say when it was issued")
        }
        guard abs(now - issued) > tolerance.inSeconds else { return nil }
        let limit = tolerance.components.seconds
        return Refusal(.stale, "the token was issued more than \(limit) s from its arrival")
    }

    private func bodyRefusal(_ claims: JSONValue, _ request: RawRequest) -> Refusal? {
        guard let payloadHash else { return nil }
        let claim = claims[payloadHash].flatMap { $0.isNull ? nil : $0 }
        guard (claim == nil) == request.body.isEmpty else {
            let fault = claim == nil ? "does not cover the body" : "is that of a request with a body"
            return Refusal(.bodyAltered, "the token \(fault)")
        }
        guard let claim else { return nil }
        return Self.isDigest(claim, of: request.body) ? nil : Refusal(.bodyAltered, "the body is not the signed one")
    }

    private func urlRefusal(_ claims: JSONValue, _ request: RawRequest) -> Refusal? {
        guard let urlHash else { return nil }
        if let claim = claims[urlHash], Self.isDigest(claim, of: Array(request.url.utf8)) { return nil }
        let shown = CalledURL(request.url).shown
        return Refusal(.urlDiffers, "the bridge believes it was called as \(shown)")
    }

    private static func isDigest(_ claim: JSONValue, of bytes: [UInt8]) -> Bool {
        guard let expected = claim.string.flatMap({ SignatureEncoding.hex.decode($0) }) else { return false }
        return constantTimeEquals(SHA256.hash(data: bytes).withUnsafeBytes { Array($0) }, expected)
    }
}

extension Duration {
    fileprivate var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1_000_000_000_000_000_000
    }
}
