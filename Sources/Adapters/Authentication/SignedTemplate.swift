import BridgeCore

/// What a signature covers, such as `${{ timestamp }}.${{ body }}`, compiled once to a list of pieces.
///
/// Pieces are `body`, `url`, `target`, `method`, `timestamp`, `header:<name>`, `query:<name>` and `setting:<name>`.
struct SignedTemplate: Sendable {
    enum Piece: Sendable, Equatable {
        case literal([UInt8])
        case body, url, target, method, timestamp
        case header(String), query(String), setting(String)
    }

    let pieces: [Piece]

    /// The body alone.
    static let body = SignedTemplate(pieces: [.body])

    var coversBody: Bool { pieces.contains(.body) }
    var coversURL: Bool { pieces.contains(.url) || pieces.contains(.target) }
    var coversTimestamp: Bool { pieces.contains(.timestamp) }

    /// The bytes that were signed, piece by piece; the body is not copied. Throws where the request lacks a piece.
    func chunks(
        of request: RawRequest,
        timestamp: String?,
        settings: [String: String]
    ) throws(Refusal) -> [[UInt8]] {
        var chunks: [[UInt8]] = []
        chunks.reserveCapacity(pieces.count)
        for piece in pieces {
            guard let chunk = bytes(of: piece, request: request, timestamp: timestamp, settings: settings) else {
                throw Refusal(.malformedSignature, "the request lacks a signed part, \(Self.name(of: piece))")
            }
            chunks.append(chunk)
        }
        return chunks
    }

    private func bytes(
        of piece: Piece,
        request: RawRequest,
        timestamp: String?,
        settings: [String: String]
    ) -> [UInt8]? {
        switch piece {
        case .literal(let bytes): bytes
        case .body: request.body
        case .url: Array(request.url.utf8)
        case .target: Array(request.target.utf8)
        case .method: Array(request.method.utf8)
        case .timestamp: timestamp.map { Array($0.utf8) }
        case .header(let name): request.header(name).map { Array($0.utf8) }
        case .query(let name): CalledURL(request.url).queryValue(name)
        case .setting(let name): settings[name].map { Array($0.utf8) }
        }
    }

    private static func name(of piece: Piece) -> String {
        switch piece {
        case .header(let name): "the header \(name)"
        case .query(let name): "the query parameter \(name)"
        case .setting(let name): "the hook's setting \(name)"
        default: "the timestamp"
        }
    }
}

extension SignedTemplate {
    /// Compiles the text of a node; nil after a problem was reported.
    init?(_ node: SourceNode, problems: inout [SourceProblem]) {
        guard case .scalar(let text, _) = node.content else {
            problems.append(SourceProblem(at: node.place, "\"signed\" must be text"))
            return nil
        }
        var pieces: [Piece] = []
        var rest = Array(text.utf8)[...]
        while let start = rest.firstRange(of: "${{".utf8) {
            if start.lowerBound > rest.startIndex { pieces.append(.literal(Array(rest[..<start.lowerBound]))) }
            guard let end = rest[start.upperBound...].firstRange(of: "}}".utf8) else {
                problems.append(
                    SourceProblem(
                        at: node.place(atOffset: start.lowerBound),
                        "this ${{ is not closed",
                        mend: "close it with }}"
                    )
                )
                return nil
            }
            let name = String(decoding: rest[start.upperBound..<end.lowerBound], as: UTF8.self).trimmed
            guard let piece = Piece(name) else {
                let nearest = nearestName(to: name, among: Self.names).map { "did you mean \"\($0)\"? " } ?? ""
                problems.append(
                    SourceProblem(
                        at: node.place(atOffset: start.lowerBound),
                        "\"\(name)\" cannot be signed",
                        mend: "\(nearest)known are \(Self.names.joined(separator: ", "))"
                    )
                )
                return nil
            }
            pieces.append(piece)
            rest = rest[end.upperBound...]
        }
        if !rest.isEmpty { pieces.append(.literal(Array(rest))) }
        self.pieces = pieces
    }

    private static let names = [
        "body", "url", "target", "method", "timestamp", "header:<name>", "query:<name>", "setting:<name>",
    ]
}

extension SignedTemplate.Piece {
    fileprivate init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1).map { String($0).trimmed }
        switch (parts.first, parts.count > 1 ? parts[1] : nil) {
        case ("body", nil): self = .body
        case ("url", nil): self = .url
        case ("target", nil): self = .target
        case ("method", nil): self = .method
        case ("timestamp", nil): self = .timestamp
        case ("header", let name?): self = .header(name.lowercased())
        case ("query", let name?): self = .query(name)
        case ("setting", let name?): self = .setting(name)
        default: return nil
        }
    }
}

extension String {
    /// Without blanks around it.
    fileprivate var trimmed: String {
        let start = drop { $0 == " " }
        return String(
            start.prefix(
                (start.lastIndex { $0 != " " }).map { start.distance(from: start.startIndex, to: $0) + 1 } ?? 0
            )
        )
    }
}
