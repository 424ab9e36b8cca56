import BridgeCore
import Crypto

/// An Ed25519 signature (RFC 8032) over a signed template; the hook's secrets are the provider's public keys.
struct Ed25519Scheme: Scheme {
    let header: SignatureHeader
    let signed: SignedTemplate
    let key: KeyForm

    var needsSecret: Bool { true }

    func verify(_ request: RawRequest, secrets: [Secret], settings: [String: String]) -> Refusal? {
        guard !secrets.usableKeys.isEmpty else { return .withoutSecret }
        let keys = secrets.compactMap(key.bytes).compactMap { bytes in
            try? Curve25519.Signing.PublicKey(rawRepresentation: bytes)
        }
        guard !keys.isEmpty else {
            return Refusal(
                .noSecretConfigured,
                "no secret of the hook is an Ed25519 public key: 32 bytes, \(key.encoding.rawValue)"
            )
        }
        do {
            let content = try header.read(request, byteCount: 64)
            let chunks = try signed.chunks(of: request, timestamp: content.timestamp, settings: settings)
            let message = chunks.count == 1 ? chunks[0] : Array(chunks.joined())
            let isAuthentic = keys.contains { key in
                content.signatures.contains { key.isValidSignature($0, for: message) }
            }
            guard isAuthentic else {
                return Refusal(.wrongSecret, "no key of the hook belongs to this signature, or something was altered")
            }
            return header.staleness(of: content.timestamp, at: request.receivedAt)
        } catch {
            return error
        }
    }
}

extension Ed25519Scheme {
    /// Reads `{ scheme: ed25519, header: …, encoding: base64, signed: "…" }`; keys are base64 unless `key_encoding` says.
    init?(reader: inout MappingReader) {
        let name = reader.required("header")
        let encoding = reader.choice("encoding", of: SignatureEncoding.self) ?? .base64
        key = KeyForm(encoding: reader.choice("key_encoding") ?? .base64, prefix: reader.string("key_prefix") ?? "")
        header = SignatureHeader(name: name ?? "", encoding: encoding, reader: &reader)
        guard let signed = SignedTemplate(reader: &reader, header: header), name != nil else { return nil }
        self.signed = signed
    }
}
