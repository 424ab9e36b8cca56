import BridgeCore
import Logging
import Metrics

/// The courier's log lines and metrics: ids and classes, never contents, addresses or credentials.
struct CourierSignals {
    private struct Key: Hashable {
        let label: String
        let destination: DestinationName
        let outcome: String
    }

    let logger: Logger
    private var counters: [Key: Counter] = [:]
    private var timers: [DestinationName: Timer] = [:]
    /// Destinations whose last look-up failed.
    private var failing: Set<DestinationName> = []

    init(logger: Logger) { self.logger = logger }

    mutating func attempted(_ report: AttemptReport, verdict: Verdict) {
        let claim = report.claim
        count(Signals.attempts, claim.destination, report.outcome.label)
        if case .delivered(let chID) = report.outcome {
            let age = report.endedAt.wall.duration(since: claim.receivedAt)
            timer(of: claim.destination).recordNanoseconds(max(0, Int64(age / .nanoseconds(1))))
            if chID == nil {
                logger.warning("Zyntro reported success without a ch_id", metadata: metadata(of: report))
            }
        }
        guard logger.logLevel <= level(of: verdict) else { return }
        logger.log(level: level(of: verdict), "attempt ended", metadata: metadata(of: report))
    }

    mutating func lookedUp(_ report: LookupReport) {
        count(Signals.lookups, report.destination, report.outcome.label)
        logger.debug(
            "look-up ended",
            metadata: ["destination": "\(report.destination)", "outcome": "\(report.outcome.label)"]
        )
        if case .failed = report.outcome {
            guard failing.insert(report.destination).inserted else { return }
            logger.warning(
                "look-ups fail: entries stay resolving until Zyntro answers; directory lookup tells why",
                metadata: ["destination": "\(report.destination)"]
            )
        } else if failing.remove(report.destination) != nil {
            logger.notice("look-ups are answered again", metadata: ["destination": "\(report.destination)"])
        }
    }

    mutating func asked(_ report: CreationReport) {
        guard let outcome = report.outcome else { return }
        count(Signals.creations, report.destination, outcome.label)
        logger.log(
            level: outcome.label == "created" ? .info : .warning,
            "creation of a contact ended",
            metadata: ["destination": "\(report.destination)", "outcome": "\(outcome.label)"]
        )
    }

    func suspected(_ destination: DestinationName) {
        logger.error(
            "destination is suspect: outcomes stay unknown, nothing is inserted until a read is answered",
            metadata: ["destination": "\(destination)"]
        )
    }

    func probed(_ destination: DestinationName, isAnswered: Bool) {
        logger.notice(
            "suspect destination was asked",
            metadata: ["destination": "\(destination)", "answered": "\(isAnswered)"]
        )
    }

    private func level(of verdict: Verdict) -> Logger.Level {
        switch verdict {
        case .delivered: .debug
        case .retry(_, countsAsFailure: false): .info
        case .retry, .contactNotFound, .memberNotFound, .refused, .resend, .unknown, .held: .warning
        }
    }

    private func metadata(of report: AttemptReport) -> Logger.Metadata {
        [
            "entry": "\(report.claim.entry)", "destination": "\(report.claim.destination)",
            "attempt": "\(report.claim.attempt)", "outcome": "\(report.outcome.label)",
        ]
    }

    private mutating func count(_ label: String, _ destination: DestinationName, _ outcome: String) {
        let key = Key(label: label, destination: destination, outcome: outcome)
        let counter =
            counters[key]
            ?? Counter(label: label, dimensions: [("destination", destination.rawValue), ("outcome", outcome)])
        counters[key] = counter
        counter.increment()
    }

    private mutating func timer(of destination: DestinationName) -> Timer {
        let timer =
            timers[destination]
            ?? Timer(label: Signals.deliverySeconds, dimensions: [("destination", destination.rawValue)])
        timers[destination] = timer
        return timer
    }
}
