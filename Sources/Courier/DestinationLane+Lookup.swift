import BridgeCore

extension DestinationLane {
    /// Takes note of how a look-up ended; returns a pause where Zyntro refused the destination itself.
    mutating func judge(
        _ report: LookupReport,
        at now: Moment,
        using random: inout some RandomNumberGenerator
    ) -> PauseOrder? {
        let isAnswered: Bool
        switch report.outcome {
        case .found, .notFound, .credentials: isAnswered = true
        case .failed: isAnswered = false
        }
        lookups.finished(report.address, isAnswered: isAnswered)
        pace.take(report.calls - 1, at: now.uptime)
        if isAnswered {
            breaker.succeeded()
        } else {
            note(report.reply, startedAt: report.startedAt.uptime, at: now.uptime, using: &random)
        }
        guard case .credentials(let text, let advice) = report.outcome, report.round == round else { return nil }
        beginPause(for: "credentials")
        return PauseOrder(
            destination: destination.name,
            reason: Self.refusal(text, advice: advice),
            returning: []
        )
    }
    /// Takes note of how the creation of a contact ended; returns a pause where Zyntro refused the destination itself.
    mutating func judge(
        _ report: CreationReport,
        at now: Moment,
        using random: inout some RandomNumberGenerator
    ) -> PauseOrder? {
        isCreating = false
        lookups.wake()
        switch report.outcome {
        case nil: break
        case .created, .refused: breaker.succeeded()
        case .notAsked, .unknown:
            note(report.reply, startedAt: report.startedAt.uptime, at: now.uptime, using: &random)
        case .credentials(let text, let advice):
            guard report.round == round else { return nil }
            beginPause(for: "credentials")
            return PauseOrder(
                destination: destination.name,
                reason: Self.refusal(text, advice: advice),
                returning: []
            )
        }
        return nil
    }

    private mutating func note(
        _ reply: Reply,
        startedAt: Duration,
        at now: Duration,
        using random: inout some RandomNumberGenerator
    ) {
        switch reply {
        case .notSent: breaker.failed(isClear: true, startedAt: startedAt, at: now, using: &random)
        case .busy(_, let retryAfter):
            breaker.failed(isClear: true, retryAfter: retryAfter, startedAt: startedAt, at: now, using: &random)
        case .answered, .unknown: breaker.failed(isClear: false, startedAt: startedAt, at: now, using: &random)
        }
    }
}
