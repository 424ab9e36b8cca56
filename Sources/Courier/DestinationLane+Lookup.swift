import BridgeCore

extension DestinationLane {
    /// Takes note of how a look-up ended; returns a pause where Zyntro refused the destination itself.
    mutating func judge(
        _ report: LookupReport,
        at now: Moment,
        using random: inout some RandomNumberGenerator
    ) -> PauseOrder? {
        var isAnswered = false
        switch report.outcome {
        case .found, .notFound: isAnswered = true
        case .credentials, .failed: break
        }
        lookups.finished(report.address, isAnswered: isAnswered)
        pace.take(report.calls - 1, at: now.uptime)
        switch report.reply {
        case .notSent: wait(nil, startedAt: report.startedAt.uptime, at: now.uptime, using: &random)
        case .busy(_, let retryAfter):
            wait(retryAfter, startedAt: report.startedAt.uptime, at: now.uptime, using: &random)
        case .answered: troubles = 0
        case .unknown: break
        }
        guard case .credentials(let text, let advice) = report.outcome, report.round == round else { return nil }
        beginPause(for: "credentials")
        return PauseOrder(
            destination: destination.name,
            reason: Self.refusal(text, advice: advice),
            returning: []
        )
    }
}
