import BridgeCore

/// An HMAC over a signed template, compared with one or several signatures of a header.
struct HMACScheme: Scheme {
    let header: SignatureHeader
    let hash: SignatureHash
    let signed: SignedTemplate
    let key: KeyForm

    var needsSecret: Bool { true }

    func verify(_ request: RawRequest, secrets: [Secret], settings: [String: String]) -> Refusal? {
        guard !secrets.usableKeys.isEmpty else { return .withoutSecret }
        let keys = secrets.compactMap(key.bytes)
        guard !keys.isEmpty else {
            return Refusal(.noSecretConfigured, "no secret of the hook is a key written as \(key.encoding.rawValue)")
        }
        do {
            let content = try header.read(request, byteCount: hash.byteCount)
            let chunks = try signed.chunks(of: request, timestamp: content.timestamp, settings: settings)
            let isAuthentic = keys.contains { key in
                let expected = hash.authenticationCode(for: chunks, key: key)
                return content.signatures.contains { constantTimeEquals($0, expected) }
            }
            guard isAuthentic else { return mismatch(request) }
            return header.staleness(of: content.timestamp, at: request.receivedAt)
        } catch {
            return error
        }
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
    /// Reads `{ scheme: hmac, header: X-Signature, hash: sha256, encoding: hex, signed: … }`.
    init?(reader: inout MappingReader) {
        let name = reader.required("header")
        let encoding = reader.choice("encoding", of: SignatureEncoding.self)
        if encoding == nil { _ = reader.required("encoding") }
        hash = reader.choice("hash") ?? .sha256
        key = KeyForm(encoding: reader.choice("key_encoding") ?? .text, prefix: reader.string("key_prefix") ?? "")
        header = SignatureHeader(name: name ?? "", encoding: encoding ?? .hex, reader: &reader)
        guard let signed = SignedTemplate(reader: &reader, header: header), name != nil else { return nil }
        self.signed = signed
    }

    /// Standard Webhooks (https://www.standardwebhooks.com): `webhook-id`, `webhook-timestamp` and `webhook-signature`,
    /// HMAC-SHA-256 with a `whsec_` key. `headers: svix` reads the older names `svix-…`.
    init(standardWebhooks reader: inout MappingReader) {
        let prefix = reader.string("headers") ?? "webhook"
        var header = SignatureHeader(name: "\(prefix)-signature".lowercased(), encoding: .base64)
        header.prefix = "v1,"
        header.separator = " "
        header.timestampHeader = "\(prefix)-timestamp".lowercased()
        if let tolerance = reader.duration("tolerance") { header.tolerance = tolerance }
        self.header = header
        hash = .sha256
        key = KeyForm(encoding: .base64, prefix: "whsec_")
        let dot = SignedTemplate.Piece.literal([UInt8(ascii: ".")])
        signed = SignedTemplate(pieces: [.header("\(prefix)-id".lowercased()), dot, .timestamp, dot, .body])
    }
}

extension SignedTemplate {
    /// Reads the key `signed`, by default the body alone, and warns of what it leaves open.
    init?(reader: inout MappingReader, header: SignatureHeader) {
        guard let node = reader.node("signed") else {
            self = .body
            if header.hasTimestamp { reader.report(reader.place, Self.unsignedTime, mend: Self.mend) }
            return
        }
        var problems: [SourceProblem] = []
        let template = SignedTemplate(node, problems: &problems)
        for problem in problems { reader.report(problem.place, problem.message, mend: problem.mend) }
        guard let template else { return nil }
        if header.hasTimestamp, !template.coversTimestamp, !template.coversHeader(header.timestampHeader) {
            reader.report(node.place, Self.unsignedTime, mend: Self.mend)
        }
        self = template
    }

    private func coversHeader(_ name: String?) -> Bool { name.map { pieces.contains(.header($0)) } ?? false }

    private static let unsignedTime = "the time of signing is not part of what is signed, so that anybody can change it"
    private static let mend = "add ${{ timestamp }} to \"signed\" as the provider documents it"
}
