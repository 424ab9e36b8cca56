import BridgeCore
import Crypto

/// HMAC over the URL and the sorted parameters of a form, as Twilio signs
/// (https://www.twilio.com/docs/usage/security#validating-requests), with SHA-1 and the auth token or with SHA-256 and
/// a shared key.
///
/// Twilio is inconsistent about the port: the URL as called and the one with the other port are both tried.
struct TwilioScheme: Scheme {
    /// What a hook expects where its setting `signature_method` says nothing; nil where the request may say it.
    let hash: SignatureHash?

    var needsSecret: Bool { true }
    var credentialPlaces: CredentialPlaces {
        var places = CredentialPlaces()
        places.proofHeaders = ["x-twilio-signature", "x-twilio-webhooks-signature-settings"]
        return places
    }

    func settingRules(in settings: [String: String]) -> [SettingRule] {
        [SettingRule("signature_method", hashes: [.sha1, .sha256])]
    }

    func verify(_ request: RawRequest, trust: Trust) -> Refusal? {
        let keys = trust.secrets.usableKeys
        guard !keys.isEmpty else { return .withoutSecret }
        let hash = hash(of: request, trust.settings)
        guard hash == .sha1 || hash == .sha256 else {
            return Refusal(.notAllowed, "the hook's signature_method must be sha1 or sha256")
        }
        guard let header = request.header("x-twilio-signature") else {
            return Refusal(.noSignature, "the header X-Twilio-Signature is missing")
        }
        if let refusal = methodRefusal(request, expected: hash) { return refusal }
        guard let signature = SignatureEncoding.base64.decode(header), signature.count == hash.byteCount else {
            return Refusal(.malformedSignature, "X-Twilio-Signature is not base64 of \(hash.byteCount) bytes")
        }
        let url = CalledURL(request.url)
        do {
            let proof = Proof(hash: hash, keys: keys, signature: signature)
            return try judge(request, url: url, proof: proof, as: trust.bodyFormat)
        } catch {
            return Refusal(.notAllowed, error.description)
        }
    }

    /// What the request has to be signed with; neither SHA-1 nor SHA-256 where the setting names neither.
    func hash(of request: RawRequest, _ settings: [String: String]) -> SignatureHash {
        if let setting = settings["signature_method"] { return SignatureHash.named(setting) ?? .md5 }
        return hash ?? (Self.saysSHA256(request) ? .sha256 : .sha1)
    }

    /// A request says by a header of its own when it is signed with SHA-256.
    private static func saysSHA256(_ request: RawRequest) -> Bool {
        request.header("x-twilio-webhooks-signature-settings")?.contains("HMAC_SHA256") ?? false
    }

    /// Of a hook that expects one of the two, the other does not stand in for it.
    private func methodRefusal(_ request: RawRequest, expected: SignatureHash) -> Refusal? {
        switch (expected, Self.saysSHA256(request)) {
        case (.sha256, false):
            return Refusal(.malformedSignature, "signed with SHA-1, and this hook accepts only HMAC_SHA256")
        case (.sha1, true):
            return Refusal(
                .wrongSecret,
                "signed with HMAC_SHA256: set signature_method to sha256 and the secret to that of the shared key"
            )
        default: return nil
        }
    }

    private func judge(
        _ request: RawRequest,
        url: CalledURL,
        proof: Proof,
        as format: BodyFormat
    ) throws(DecodingError) -> Refusal? {
        let isForm = Self.isForm(request) && format.resolved(for: request) == .form
        let parameters = isForm ? sortedParameters(try request.form()) : []
        let coversBody = !parameters.isEmpty || request.body.isEmpty
        if coversBody, proof.matches(url, followedBy: parameters) {
            // An empty form says nothing: where the URL names a digest of the body, only that digest vouches for it.
            guard parameters.isEmpty, let bodyDigest = url.queryValue("bodySHA256") else { return nil }
            return Self.digestRefusal(request.body, bodyDigest)
        }
        if !request.body.isEmpty, proof.matches(url, followedBy: []) {
            guard let bodyDigest = url.queryValue("bodySHA256") else {
                return Refusal(.bodyAltered, "the signature covers the URL alone, and the URL has no bodySHA256")
            }
            return Self.digestRefusal(request.body, bodyDigest)
        }
        return proof.diagnosis(request, url: url, parameters: parameters)
    }

    /// GET carries its parameters in the URL; with every other method, and without a type, Twilio signs a form's. What would
    /// be translated as something else than a form is none.
    private static func isForm(_ request: RawRequest) -> Bool {
        guard request.method != "GET", let type = request.header("content-type") else { return request.method != "GET" }
        var text = type
        let wanted: StaticString = "application/x-www-form-urlencoded"
        return text.withUTF8 { text in
            guard text.count >= wanted.utf8CodeUnitCount else { return false }
            for place in 0..<wanted.utf8CodeUnitCount where text[place] | 0x20 != wanted.utf8Start[place] | 0x20 {
                return false
            }
            return true
        }
    }

    private static func digestRefusal(_ body: [UInt8], _ written: [UInt8]) -> Refusal? {
        let expected = SignatureEncoding.hex.decode(String(decoding: written, as: UTF8.self)) ?? []
        guard !constantTimeEquals(SHA256.hash(data: body).withUnsafeBytes { Array($0) }, expected) else { return nil }
        return Refusal(.bodyAltered, "the body is not the one whose digest stands in the URL as bodySHA256")
    }
}

/// A signature with all that can confirm it.
private struct Proof {
    let hash: SignatureHash
    let keys: [[UInt8]]
    let signature: [UInt8]

    func matches(_ url: CalledURL, followedBy parameters: [UInt8]) -> Bool {
        matches(url.bytes, parameters) || matches(url.withOtherPort, parameters)
    }

    private func matches(_ url: [UInt8], _ parameters: [UInt8]) -> Bool {
        keys.contains { constantTimeEquals(hash.authenticationCode(for: [url, parameters], key: $0), signature) }
    }

    func diagnosis(_ request: RawRequest, url: CalledURL, parameters: [UInt8]) -> Refusal {
        let detail = "the bridge believes it was called as \(url.shown)"
        let isConfused = url.confusions(hostHeader: request.header("host")).contains { matches($0, parameters) }
        guard !isConfused else {
            return Refusal(.urlDiffers, "\(detail); the signature is that of another scheme, host or trailing slash")
        }
        return Refusal(
            .wrongSecret,
            "no secret of the hook made this signature, or something was altered; \(detail)"
        )
    }
}
