import BridgeCore
import JMESPath
import JSON

/// Compiles `receive.handshake`, a list of which the first that fits wins:
///
/// ```yaml
/// handshake:
///   - when: ${{ event == 'endpoint.url_validation' }}
///     proof: { hmac: "${{ payload.plainToken }}", hash: sha256, encoding: hex }
///     answer:
///       headers: { content-type: application/json }
///       body: { plainToken: "${{ payload.plainToken }}", encryptedToken: "${{ $proof }}" }
/// ```
/// - `method`, `when`: which requests; one of them at least. A `method` is added to `receive.methods`.
/// - `authenticate`: who must vouch for it instead of the adapter's schemes, for example `none`, or the scheme `token`.
/// - `proof`: an HMAC with the hook's secret over a text of the request, `$proof` in the answer.
/// - `answer`: `status` (200), `headers`, and `body` (text, or a mapping that is written as JSON), with expressions.
/// - `alert`: a sentence for operators.
/// - `confirm`: `{ url: …, topic: … }`, the address that the bridge is to visit and what it confirms; only for requests for
///   which the adapter's own schemes vouch, and only addresses of Amazon SNS in the topic's region are visited.
///
/// A handshake for which the adapter's own schemes vouch is kept as an ignored event; others are answered and forgotten.
struct HandshakeCompiler {
    private(set) var handshakes: [Handshake] = []
    private(set) var problems: [SourceProblem] = []
    /// What expressions read of `$hook`.
    private(set) var hookReads: [VariableRead] = []

    init(_ nodes: [SourceNode]) {
        for node in nodes { compile(node) }
    }

    private mutating func compile(_ node: SourceNode) {
        var templates = TemplateCompiler()
        var reader = MappingReader(node)
        let method = reader.string("method")?.uppercased()
        let when = reader.node("when").map { templates.prepared($0) }
        var scheme: (any Scheme)?
        if let authenticate = reader.node("authenticate") {
            scheme = SchemeRegistry.scheme(from: authenticate, problems: &problems)
        }
        var proof: HandshakeProof?
        if let proofNode = reader.mapping("proof") { proof = self.proof(proofNode, &templates) }
        if proof != nil { templates.localNames = ["proof"] }
        let answer = answer(reader.mapping("answer"), &templates)
        let alert = reader.string("alert")
        let confirmation = reader.mapping("confirm").flatMap { self.confirmation($0, &templates) }
        if confirmation != nil, scheme != nil {
            let fault = "strangers could have the bridge visit what they send"
            reader.report(reader.valuePlace("confirm"), fault, mend: "leave out \"authenticate:\" of this handshake")
        }
        if proof != nil, scheme is NoScheme {
            let fault = "strangers could have the secret sign whatever they send"
            reader.report(reader.valuePlace("proof"), fault, mend: "leave out \"authenticate: none\"")
        }
        if method == nil, when == nil {
            let fault = "this handshake would swallow every request"
            reader.report(node.place, fault, mend: "add \"when:\" or \"method:\"")
        }
        problems += reader.finish() + templates.problems
        hookReads += templates.hookReads
        handshakes.append(
            Handshake(
                method: method,
                when: when,
                scheme: scheme,
                proof: proof,
                answer: answer,
                alert: alert,
                confirmation: confirmation
            )
        )
    }

    private mutating func confirmation(
        _ node: SourceNode,
        _ templates: inout TemplateCompiler
    ) -> (url: Prepared, topic: Prepared)? {
        var reader = MappingReader(node)
        let url = reader.node("url").map { templates.prepared($0) }
        let topic = reader.node("topic").map { templates.prepared($0) }
        for (name, value) in [("url", url), ("topic", topic)] where value == nil {
            reader.report(node.place, "the key \"confirm.\(name)\" is missing", mend: "add \"\(name):\"")
        }
        problems += reader.finish()
        guard let url, let topic else { return nil }
        return (url, topic)
    }

    private mutating func proof(_ node: SourceNode, _ templates: inout TemplateCompiler) -> HandshakeProof? {
        var reader = MappingReader(node)
        let hash: SignatureHash = reader.choice("hash") ?? .sha256
        let encoding: SignatureEncoding = reader.choice("encoding") ?? .hex
        let text = reader.node("hmac")
        if text == nil {
            reader.report(node.place, "the key \"hmac\" is missing", mend: "add \"hmac:\" with the text to sign")
        }
        problems += reader.finish()
        guard let text else { return nil }
        return HandshakeProof(text: templates.prepared(text), hash: hash, encoding: encoding)
    }

    private mutating func answer(_ node: SourceNode?, _ templates: inout TemplateCompiler) -> HandshakeAnswer {
        guard let node else { return HandshakeAnswer(status: 200, headers: [], body: .constant(.null), needs: []) }
        var reader = MappingReader(node)
        let status = reader.integer("status", in: 200...599) ?? 200
        let body = reader.node("body").map { templates.prepared($0) }
        var headers: [(name: String, value: Template)] = []
        var needs = body?.needs ?? []
        if let headersNode = reader.mapping("headers"), case .mapping(let members) = headersNode.content {
            for member in members {
                let value = templates.prepared(member.value)
                headers.append((member.name.lowercased(), value.template))
                needs += value.needs
            }
        }
        problems += reader.finish()
        return HandshakeAnswer(
            status: status,
            headers: headers,
            body: body?.template ?? .constant(.null),
            needs: Set(needs).sorted()
        )
    }
}
