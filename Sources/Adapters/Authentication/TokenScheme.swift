import BridgeCore

/// A shared token that the provider repeats in every request.
struct TokenScheme: Scheme {
    enum Location: Sendable, Equatable {
        /// Name in lower case.
        case header(String)
        case query(String)
        /// Counted from 1: `/hooks/name/TOKEN` has it at 3.
        case pathSegment(Int)
        /// A field of a form, or the dotted path of a member of a JSON body (``RequestFields``).
        case field(String)
    }

    let location: Location
    /// What stands before the token and is no part of it.
    let prefix: String

    var needsSecret: Bool { true }

    var readsPath: Bool {
        guard case .pathSegment = location else { return false }
        return true
    }

    var credentialPlaces: CredentialPlaces {
        var places = CredentialPlaces()
        switch location {
        case .header(let name): places.headers = [name]
        case .query(let name): places.parameters = [name]
        case .pathSegment: places.isInPath = true
        case .field(let path): places.fields = [path]
        }
        if !prefix.isEmpty { places.prefixes = [prefix] }
        return places
    }

    func verify(_ request: RawRequest, trust: Trust) -> Refusal? {
        guard trust.secrets.areUsable else { return .withoutSecret }
        guard let token = token(of: request, as: trust.bodyFormat), !token.isEmpty else {
            return Refusal(.noSignature, "the token is missing: \(place)")
        }
        guard token.starts(with: prefix.utf8) else {
            return Refusal(.malformedSignature, "the token does not start with \"\(prefix)\"")
        }
        guard trust.secrets.holds(token.dropFirst(prefix.utf8.count)) else {
            return Refusal(.wrongSecret, "another token: \(place)")
        }
        return nil
    }

    private var place: String {
        switch location {
        case .header(let name): "header \(name)"
        case .query(let name): "query parameter \(name)"
        case .pathSegment(let number): "segment \(number) of the path"
        case .field(let name): "field \(name) of the body"
        }
    }

    private func token(of request: RawRequest, as format: BodyFormat) -> [UInt8]? {
        switch location {
        case .header(let name): request.header(name).map { Array($0.utf8) }
        case .query(let name): CalledURL(request.url).queryValue(name)
        case .pathSegment(let number): segment(number, of: CalledURL(request.url))
        case .field(let path): RequestFields(request, as: format).value(path)
        }
    }

    private func segment(_ number: Int, of url: CalledURL) -> [UInt8]? {
        let segments = url.segments
        return segments.indices.contains(number - 1) ? Array(segments[number - 1]) : nil
    }
}

extension TokenScheme {
    /// Reads `{ scheme: token, header: X-Token }`, or `query`, `path_segment`, `field`: exactly one of them.
    init?(reader: inout MappingReader) {
        var locations: [Location] = []
        if let name = reader.string("header") { locations.append(.header(name.lowercased())) }
        if let name = reader.string("query") { locations.append(.query(name)) }
        if let number = reader.integer("path_segment", in: 1...50) { locations.append(.pathSegment(number)) }
        if let path = reader.string("field") { locations.append(.field(path)) }
        prefix = reader.string("prefix") ?? ""
        guard locations.count == 1, let location = locations.first else {
            reader.report(
                reader.place,
                locations.isEmpty ? "where the token stands is missing" : "the token has several places",
                mend: "write exactly one of header, query, path_segment and field"
            )
            return nil
        }
        self.location = location
    }
}
