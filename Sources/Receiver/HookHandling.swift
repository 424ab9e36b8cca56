package import Adapters
package import BridgeCore

/// What the receiver asks of a compiled adapter.
package protocol HookHandling: Sendable {
    var name: String { get }
    var version: String { get }
    var receive: ReceiveRules { get }
    /// Where requests carry what must not be stored.
    var credentialPlaces: CredentialPlaces { get }

    /// Judges a request and, where it is authentic, translates it. Never fails and does no I/O.
    func handle(_ request: RawRequest, hook: Hook, event: EventID) -> Handling
}

/// What an adapter made of a request.
package enum Handling: Sendable {
    case translated(Translation)
    case handshake(Answer, isAuthentic: Bool)
    case refused(Refusal)
}

extension Adapter: HookHandling {
    package func handle(_ request: RawRequest, hook: Hook, event: EventID) -> Handling {
        switch authenticate(request, hook: hook) {
        case .authentic(let request): .translated(translate(request, hook: hook, event: event))
        case .handshake(let answer, let isAuthentic): .handshake(answer, isAuthentic: isAuthentic)
        case .refused(let refusal): .refused(refusal)
        }
    }
}
