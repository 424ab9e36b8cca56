import Adapters
import BridgeCore
import Logging
import NIOCore

/// What all connections of a receiver share.
struct Reception: Sendable {
    let limits: Limits
    let hooks: HookTable
    let intake: Intake
    let publicURL: PublicURL
    let trustedProxies: TrustedProxies
    let budget: ByteBudget
    let connections: OpenConnections
    let clock: any WallClock
    let logger: Logger
    /// For requests that belong to no hook.
    let strangers = HookMetrics(hook: "")

    /// Whether a request may send its body; nil when it may.
    func admission(of head: RequestHead, to hook: ServedHook?) -> Rejection? {
        guard head.isPlainlyFramed else { return .unclearFraming }
        guard let hook else { return .unknownHook }
        guard hook.methods.contains(head.method) else { return .wrongMethod }
        guard head.contentLength ?? 0 <= hook.bodyLimit else { return .tooLarge }
        guard head.coding != nil else { return .unsupportedEncoding }
        guard hook.rateLimit?.hasRoom(at: clock.now()) ?? true else { return .rateLimited }
        guard budget.hasRoom(for: head.contentLength ?? 0) else { return .overloaded }
        return nil
    }

    /// The hook that a target names. More of a path than the name is taken only where a scheme reads it.
    func hook(of target: String) -> ServedHook? {
        guard let (name, hasMore) = RequestHead.hookName(in: target), let hook = hooks[name] else { return nil }
        guard !hasMore || hook.takesPathSegments else { return nil }
        return hook
    }

    func metrics(of hook: ServedHook?) -> HookMetrics { hook?.metrics ?? strangers }

    /// Counts and logs a request that was turned away. Paths that name no hook are logged without their query, and not
    /// as warnings: the internet is full of them.
    func note(_ rejection: Rejection, _ head: RequestHead, _ hook: ServedHook?, from remote: NetworkAddress?) {
        metrics(of: hook).count(rejection.outcome)
        var facts: Logger.Metadata = [
            "reason": "\(rejection.reason)", "method": "\(head.method.prefix(20))",
            "remote": "\(remote?.description ?? "unknown")",
        ]
        if let length = head.contentLength { facts["content_length"] = "\(length)" }
        if let id = head.requestID { facts["request_id"] = "\(id)" }
        if let hook {
            facts["hook"] = "\(hook.hook.name)"
            if rejection == .tooLarge { facts["limit"] = "\(hook.bodyLimit)" }
            logger.warning("turned a request away", metadata: facts)
        } else {
            facts["path"] = "\(StoredRequest.withoutSegments(head.target.prefix { $0 != "?" }).prefix(100))"
            logger.info("turned a request away", metadata: facts)
        }
    }
}

/// A request whose last byte is there.
struct ReceivedRequest: Sendable {
    let head: RequestHead
    let hook: ServedHook
    let body: [UInt8]
    /// Holds the body's bytes in the budget until the answer is known.
    let reservation: Reservation
    let remote: NetworkAddress?
    let receivedAt: Timestamp

    func answer(in reception: Reception) async -> Answer {
        defer { reservation.release() }
        do throws(Rejection) {
            let request = RawRequest(
                method: head.method,
                url: reception.publicURL.url(target: head.target),
                headers: head.fields,
                body: try unpacked(),
                remoteAddress: remote?.description,
                receivedAt: receivedAt
            )
            return await reception.intake.answer(to: request, target: head.target, hook: hook)
        } catch {
            reception.note(error, head, hook, from: remote)
            return error.answer(from: hook)
        }
    }

    private func unpacked() throws(Rejection) -> [UInt8] {
        guard let coding = head.coding, coding != .identity else { return body }
        return try Decompression.unpack(body, coding: coding, limit: hook.bodyLimit, reservation: reservation)
    }
}
