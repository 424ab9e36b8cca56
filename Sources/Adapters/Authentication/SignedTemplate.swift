import BridgeCore
import Crypto

/// What a signature covers, such as `${{ timestamp }}.${{ body }}`, compiled once to a list of pieces.
///
/// | piece | stands for |
/// |---|---|
/// | `body` | the body as received |
/// | `body_sha256`, `body_sha256_hex` | its SHA-256: the 32 bytes, or in lower-case hexadecimal |
/// | `url`, `url_base`, `target`, `method` | the URL as called, the same without its query, path and query, `POST` |
/// | `timestamp` | the time of signing as written |
/// | `secret` | the secret that is being tried |
/// | `form` | the fields of a form body sorted by name, then value: name and value of each, nothing between; a body of another kind has none to sign and is refused |
/// | `query` | the URL's parameters decoded and sorted likewise: `a=1&b=2` |
/// | `query_encoded` | the same sorted by name, and encoded anew as forms are |
/// | `parameters` | all fields but the signature sorted by name: `&a=1&b=2`, with `&` and `=` in values as `_` |
/// | `header:<name>`, `query:<name>`, `field:<path>`, `setting:<name>` | one value |
/// | `percent_encoded:<piece>` | another piece as JavaScript's encodeURIComponent writes it |
/// | `'text' if a or b`, `'text' if a and b` | the text where (one of) those pieces are not empty |
struct SignedTemplate: Sendable {
    indirect enum Piece: Sendable, Equatable {
        case literal([UInt8])
        case body, url, urlBase, target, method, timestamp, secret
        case bodyDigest(isHex: Bool)
        case form, sortedQuery, encodedQuery, parameters
        case header(String), query(String), field(String), setting(String)
        case percentEncoded(Piece)
        case conditional([UInt8], [Piece], needsAll: Bool)
    }

    let pieces: [Piece]

    /// The body alone.
    static let body = SignedTemplate(pieces: [.body])

    var coversURL: Bool {
        pieces.contains { [.url, .urlBase, .target, .percentEncoded(.url), .percentEncoded(.urlBase)].contains($0) }
    }
    /// A setting that is signed must be there; one that is only asked about need not.
    var settingRules: [SettingRule] { pieces.flatMap(\.settingRules) }
    var coversSecret: Bool { pieces.contains(.secret) }

    /// True where ``RequestFields`` are looked at.
    var readsFields: Bool {
        pieces.contains { piece in
            switch piece {
            case .parameters, .field, .percentEncoded(.field): true
            default: false
            }
        }
    }

    /// True where the time that `source` reads cannot be changed without breaking the signature.
    func coversTime(of source: SignatureSource) -> Bool {
        if pieces.contains(.timestamp) || pieces.contains(.parameters) { return true }
        if let header = source.timestampHeader, pieces.contains(.header(header)) { return true }
        return source.field != nil && source.timestampField.map { pieces.contains(.field($0)) } ?? false
    }

    /// The bytes that were signed, piece by piece; the body is not copied. Throws where the request lacks a piece.
    func chunks(of context: SigningContext, secret: [UInt8] = []) throws(Refusal) -> [[UInt8]] {
        var chunks: [[UInt8]] = []
        chunks.reserveCapacity(pieces.count)
        for piece in pieces {
            guard let chunk = context.bytes(of: piece, secret: secret) else {
                throw Self.refusal(without: piece, context.request)
            }
            chunks.append(chunk)
        }
        return chunks
    }

    private static func refusal(without piece: Piece, _ request: RawRequest) -> Refusal {
        if case .header(let name) = piece, request.header(name) != nil {
            return Refusal(.malformedSignature, "the header \(name), which is signed, stands more than once")
        }
        return Refusal(.malformedSignature, "the request lacks a signed part, \(name(of: piece))")
    }

    private static func name(of piece: Piece) -> String {
        switch piece {
        case .header(let name): "the header \(name)"
        case .form, .parameters: "a body of fields alone"
        case .query(let name): "the query parameter \(name)"
        case .field(let name): "the field \(name)"
        case .setting(let name): "the hook's setting \(name)"
        case .percentEncoded(let piece): name(of: piece)
        default: "the timestamp"
        }
    }
}

extension SignedTemplate.Piece {
    fileprivate var settingRules: [SettingRule] {
        switch self {
        case .setting(let name): [SettingRule(name, isNeeded: true)]
        case .percentEncoded(let piece): piece.settingRules
        case .conditional(_, let pieces, _): pieces.flatMap(\.settingRules).map(\.optional)
        default: []
        }
    }
}

/// A request as a signed template sees it.
struct SigningContext {
    let request: RawRequest
    let fields: RequestFields
    /// As written; nil where the scheme knows none.
    let timestamp: String?
    let settings: [String: String]
    /// The field that holds the signature and is not signed itself.
    let signatureField: String?
    /// How the adapter reads bodies.
    var bodyFormat = BodyFormat.auto

    /// The bytes of a piece; nil where the request lacks it, or where it is not all that the piece stands for.
    func bytes(of piece: SignedTemplate.Piece, secret: [UInt8]) -> [UInt8]? {
        switch piece {
        case .literal(let bytes): bytes
        case .body: request.body
        case .bodyDigest(let isHex): bodyDigest(isHex: isHex)
        case .url: Array(request.url.utf8)
        case .urlBase: CalledURL(request.url).base
        case .target: Array(request.target.utf8)
        case .method: Array(request.method.utf8)
        case .timestamp: timestamp.map { Array($0.utf8) }
        case .secret: secret
        case .form: RequestFields.form(of: request, as: bodyFormat).map(ParameterText.joined)
        case .sortedQuery: ParameterText.query(RequestFields.query(of: request))
        case .encodedQuery: ParameterText.encodedQuery(RequestFields.query(of: request))
        case .parameters: fields.areWhole ? ParameterText.parameters(fields.pairs, without: signatureField) : nil
        case .header(let name): request.soleHeader(name).map { Array($0.utf8) }
        case .query(let name): CalledURL(request.url).queryValue(name)
        case .field(let path): fields.value(path)
        case .setting(let name): settings[name].map { Array($0.utf8) }
        case .percentEncoded(let piece): bytes(of: piece, secret: secret).map(ParameterText.percentEncoded)
        case .conditional(let text, let pieces, let needsAll):
            holds(pieces, needsAll: needsAll, secret: secret) ? text : []
        }
    }

    private func bodyDigest(isHex: Bool) -> [UInt8] {
        let digest = SHA256.hash(data: request.body).withUnsafeBytes { Array($0) }
        return isHex ? digest.flatMap { ParameterText.hexDigits($0) } : digest
    }

    private func holds(_ pieces: [SignedTemplate.Piece], needsAll: Bool, secret: [UInt8]) -> Bool {
        let isThere: (SignedTemplate.Piece) -> Bool = { bytes(of: $0, secret: secret)?.isEmpty == false }
        return needsAll ? pieces.allSatisfy(isThere) : pieces.contains(where: isThere)
    }
}
