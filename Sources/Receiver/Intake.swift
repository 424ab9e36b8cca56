package import Adapters
package import BridgeCore
package import Logging

/// What happens to a request once it is read: authenticate, translate, commit, answer. It knows nothing of HTTP.
package struct Intake: Sendable {
    private let eventLog: any EventLog
    private let confirmations: any SubscriptionConfirming
    private let refusals: any RefusalKeeping
    private let ids: RecordIDGenerator
    let logger: Logger

    package init(
        eventLog: any EventLog,
        confirmations: any SubscriptionConfirming = NoConfirmations(),
        refusals: any RefusalKeeping = NoRefusalsKept(),
        ids: RecordIDGenerator,
        logger: Logger
    ) {
        self.eventLog = eventLog
        self.confirmations = confirmations
        self.refusals = refusals
        self.ids = ids
        self.logger = logger
    }

    /// The answer to a request. An `accepted` or `duplicate` one is given only after the event is on disk.
    ///
    /// `target` is the path and query of the request line, as received.
    package func answer(to request: RawRequest, target: String, hook: ServedHook) async -> Answer {
        let id = nextID(at: request.receivedAt)
        switch hook.adapter.handle(request, hook: hook.hook, event: id) {
        case .refused(let refusal):
            hook.metrics.count(.unauthentic)
            logger.warning("refused a request", metadata: facts(id, hook, request, ["diagnosis": "\(refusal)"]))
            if refusal.canBeMended {
                refusals.keep(Refused(request, target: target, hook: hook, event: id, refusal: refusal))
            }
            return hook.answers.answer(to: refusal)
        case .handshake(let answer, let isAuthentic):
            hook.metrics.count(isAuthentic ? .handshake : .unauthentic)
            let authentic: Logger.MetadataValue = isAuthentic ? "yes" : "no"
            logger.notice("answered a handshake", metadata: facts(id, hook, request, ["authentic": authentic]))
            return answer
        case .translated(let translation):
            if let rateLimit = hook.rateLimit, !rateLimit.take(at: request.receivedAt) {
                return reject(.rateLimited, id, hook, request)
            }
            return await store(translation, of: request, target: target, as: id, hook: hook)
        }
    }

    private func store(
        _ translation: Translation,
        of request: RawRequest,
        target: String,
        as id: EventID,
        hook: ServedHook
    ) async -> Answer {
        tell(translation, id, hook, request)
        do {
            let receipt = try await append(translation, of: request, target: target, as: id, hook: hook)
            confirm(translation, id, hook)
            switch receipt {
            case .accepted:
                hook.metrics.count(translation.outcome)
                logger.debug("accepted a request", metadata: facts(id, hook, request))
                let isKept = translation.disposition == .untranslated
                return translation.answer ?? (isKept ? hook.answers.untranslatable : hook.answers.accepted)
            case .duplicate(let first):
                hook.metrics.count(.duplicate)
                logger.debug("had the request already", metadata: facts(id, hook, request, ["first": "\(first)"]))
                return translation.answer ?? hook.answers.duplicate
            }
        } catch {
            let level: Logger.Level = error.code == .overloaded || error.code == .closed ? .warning : .error
            let metadata = facts(id, hook, request, ["error": "\(error)"])
            logger.log(level: level, "could not store a request; the caller was asked to try again", metadata: metadata)
            hook.metrics.count(.overloaded)
            return Rejection.overloaded.answer(from: hook)
        }
    }

    func append(
        _ translation: Translation,
        of request: RawRequest,
        target: String,
        as id: EventID,
        hook: ServedHook,
        filedAt: Timestamp? = nil
    ) async throws(StoreError) -> Receipt {
        let submission = Submission(
            event: event(id, translation, request, target, hook),
            drafts: translation.drafts,
            region: hook.hook.region,
            isDry: hook.hook.isDry,
            policies: hook.hook.policies,
            review: hook.hook.review,
            recheck: translation.recheck,
            filedAt: filedAt
        )
        return try await eventLog.append(submission)
    }

    func nextID(at now: Timestamp) -> EventID { EventID(rawValue: ids.next(at: now)) }

    /// After the commit, and again when the provider asks again: the visit may not have come to its end.
    private func confirm(_ translation: Translation, _ id: EventID, _ hook: ServedHook) {
        guard let confirmation = translation.confirmation else { return }
        confirmations.confirm(
            Subscription(url: confirmation.url, topic: confirmation.topic, hook: hook.hook.name, event: id)
        )
    }

    private func event(
        _ id: EventID,
        _ translation: Translation,
        _ request: RawRequest,
        _ target: String,
        _ hook: ServedHook
    ) -> Event {
        let digest = EventFingerprint.digest(of: request.body)
        return Event(
            id: id,
            hook: hook.hook.name,
            destination: hook.hook.destination,
            adapter: hook.adapter.name,
            adapterVersion: hook.adapter.version,
            receivedAt: request.receivedAt,
            method: request.method,
            target: StoredRequest.target(of: target, secrets: hook.hook.secrets),
            headers: StoredRequest.headers(of: request.headers),
            body: translation.storedBody,
            bodyDigest: digest,
            fingerprint: EventFingerprint.fingerprint(
                hook: hook.hook.name,
                method: request.method,
                target: target,
                bodyDigest: digest
            ),
            state: translation.state,
            reason: translation.reason
        )
    }

    private func reject(_ rejection: Rejection, _ id: EventID, _ hook: ServedHook, _ request: RawRequest) -> Answer {
        hook.metrics.count(rejection.outcome)
        logger.warning("turned a request away", metadata: facts(id, hook, request, ["reason": "\(rejection)"]))
        return rejection.answer(from: hook)
    }

    func tell(_ translation: Translation, _ id: EventID, _ hook: ServedHook, _ request: RawRequest) {
        if let alert = translation.alert {
            logger.warning("\(alert)", metadata: facts(id, hook, request, ["alert": "yes"]))
        }
        if !translation.warnings.isEmpty {
            hook.metrics.count(translation.warnings)
            let warnings = translation.warnings.map(\.description).joined(separator: "; ")
            logger.notice("translated with warnings", metadata: facts(id, hook, request, ["warnings": "\(warnings)"]))
        }
        if translation.disposition == .untranslated || translation.disposition == .partly {
            let reason = translation.reason ?? "no reason given"
            logger.warning("kept a request untranslated", metadata: facts(id, hook, request, ["reason": "\(reason)"]))
        }
    }

    func facts(
        _ id: EventID,
        _ hook: ServedHook,
        _ request: RawRequest,
        _ more: Logger.Metadata = [:]
    ) -> Logger.Metadata {
        var facts = more
        facts["event"] = "\(id)"
        facts["hook"] = "\(hook.hook.name)"
        facts["remote"] = "\(request.remoteAddress ?? "unknown")"
        return facts
    }
}

extension Translation {
    /// A request that was translated in part is `untranslated`, so that a replay makes what is missing.
    fileprivate var state: EventState {
        switch disposition {
        case .translated: .accepted
        case .ignored: .ignored
        case .partly, .untranslated: .untranslated
        }
    }

    fileprivate var outcome: RequestOutcome {
        switch state {
        case .accepted: .accepted
        case .ignored: .ignored
        case .untranslated: .untranslated
        }
    }
}
