import BridgeCore

/// Builds schemes from the `authenticate:` value of an adapter.
package enum SchemeRegistry {
    /// The names that `scheme:` may have.
    package static let names = [
        "basic", "bearer", "ecdsa", "ed25519", "hmac", "ip", "jwt", "none", "sns", "standard-webhooks", "token",
        "twilio",
    ]

    /// Reads `{ scheme: hmac, header: …, hash: … }`, `{ all: […] }`, `{ any: […] }`, or a list of which the hook chooses
    /// by its setting `scheme`; every problem is collected into `problems`. Nil where no scheme could be built.
    package static func scheme(from node: SourceNode, problems: inout [SourceProblem]) -> (any Scheme)? {
        switch node.content {
        case .sequence(let nodes): return chosen(from: nodes, at: node.place, problems: &problems)
        case .mapping: return single(from: node, problems: &problems)
        case .scalar(let name, _):
            // `authenticate: none` reads better than a mapping with one key.
            let member = SourceNode.Member(name: "scheme", place: node.place, value: node)
            guard names.contains(name) else {
                problems.append(unknown(name, at: node.place))
                return nil
            }
            return single(from: SourceNode(content: .mapping([member]), place: node.place), problems: &problems)
        }
    }

    private static func chosen(
        from nodes: [SourceNode],
        at place: SourcePlace,
        problems: inout [SourceProblem]
    ) -> (any Scheme)? {
        var schemes: [(name: String, scheme: any Scheme)] = []
        for node in nodes {
            guard let scheme = scheme(from: node, problems: &problems) else { continue }
            let name = schemeName(of: node)
            if schemes.contains(where: { $0.name == name }) {
                problems.append(
                    SourceProblem(at: node.place, "the scheme \"\(name)\" stands twice in this list", mend: "use any:")
                )
            }
            schemes.append((name, scheme))
        }
        guard !schemes.isEmpty else {
            if nodes.isEmpty {
                problems.append(
                    SourceProblem(at: place, "an empty list of schemes", mend: "write \"none\" to say none")
                )
            }
            return nil
        }
        return ChosenScheme(schemes: schemes)
    }

    private static func schemeName(of node: SourceNode) -> String {
        switch node.content {
        case .scalar(let name, _): name
        case .mapping(let members):
            members.lazy.compactMap { member in
                guard member.name == "scheme", case .scalar(let name, _) = member.value.content else { return nil }
                return name
            }.first ?? members.first?.name ?? ""
        case .sequence: ""
        }
    }

    private static func single(from node: SourceNode, problems: inout [SourceProblem]) -> (any Scheme)? {
        var reader = MappingReader(node)
        var inner: [SourceProblem] = []
        let scheme: (any Scheme)?
        if let all = reader.list("all") {
            scheme = combined(all, problems: &inner).map(AllSchemes.init)
        } else if let any = reader.list("any") {
            scheme = combined(any, problems: &inner).map(AnyScheme.init)
        } else {
            scheme = named(&reader)
        }
        let own = reader.finish()
        problems += own + inner
        return own.isEmpty && inner.isEmpty ? scheme : nil
    }

    private static func combined(_ nodes: [SourceNode], problems: inout [SourceProblem]) -> [any Scheme]? {
        let schemes = nodes.compactMap { scheme(from: $0, problems: &problems) }
        return schemes.isEmpty ? nil : schemes
    }

    private static func named(_ reader: inout MappingReader) -> (any Scheme)? {
        guard let name = reader.required("scheme") else { return nil }
        switch name {
        case "basic": return BasicScheme()
        case "bearer": return BearerScheme()
        case "ecdsa": return PublicKeyScheme(.ecdsa, reader: &reader)
        case "ed25519": return PublicKeyScheme(.ed25519, reader: &reader)
        case "hmac": return HMACScheme(reader: &reader)
        case "ip": return AddressScheme(reader: &reader)
        case "jwt": return JWTScheme(reader: &reader)
        case "none": return NoScheme()
        case "sns": return SNSScheme()
        case "standard-webhooks": return HMACScheme(standardWebhooks: &reader)
        case "token": return TokenScheme(reader: &reader)
        case "twilio": return TwilioScheme(hash: reader.choice("hash", of: TwilioHash.self)?.hash)
        default:
            let problem = unknown(name, at: reader.valuePlace("scheme"))
            reader.report(problem.place, problem.message, mend: problem.mend)
            return nil
        }
    }

    private enum TwilioHash: String, CaseIterable {
        case sha1, sha256

        var hash: SignatureHash { self == .sha1 ? .sha1 : .sha256 }
    }

    private static func unknown(_ name: String, at place: SourcePlace) -> SourceProblem {
        let nearest = nearestName(to: name, among: names).map { "did you mean \"\($0)\"? " } ?? ""
        return SourceProblem(
            at: place,
            "unknown scheme \"\(name)\"",
            mend: "\(nearest)known are \(names.joined(separator: ", "))"
        )
    }
}
