import BridgeCore

/// An HMAC over a signed template, compared with one or several signatures of the request.
///
/// ```yaml
/// authenticate: { scheme: hmac, header: X-Signature, hash: sha256, encoding: hex, signed: "${{ timestamp }}.${{ body }}",
///   timestamp_header: X-Timestamp }
/// ```
/// Beside the keys of ``SignatureSource``:
/// - `hash`: md5, sha1, sha256 (the default), sha384, sha512, or md5hash (see ``SignatureHash``); `hash_setting`: the
///   hook's setting that names another of them. What is configured is the only one accepted.
/// - `signed`: what is signed (``SignedTemplate``), by default the body.
/// - `key_encoding`: how the secrets are written: text (the default), hex, base64 or base64url; `key_prefix`: what stands
///   before a key and is no part of it.
/// - `single_use`: the signed field whose value vouches for one body only, where a signature covers no body
///   (``SpentTokens``).
struct HMACScheme: Scheme {
    let source: SignatureSource
    let hash: SignatureHash
    let hashSetting: String?
    let signed: SignedTemplate
    let key: KeyForm
    var singleUse: String?

    var needsSecret: Bool { true }
    var credentialPlaces: CredentialPlaces { CredentialPlaces(proof: source, covering: signed) }

    func settingRules(in settings: [String: String]) -> [SettingRule] {
        let chosenHash = hashSetting.map { SettingRule($0, hashes: SignatureHash.allCases) }
        return (chosenHash.map { [$0] } ?? []) + signed.settingRules
    }

    func verify(_ request: RawRequest, trust: Trust) -> Refusal? {
        guard trust.secrets.areUsable else { return .withoutSecret }
        let keys = trust.secrets.compactMap(key.bytes)
        guard !keys.isEmpty else {
            return Refusal(.noSecretConfigured, "no secret of the hook is a key written as \(key.encoding.rawValue)")
        }
        let readsFields = source.field != nil || signed.readsFields || singleUse != nil
        let fields = readsFields ? RequestFields(request, as: trust.bodyFormat) : .none
        do {
            let hash = try chosenHash(trust.settings)
            let content = try source.read(request, fields, byteCounts: hash.byteCount...hash.byteCount)
            let context = SigningContext(
                request: request,
                fields: fields,
                timestamp: content.timestamp,
                settings: trust.settings,
                signatureField: source.field,
                bodyFormat: trust.bodyFormat
            )
            let shared = try signed.chunks(of: context)
            var isAuthentic = false
            for key in keys {
                let chunks = signed.coversSecret ? try signed.chunks(of: context, secret: key) : shared
                let expected = hash.authenticationCode(for: chunks, key: key)
                for signature in content.signatures where constantTimeEquals(signature, expected) { isAuthentic = true }
            }
            guard isAuthentic else { return mismatch(request) }
            return source.staleness(of: content.timestamp, at: request.receivedAt) ?? reuse(of: request, fields, trust)
        } catch {
            return error
        }
    }

    private func reuse(of request: RawRequest, _ fields: RequestFields, _ trust: Trust) -> Refusal? {
        guard let singleUse, let spentTokens = trust.spentTokens else { return nil }
        guard let token = fields.value(singleUse) else {
            return Refusal(.malformedSignature, "the field \(singleUse) is missing")
        }
        // A time of signing may lie as far before its arrival as behind it.
        let isAdmitted = spentTokens.admits(
            EventFingerprint.digest(of: CalledURL(request.url).base + [0] + token),
            for: request.digestOfContent(as: trust.bodyFormat),
            at: request.receivedAt,
            lifetime: source.tolerance * 2
        )
        return isAdmitted ? nil : Refusal(.usedBefore, "its \(singleUse) came with another body")
    }

    private func chosenHash(_ settings: [String: String]) throws(Refusal) -> SignatureHash {
        guard let hashSetting, let name = settings[hashSetting] else { return hash }
        guard let chosen = SignatureHash.named(name) else {
            let known = SignatureHash.allCases.map(\.rawValue).joined(separator: ", ")
            throw Refusal(.notAllowed, "the hook's setting \(hashSetting) must be one of \(known)")
        }
        return chosen
    }

    private func mismatch(_ request: RawRequest) -> Refusal {
        let cause = "no secret of the hook made this signature, or something was altered"
        guard signed.coversURL else { return Refusal(.wrongSecret, cause) }
        let url = CalledURL(request.url).shown
        return Refusal(.wrongSecret, "\(cause); the bridge believes it was called as \(url)")
    }
}

/// How a provider writes its keys.
struct KeyForm: Sendable {
    enum Encoding: String, CaseIterable, Sendable {
        case text, hex, base64, base64url
    }

    var encoding = Encoding.text
    /// What stands before the key and is no part of it, such as `whsec_`; a secret without it is taken whole.
    var prefix = ""

    /// The bytes of a key; nil where the secret is empty or not written in this encoding.
    func bytes(_ secret: Secret) -> [UInt8]? {
        let text = secret.revealed.hasPrefix(prefix) ? secret.revealed.dropFirst(prefix.count) : secret.revealed[...]
        let bytes: [UInt8]? =
            switch encoding {
            case .text: Array(text.utf8)
            case .hex: SignatureEncoding.hex.decode(text)
            case .base64: SignatureEncoding.base64.decode(text)
            case .base64url: SignatureEncoding.base64url.decode(text)
            }
        return bytes.flatMap { $0.isEmpty ? nil : $0 }
    }
}

extension HMACScheme {
    /// Reads the keys of the type's description.
    init?(reader: inout MappingReader) {
        let encoding = reader.choice("encoding", of: SignatureEncoding.self)
        if encoding == nil { _ = reader.required("encoding") }
        hash = reader.choice("hash") ?? .sha256
        hashSetting = reader.string("hash_setting")
        key = KeyForm(encoding: reader.choice("key_encoding") ?? .text, prefix: reader.string("key_prefix") ?? "")
        guard let source = SignatureSource(encoding: encoding ?? .hex, reader: &reader) else { return nil }
        self.source = source
        singleUse = reader.string("single_use")
        guard let signed = SignedTemplate(reader: &reader, source: source) else { return nil }
        self.signed = signed
        if let singleUse, !signed.pieces.contains(.field(singleUse)) || !source.hasTimestamp {
            reader.report(
                reader.valuePlace("single_use"),
                "\"single_use\" needs a field and a time that are signed",
                mend: "add ${{ timestamp }} and ${{ field:\(singleUse) }} to \"signed\""
            )
        }
    }

    /// Standard Webhooks (https://www.standardwebhooks.com): `webhook-id`, `webhook-timestamp` and `webhook-signature`,
    /// HMAC-SHA-256 with a `whsec_` key. `headers: svix` reads the older names `svix-…`.
    init(standardWebhooks reader: inout MappingReader) {
        let prefix = (reader.string("headers") ?? "webhook").lowercased()
        var source = SignatureSource(place: .headers(["\(prefix)-signature"]), encoding: .base64)
        source.prefix = "v1,"
        source.separator = " "
        source.timestampHeader = "\(prefix)-timestamp"
        if let tolerance = reader.duration("tolerance") { source.tolerance = tolerance }
        self.source = source
        hash = .sha256
        hashSetting = nil
        key = KeyForm(encoding: .base64, prefix: "whsec_")
        let dot = SignedTemplate.Piece.literal([UInt8(ascii: ".")])
        signed = SignedTemplate(pieces: [.header("\(prefix)-id"), dot, .timestamp, dot, .body])
    }
}
