/// Where requests carry credentials, which must not be stored, and where proofs, without which a refused request cannot
/// be judged again. A signature proves one message and is no credential.
package struct CredentialPlaces: Sendable, Equatable {
    /// Headers, in lower case, whose value is a credential.
    package var headers: Set<String> = []
    /// First words, in lower case, of an `Authorization` that is a credential: `basic`, `bearer`.
    package var authorizations: Set<String> = []
    /// Parameters of the URL whose value is a credential.
    package var parameters: Set<String> = []
    /// True where a credential stands in the path behind the hook's name.
    package var isInPath = false
    /// Fields of a form, or dotted paths of members of a JSON body, that are credentials.
    package var fields: [String] = []
    /// What stands before a credential and is no part of it.
    package var prefixes: Set<String> = []
    /// Headers, in lower case, that hold a signature, its time, or what it covers.
    package var proofHeaders: Set<String> = []
    /// The same of the URL's parameters.
    package var proofParameters: Set<String> = []
    /// How ``fields`` are read.
    package var bodyFormat = BodyFormat.auto

    package init() {}

    /// True where the scheme compares a credential that the caller presents.
    package var haveCredentials: Bool {
        isInPath || !headers.isEmpty || !authorizations.isEmpty || !parameters.isEmpty || !fields.isEmpty
    }

    /// True where a scheme believes a signature, which may cover anything of the request.
    package var haveProofs: Bool { !proofHeaders.isEmpty || !proofParameters.isEmpty }

    /// The credentials of the request's body, decoded.
    package func fieldValues(of request: RawRequest) -> [[UInt8]] {
        guard !fields.isEmpty else { return [] }
        let all = RequestFields(request, as: bodyFormat)
        return fields.compactMap { all.value($0) }.filter { !$0.isEmpty }
    }

    mutating func form(union other: CredentialPlaces) {
        headers.formUnion(other.headers)
        authorizations.formUnion(other.authorizations)
        parameters.formUnion(other.parameters)
        isInPath = isInPath || other.isInPath
        fields += other.fields.filter { !fields.contains($0) }
        prefixes.formUnion(other.prefixes)
        proofHeaders.formUnion(other.proofHeaders)
        proofParameters.formUnion(other.proofParameters)
    }
}

extension [any Scheme] {
    var credentialPlaces: CredentialPlaces {
        reduce(into: CredentialPlaces()) { $0.form(union: $1.credentialPlaces) }
    }
}

extension CredentialPlaces {
    static func authorization(_ word: String) -> CredentialPlaces {
        var places = CredentialPlaces()
        places.authorizations = [word]
        return places
    }

    /// Where a signature and what it covers are read from.
    init(proof source: SignatureSource, covering signed: SignedTemplate) {
        switch source.place {
        case .headers(let names): proofHeaders = Set(names)
        case .field(let name):
            proofParameters = [name]
            if let time = source.timestampField { proofParameters.insert(time) }
        }
        if let header = source.timestampHeader { proofHeaders.insert(header) }
        for piece in signed.pieces { note(piece) }
    }

    private mutating func note(_ piece: SignedTemplate.Piece) {
        switch piece {
        case .header(let name): proofHeaders.insert(name.lowercased())
        case .query(let name), .field(let name): proofParameters.insert(name)
        case .percentEncoded(let piece): note(piece)
        case .conditional(_, let pieces, _): for piece in pieces { note(piece) }
        default: break
        }
    }
}
