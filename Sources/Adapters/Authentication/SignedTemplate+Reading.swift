import BridgeCore

extension SignedTemplate {
    /// Reads the key `signed`, by default the body alone, and reports what it leaves open.
    init?(reader: inout MappingReader, source: SignatureSource) {
        guard let node = reader.node("signed") else {
            self = .body
            if source.hasTimestamp { reader.report(reader.place, Self.unsignedTime, mend: Self.mend) }
            return
        }
        var problems: [SourceProblem] = []
        let template = SignedTemplate(node, problems: &problems)
        for problem in problems { reader.report(problem.place, problem.message, mend: problem.mend) }
        guard let template else { return nil }
        if source.hasTimestamp, !template.coversTime(of: source) {
            reader.report(node.place, Self.unsignedTime, mend: Self.mend)
        }
        self = template
    }

    private static let unsignedTime = "the time of signing is not part of what is signed, so that anybody can change it"
    private static let mend = "add ${{ timestamp }} to \"signed\" as the provider documents it"

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
            let place = node.place(atOffset: start.lowerBound)
            guard let end = rest[start.upperBound...].firstRange(of: "}}".utf8) else {
                problems.append(SourceProblem(at: place, "this ${{ is not closed", mend: "close it with }}"))
                return nil
            }
            let written = String(decoding: rest[start.upperBound..<end.lowerBound], as: UTF8.self)
            let name = String(written.trimming { $0 == " " })
            guard let piece = Piece(name) else {
                let nearest = nearestName(to: name, among: Self.names).map { "did you mean \"\($0)\"? " } ?? ""
                problems.append(
                    SourceProblem(
                        at: place,
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

    private static let names =
        Piece.plain.map(\.name) + [
            "header:<name>", "query:<name>", "field:<path>", "setting:<name>", "percent_encoded:<piece>",
            "'text' if <piece>",
        ]
}

extension SignedTemplate.Piece {
    /// The pieces that are a word alone.
    fileprivate static let plain: [(name: String, piece: Self)] = [
        ("body", .body), ("body_sha256", .bodyDigest(isHex: false)), ("body_sha256_hex", .bodyDigest(isHex: true)),
        ("url", .url), ("url_base", .urlBase), ("target", .target), ("method", .method), ("timestamp", .timestamp),
        ("secret", .secret), ("form", .form), ("query", .sortedQuery), ("query_encoded", .encodedQuery),
        ("parameters", .parameters),
    ]

    fileprivate init?(_ text: String) {
        if text.hasPrefix("'") {
            self.init(conditional: text)
            return
        }
        let parts = text.split(separator: ":", maxSplits: 1).map { part in String(part.trimming { $0 == " " }) }
        switch (parts.first, parts.count > 1 ? parts[1] : nil) {
        case ("header", let name?): self = .header(name.lowercased())
        case ("query", let name?): self = .query(name)
        case ("field", let path?): self = .field(path)
        case ("setting", let name?): self = .setting(name)
        case ("percent_encoded", let inner?):
            guard let piece = Self(inner) else { return nil }
            self = .percentEncoded(piece)
        case (let name?, nil):
            guard let piece = Self.plain.first(where: { $0.name == name })?.piece else { return nil }
            self = piece
        default: return nil
        }
    }

    /// Reads `'?' if query or form`.
    private init?(conditional text: String) {
        let afterQuote = text.dropFirst()
        guard let close = afterQuote.firstIndex(of: "'") else { return nil }
        let words = afterQuote[close...].dropFirst().split(separator: " ").map(String.init)
        guard words.count >= 2, words[0] == "if", words.count.isMultiple(of: 2) else { return nil }
        let joints = Set(words.enumerated().filter { $0.offset > 0 && $0.offset.isMultiple(of: 2) }.map(\.element))
        let pieces = words.enumerated().filter { !$0.offset.isMultiple(of: 2) }.compactMap { Self($0.element) }
        guard pieces.count == words.count / 2, joints.count <= 1, joints.isSubset(of: ["and", "or"]) else { return nil }
        self = .conditional(Array(afterQuote[..<close].utf8), pieces, needsAll: joints == ["and"])
    }
}
