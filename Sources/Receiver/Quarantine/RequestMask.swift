import Adapters
import BridgeCore

/// Makes of a refused request what may be kept: everything that judging and translating it again needs, and no credential.
///
/// A presented credential (a password, a token) and every text that is a secret of the hook leave a gap with a keyed
/// digest. Signatures, their times and what they cover stay: each proves one message and opens nothing.
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

    /// Path and query; the whole of it cut out where there is too much to cut.
    func target(of received: String) -> MaskedBytes {
        let bytes = Array(received.utf8)
        let cut = cutter.cut(bytes, places: placesInPath(bytes) + placesInQuery(bytes), texts: secretTexts)
        return cut ?? MaskedBytes(bytes: [], gaps: [MaskedBytes.Gap(offset: 0, digest: cutter.digest(bytes))])
    }

    func headers(of received: [HeaderField]) -> [RefusedRequest.Header] {
        received.compactMap { field in
            guard !Self.droppedHeaders.contains(field.name) else { return nil }
            let bytes = Array(field.value.utf8)
            let credential = isCredential(field) ? [start(of: field.value)..<bytes.count] : []
            return cutter.cut(bytes, places: credential, texts: secretTexts).map {
                RefusedRequest.Header(name: field.name, value: $0)
            }
        }
    }

    /// Nil where a credential stands in the body and cannot be found in its bytes, so that nothing of it may be kept.
    func body(of request: RawRequest) -> MaskedBytes? {
        var texts = secretTexts
        for value in places.fieldValues(of: request) {
            guard value.count <= Self.longestCredential else { return nil }
            let found = SecretSpellings.all(of: value).filter {
                !CredentialCutter.occurrences(of: $0, in: request.body, limit: 1).isEmpty
            }
            guard !found.isEmpty || request.body.isEmpty else { return nil }
            texts += found
        }
        return cutter.cut(request.body, texts: texts)
    }

    private func isCredential(_ field: HeaderField) -> Bool {
        if places.headers.contains(field.name) { return true }
        let isProof = places.proofHeaders.contains(field.name)
        if field.name == "authorization" {
            let word = field.value.prefix { $0 != " " }.lowercased()
            if places.authorizations.contains(word) { return !(isProof && Self.isSignedToken(field.value)) }
            return !isProof
        }
        guard !isProof, !StoredRequest.isKept(field.name) else { return false }
        return Self.suspiciousWords.contains { field.name.contains($0) }
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

    /// Every segment behind the hook's name, where a scheme reads them.
    private func placesInPath(_ target: [UInt8]) -> [Range<Int>] {
        guard places.isInPath else { return [] }
        let end = target.firstIndex(of: UInt8(ascii: "?")) ?? target.count
        return target[..<end].split(separator: UInt8(ascii: "/")).dropFirst(2).map { $0.startIndex..<$0.endIndex }
    }

    private func placesInQuery(_ target: [UInt8]) -> [Range<Int>] {
        guard let mark = target.firstIndex(of: UInt8(ascii: "?")) else { return [] }
        return target[(mark + 1)...].split(separator: UInt8(ascii: "&")).compactMap { parameter in
            guard let equals = parameter.firstIndex(of: UInt8(ascii: "=")) else { return nil }
            let name = StoredRequest.decoded(Substring(decoding: parameter[..<equals], as: UTF8.self))
            let isNamed = StoredRequest.isCredential(name) && !places.proofParameters.contains(name)
            guard isNamed || places.parameters.contains(name) else { return nil }
            return equals + 1..<parameter.endIndex
        }
    }
}
