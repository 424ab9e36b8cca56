import BridgeCore
import Crypto

/// A signature with a private key of the provider over a signed template; the hook's secrets are its public keys.
///
/// `ed25519` (RFC 8032): a key is 32 bytes, base64 by default. `ecdsa` (FIPS 186-5, P-256 with SHA-256): signatures are
/// DER (`encoding: base64` by default), and a key is a SubjectPublicKeyInfo (RFC 5480), as PEM or its DER in base64.
///
/// ```yaml
/// authenticate:
///   scheme: ecdsa
///   header: X-Signature
///   timestamp_header: X-Timestamp
///   signed: "${{ timestamp }}${{ body }}"
/// ```
/// Its keys are those of ``SignatureSource``, `signed` (``SignedTemplate``), `key_encoding` and `key_prefix`.
struct PublicKeyScheme: Scheme {
    enum Algorithm: Sendable {
        case ed25519, ecdsa
    }

    let algorithm: Algorithm
    let source: SignatureSource
    let signed: SignedTemplate
    let key: KeyForm

    var needsSecret: Bool { true }
    var credentialPlaces: CredentialPlaces { CredentialPlaces(proof: source, covering: signed) }

    func settingRules(in settings: [String: String]) -> [SettingRule] { signed.settingRules }

    func verify(_ request: RawRequest, trust: Trust) -> Refusal? {
        guard trust.secrets.areUsable else { return .withoutSecret }
        let keys = trust.secrets.compactMap(publicKey)
        guard !keys.isEmpty else {
            let kind = algorithm == .ed25519 ? "an Ed25519 key: 32 bytes, \(key.encoding.rawValue)" : "a P-256 key"
            return Refusal(.noSecretConfigured, "no secret of the hook is \(kind)")
        }
        let readsFields = source.field != nil || signed.readsFields
        let fields = readsFields ? RequestFields(request, as: trust.bodyFormat) : .none
        do {
            let content = try source.read(request, fields, byteCounts: algorithm == .ed25519 ? 64...64 : 8...72)
            let context = SigningContext(
                request: request,
                fields: fields,
                timestamp: content.timestamp,
                settings: trust.settings,
                signatureField: source.field,
                bodyFormat: trust.bodyFormat
            )
            let chunks = try signed.chunks(of: context)
            let isAuthentic = keys.contains { key in content.signatures.contains { key.verifies($0, chunks) } }
            guard isAuthentic else {
                return Refusal(.wrongSecret, "no key of the hook belongs to this signature, or something was altered")
            }
            return source.staleness(of: content.timestamp, at: request.receivedAt)
        } catch {
            return error
        }
    }

    /// Public keys are no secrets, so that nothing here has to take constant time.
    private func publicKey(_ secret: Secret) -> PublicKey? {
        switch algorithm {
        case .ed25519:
            let bytes = key.bytes(secret)
            return bytes.flatMap { try? Curve25519.Signing.PublicKey(rawRepresentation: $0) }.map { .ed25519($0) }
        case .ecdsa:
            let der = derBytes(inPEM: secret.revealed, label: "PUBLIC KEY") ?? key.bytes(secret)
            return der.flatMap { try? P256.Signing.PublicKey(derRepresentation: $0) }.map { .ecdsa($0) }
        }
    }
}

private enum PublicKey {
    case ed25519(Curve25519.Signing.PublicKey)
    case ecdsa(P256.Signing.PublicKey)

    func verifies(_ signature: [UInt8], _ chunks: [[UInt8]]) -> Bool {
        switch self {
        case .ed25519(let key):
            return key.isValidSignature(signature, for: chunks.count == 1 ? chunks[0] : Array(chunks.joined()))
        case .ecdsa(let key):
            guard let signature = try? P256.Signing.ECDSASignature(derRepresentation: signature) else { return false }
            var hash = SHA256()
            for chunk in chunks { hash.update(data: chunk) }
            return key.isValidSignature(signature, for: hash.finalize())
        }
    }
}

extension PublicKeyScheme {
    init?(_ algorithm: Algorithm, reader: inout MappingReader) {
        self.algorithm = algorithm
        let encoding = reader.choice("encoding", of: SignatureEncoding.self) ?? .base64
        key = KeyForm(encoding: reader.choice("key_encoding") ?? .base64, prefix: reader.string("key_prefix") ?? "")
        guard let source = SignatureSource(encoding: encoding, reader: &reader) else { return nil }
        self.source = source
        guard let signed = SignedTemplate(reader: &reader, source: source) else { return nil }
        self.signed = signed
    }
}
