package import Adapters
package import BridgeCore
import Logging

extension Intake {
    /// What became of a request that had been refused.
    package enum Readmission: Sendable, Equatable {
        /// In a dry run: it would be, or was before.
        case accepted
        /// The same request was accepted meanwhile.
        case duplicate
        /// Why it stays where it is.
        case refused(String)
    }

    /// Judges a refused request again, by `request.receivedAt`, and accepts it as received at `receivedAt`. Its entries are
    /// made `now`: their windows and fuses count from then.
    ///
    /// Nobody is there to hear an answer: handshakes are not answered, subscriptions not confirmed. The hook's rate is not
    /// counted, because an operator asked for it.
    package func readmit(
        _ request: RawRequest,
        target: String,
        receivedAt: Timestamp,
        now: Timestamp,
        hook: ServedHook,
        isDryRun: Bool
    ) async throws(StoreError) -> Readmission {
        let id = nextID(at: receivedAt)
        switch hook.adapter.handle(request, hook: hook.hook, event: id) {
        case .refused(let refusal): return .refused("\(refusal)")
        case .handshake: return .refused(Self.handshake)
        case .translated(let translation):
            guard !translation.isHandshake else { return .refused(Self.handshake) }
            guard !isDryRun else { return .accepted }
            let received = request.replacing(receivedAt: receivedAt)
            tell(translation, id, hook, received)
            switch try await append(translation, of: received, target: target, as: id, hook: hook, filedAt: now) {
            case .accepted:
                logger.notice("accepted a request that had been refused", metadata: facts(id, hook, received))
                return .accepted
            case .duplicate: return .duplicate
            }
        }
    }

    private static let handshake = "a handshake: only the provider can ask for its answer again"
}
