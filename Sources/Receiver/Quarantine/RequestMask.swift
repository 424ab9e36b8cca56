import Adapters
import BridgeCore

/// A refused request as it may be kept.
struct MaskedRequest {
    var target: MaskedBytes
    var headers: [RefusedRequest.Header] = []
    /// Nil where nothing of it may be kept.
    var body: MaskedBytes?
    /// What was cut out, where the request cannot be judged or known again without it: to be sealed. Each once.
    var removed: [[UInt8]]
}

/// Makes of a refused request what may be kept: everything that judging and translating it again needs, and no credential.
///
/// A presented credential (a password, a token) and every text that is a secret of the hook leave a gap with a keyed
/// digest. Signatures, their times and what they cover stay: each proves one message and opens nothing.
///
/// What only looks like a credential, by its name or as a text that is a secret of the hook, is to be sealed too: the
/// event's fingerprint is made of it, a signature may cover it, a mapping may read it. A credential that a scheme compares
/// is not, because nothing but the hook's own secret can stand there for the request to pass; unless something else may
/// vouch for the request: a scheme that signs, or another credential.
struct RequestMask {
    /// Never needed to judge or to translate a request, or only about the connection.
    private static let droppedHeaders: Set<String> = [
        "cookie", "set-cookie", "proxy-authorization", "connection", "keep-alive", "transfer-encoding", "te", "upgrade",
        "content-length", "expect",
    ]
    /// A header whose name has one of these in it is taken for a credential, unless a scheme says otherwise.
    private static let suspiciousWords = ["auth", "token", "secret", "passw", "key", "credential", "session"]

    /// No token is longer. A caller's own text of any length is not searched for: that takes its length times the body's.
    private static let longestCredential = 1024

    private let places: CredentialPlaces
    private let cutter: CredentialCutter
    /// Of the hook's secrets.
    private let secretTexts: [[UInt8]]

    init(places: CredentialPlaces, secrets: [Secret], digest: @escaping ([UInt8]) -> Digest256) {
        self.places = places
        cutter = CredentialCutter(digest: digest)
        secretTexts = SecretSpellings.all(of: secrets).filter { $0.count >= CredentialCutter.shortestText }
    }

    func masked(_ request: RawRequest, target: String, keepsBody: Bool) -> MaskedRequest {
        let url = URLCredentials(in: Array(target.utf8), places: places)
        let fields = keepsBody ? places.fieldValues(of: request) : []
        let presented = url.places(read: true).count + request.headers.count(where: isRead) + fields.count
        let sealsRead = places.haveProofs || presented > 1
        let cut = self.target(of: url, sealsRead)
        var masked = MaskedRequest(target: cut.masked, removed: cut.removed)
        for header in headers(of: request.headers, repeating: url, sealsRead) {
            masked.headers.append(RefusedRequest.Header(name: header.name, value: header.value.masked))
            masked.removed += header.value.removed
        }
        guard keepsBody, let body = body(request.body, holding: fields, sealsRead) else {
            // It can never be judged again.
            masked.removed = []
            return masked
        }
        masked.body = body.masked
        masked.removed += body.removed
        var seen: Set<[UInt8]> = []
        masked.removed.removeAll { !seen.insert($0).inserted }
        return masked
    }

    /// Path and query; the whole of it cut out where there is too much to cut.
    private func target(of url: URLCredentials, _ sealsRead: Bool) -> CredentialCutter.Result {
        let cut = cut(
            url.target,
            read: CredentialCutter.Cuts(places: url.places(read: true)),
            others: CredentialCutter.Cuts(places: url.places(read: false)),
            sealsRead
        )
        let gap = MaskedBytes.Gap(offset: 0, digest: cutter.digest(url.target))
        return cut ?? CredentialCutter.Result(masked: MaskedBytes(bytes: [], gaps: [gap]))
    }

