import BridgeCore
import JSON

extension Adapter {
    /// A handshake with a proof of its own, or with none.
    func foreignHandshake(
        _ request: RawRequest,
        _ hook: Hook,
        _ trust: Trust,
        isAuthentic: Bool
    ) -> Authentication? {
        let candidates = handshakes.filter { $0.scheme != nil && $0.method ?? request.method == request.method }
        guard !candidates.isEmpty, request.body.count <= Handshake.bodyLimit else { return nil }
        let body = (try? decode(request))?.value ?? .null
        var scope = handshakeScope(request, body, hook, EventID(rawValue: 0))
        for handshake in candidates {
            guard let own = handshake.scheme,
                let answer = handshake.answer(to: request, &scope, body, secret: { provenSecret(request, hook) })
            else { continue }
            if let refusal = own.verify(request, trust: trust) { return .refused(refusal) }
            return .handshake(answer, isAuthentic: isAuthentic || !handshake.isOpen)
        }
        return nil
    }

    /// A handshake for which the adapter's own scheme vouched: kept as an ignored event.
    func ownHandshake(
        _ request: RawRequest,
        _ body: DecodedBody,
        _ hook: Hook,
        _ event: EventID
    ) -> Translation? {
        let candidates = handshakes.filter { $0.scheme == nil }
        guard !candidates.isEmpty else { return nil }
        var scope = handshakeScope(request, body.value, hook, event)
        for handshake in candidates {
            guard
                let answer = handshake.answer(to: request, &scope, body.value, secret: { provenSecret(request, hook) })
            else { continue }
            var translation = Translation(
                disposition: .ignored,
                reason: "a handshake",
                drafts: [],
                storedBody: body.storedBody ?? request.body,
                warnings: [],
                alert: handshake.alert,
                answer: answer
            )
            translation.isHandshake = true
            translation.confirmation = Self.confirmation(handshake, &scope)
            return translation
        }
        return nil
    }

    private static func confirmation(
        _ handshake: Handshake,
        _ scope: inout TranslationScope
    ) -> (url: String, topic: String)? {
        guard let confirmation = handshake.confirmation else { return nil }
        do {
            let url = try scope.evaluate(confirmation.url, key: "confirm.url").string
            let topic = try scope.evaluate(confirmation.topic, key: "confirm.topic").string
            guard let url, let topic else { return nil }
            return (url, topic)
        } catch {
            // The request lacks what its answer does not need; the handshake's alert tells an operator.
            return nil
        }
    }

    private func handshakeScope(
        _ request: RawRequest,
        _ body: JSONValue,
        _ hook: Hook,
        _ event: EventID
    ) -> TranslationScope {
        let bindings = TemplateCompiler.builtIn.map { Binding(name: $0.name, source: $0.source, needs: []) }
        return TranslationScope(bindings: bindings, request: request, body: body, hook: hook, event: event)
    }

    /// The secret that made the request's signature, else the first: while secrets change, only one of them is right.
    private func provenSecret(_ request: RawRequest, _ hook: Hook) -> Secret? {
        hook.secrets.first { secret in
            scheme.verify(request, trust: trust(in: [secret], of: hook)) == nil
        } ?? hook.secrets.first
    }
}
