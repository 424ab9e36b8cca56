import BridgeCore

extension CourierLoop {
    /// Lets the lane decide what follows from a report.
    mutating func take(_ report: Report) {
        let now = tasks.now()
        switch report {
        case .attempt(let report): settle(report, at: now)
        case .lookup(let report): settle(report, at: now)
        case .creation(let report): settle(report, at: now)
        case .lookupsDue(let name, let addresses?, let creations, let next):
            let wait = next.map { now.uptime + max(.zero, $0.duration(since: now.wall)) }
            lanes[name]?.lookupsFetched(addresses, creations: creations, next: wait, at: now.uptime)
        case .lookupsDue(let name, nil, _, _): lanes[name]?.lookupsNotFetched(at: now.uptime)
        case .probe(let name, let isAnswered):
            lanes[name]?.probed(isAnswered: isAnswered, at: now.uptime, using: &random)
            signals.probed(name, isAnswered: isAnswered)
        }
    }

    private mutating func settle(_ report: AttemptReport, at now: Moment) {
        let name = report.claim.destination
        var report = report
        report.outcome = lanes[name]?.weigh(report.outcome, of: report.claim) ?? report.outcome
        let wasSuspect = lanes[name]?.isSuspect ?? false
        guard
            let judgement = lanes[name]?.judge(
                report.outcome,
                of: report.claim,
                round: report.round,
                startedAt: report.startedAt.uptime,
                at: now,
                using: &random
            )
        else { return }
        if !wasSuspect, lanes[name]?.isSuspect == true { signals.suspected(name) }
        settlements.append(Settlement(attempt: report.attempt, verdict: judgement.verdict))
        if let pause = judgement.pause { pauses.append(pause) }
        signals.attempted(report, verdict: judgement.verdict)
    }

    private mutating func settle(_ report: LookupReport, at now: Moment) {
        signals.lookedUp(report)
        if let pause = lanes[report.destination]?.judge(report, at: now, using: &random) { pauses.append(pause) }
    }
    private mutating func settle(_ report: CreationReport, at now: Moment) {
        signals.asked(report)
        if let pause = lanes[report.destination]?.judge(report, at: now, using: &random) { pauses.append(pause) }
    }
}