    private func headers(
        of received: [HeaderField],
        repeating url: URLCredentials,
        _ sealsRead: Bool
    ) -> [(name: String, value: CredentialCutter.Result)] {
        let read = CredentialCutter.Cuts(texts: url.texts(read: true))
        let named = CredentialCutter.Cuts(texts: url.texts(read: false))
        return received.compactMap { field in
            guard !Self.droppedHeaders.contains(field.name) else { return nil }
            let bytes = Array(field.value.utf8)
            let value = CredentialCutter.Cuts(places: [start(of: field.value)..<bytes.count])
            let cut: CredentialCutter.Result? =
                switch kind(of: field) {
                case .credential: cutter.cut(bytes, credentials: value, others: secretCuts)
                case .named: self.cut(bytes, read: read, others: named + value, sealsRead)
                case .plain where !url.canBeSearched:
                    self.cut(bytes, read: read, others: CredentialCutter.Cuts(places: [0..<bytes.count]), sealsRead)
                case .plain, .known: self.cut(bytes, read: read, others: named, sealsRead)
                }
            return cut.map { (field.name, $0) }
        }
    }

    /// Nil where a credential stands in the body and cannot be found in its bytes, so that nothing of it may be kept.
    private func body(
        _ body: [UInt8],
        holding credentials: [[UInt8]],
        _ sealsRead: Bool
    ) -> CredentialCutter.Result? {
        var texts: [[UInt8]] = []
        for value in credentials {
            guard value.count <= Self.longestCredential else { return nil }
            let found = SecretSpellings.all(of: value).filter {
                !CredentialCutter.occurrences(of: $0, in: body, limit: 1).isEmpty
            }
            guard !found.isEmpty || body.isEmpty else { return nil }
            texts += found
        }
        return cut(body, read: CredentialCutter.Cuts(texts: texts), others: CredentialCutter.Cuts(), sealsRead)
    }

    private var secretCuts: CredentialCutter.Cuts { CredentialCutter.Cuts(texts: secretTexts) }

    /// `read` is what a scheme reads as a credential.
    private func cut(
        _ bytes: [UInt8],
        read: CredentialCutter.Cuts,
        others: CredentialCutter.Cuts,
        _ sealsRead: Bool
    ) -> CredentialCutter.Result? {
        let others = others + secretCuts
        guard !sealsRead else { return cutter.cut(bytes, credentials: .init(), others: read + others) }
        return cutter.cut(bytes, credentials: read, others: others)
    }

    private enum Kind {
        /// That proves who calls; no signature covers it.
        case credential
        /// Has the name of a credential, and may be something else: an `X-Idempotency-Key`.
        case named
        /// A proof, or what no provider uses for a credential.
        case known
        case plain
    }

    /// True for a header whose credential a scheme compares.
    private func isRead(_ field: HeaderField) -> Bool {
        if places.headers.contains(field.name) { return true }
        return field.name == "authorization" && kind(of: field) == .credential
            && places.authorizations.contains(field.value.prefix { $0 != " " }.lowercased())
    }

    private func kind(of field: HeaderField) -> Kind {
        if places.headers.contains(field.name) { return .credential }
        let isProof = places.proofHeaders.contains(field.name)
        if field.name == "authorization" {
            let word = field.value.prefix { $0 != " " }.lowercased()
            guard places.authorizations.contains(word) else { return isProof ? .known : .credential }
            return isProof && Self.isSignedToken(field.value) ? .known : .credential
        }
        guard !isProof, !StoredRequest.isKept(field.name) else { return .known }
        // A proxy's own copy of it.
        if field.name.hasSuffix("authorization") { return .credential }
        return Self.suspiciousWords.contains { field.name.contains($0) } ? .named : .plain
    }

    /// A JWT has three parts, the last its signature.
    private static func isSignedToken(_ value: String) -> Bool { value.count { $0 == "." } == 2 }

    /// Behind a prefix of the scheme's, or the word that names a way of authentication.
    private func start(of value: String) -> Int {
        if let prefix = places.prefixes.filter({ value.hasPrefix($0) }).max(by: { $0.utf8.count < $1.utf8.count }) {
            return prefix.utf8.count
        }
        let word = value.utf8.prefix { $0 != 0x20 }
        guard word.count < min(value.utf8.count, 20) else { return 0 }
        return value.utf8.count - value.utf8.dropFirst(word.count).drop { $0 == 0x20 }.count
    }
}
