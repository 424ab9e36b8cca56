import BridgeCore
import JMESPath
import JSON

/// A request by which a provider asks for a proof or a confirmation instead of telling what happened.
struct Handshake: Sendable {
    /// Larger bodies are no handshakes; keeps strangers from having large bodies decoded for nothing.
    static let bodyLimit = 65_536

    /// Upper case; nil for every method.
    let method: String?
    let when: Prepared?
    /// Who must vouch for this handshake instead of the adapter's own scheme; nil for that scheme.
    let scheme: (any Scheme)?
    let proof: HandshakeProof?
    let answer: HandshakeAnswer
    /// A sentence for operators.
    let alert: String?
    /// The URL to visit and the topic that it confirms; nil where nothing is to be visited.
    var confirmation: (url: Prepared, topic: Prepared)?

    /// True where anybody may ask.
    var isOpen: Bool { scheme is NoScheme }

    /// What the provider hears; nil for another request. `secret` is computed only where a proof is asked for.
    func answer(
        to request: RawRequest,
        _ scope: inout TranslationScope,
        _ body: JSONValue,
        secret: () -> Secret?
    ) -> Answer? {
        guard method.map({ $0 == request.method }) ?? true, request.body.count <= Self.bodyLimit else { return nil }
        do {
            if let when, try !scope.holds(when, key: "when") { return nil }
            var value: JSONValue?
            if let proof, let secret = secret() {
                value = .string(
                    proof.code(over: try scope.evaluate(proof.text, key: "proof.hmac").interpolated, secret)
                )
            }
            return try answer.answer(&scope, body, proof: value)
        } catch {
            // A condition or answer that does not fit the request: it is another one.
            return nil
        }
    }
}

/// `$proof`: that the bridge knows the secret, by an HMAC over a text of the request.
struct HandshakeProof: Sendable {
    let text: Prepared
    let hash: SignatureHash
    let encoding: SignatureEncoding

    func code(over text: String, _ secret: Secret) -> String {
        encoding.encode(hash.authenticationCode(for: [Array(text.utf8)], key: Array(secret.revealed.utf8)))
    }
}

/// An answer whose headers and body may hold expressions.
struct HandshakeAnswer: Sendable {
    /// What comes from the request is cut off from the answer beyond this.
    static let headerLimit = 1024

    let status: Int
    let headers: [(name: String, value: Template)]
    /// Text as it is; an object is written as JSON.
    let body: Template
    let needs: [Int]

    func answer(
        _ scope: inout TranslationScope,
        _ current: JSONValue,
        proof: JSONValue?
    ) throws(TranslationFault) -> Answer {
        try scope.bind(needs)
        let inner = proof.map { scope.scope.adding("proof", $0) } ?? scope.scope
        var fields: [HeaderField] = []
        for (name, template) in headers {
            let value = try template.evaluate(current, scope: inner).interpolated
            let isSafe = value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
            guard isSafe, !value.isEmpty, value.utf8.count <= Self.headerLimit else { continue }
            fields.append(HeaderField(name: name, value: value))
        }
        return Answer(status: status, headers: fields, body: try body.evaluate(current, scope: inner).interpolated)
    }
}
