import BridgeCore
import Metrics

/// What a request came to, as the label `outcome` of `bridge_requests_total` says it.
package enum RequestOutcome: String, Sendable, CaseIterable {
    case accepted, duplicate, ignored, untranslated, unauthentic, handshake, malformed, overloaded, unsupported, cut
    case unknownHook = "unknown_hook"
    case wrongMethod = "wrong_method"
    case tooLarge = "too_large"
    case rateLimited = "rate_limited"
    case tooSlow = "too_slow"
}

/// The metrics of one hook. Handles are made once, so that a request costs no label.
package struct HookMetrics: Sendable {
    private let counters: [RequestOutcome: Counter]
    private let timer: Timer

    /// `hook` is empty for requests that belong to none.
    package init(hook: String) {
        counters = Dictionary(
            uniqueKeysWithValues: RequestOutcome.allCases.map { outcome in
                (
                    outcome,
                    Counter(
                        label: Signals.requests,
                        dimensions: [("hook", hook), ("outcome", outcome.rawValue)]
                    )
                )
            }
        )
        timer = Timer(label: Signals.requestSeconds, dimensions: [("hook", hook)])
    }

    func count(_ outcome: RequestOutcome) { counters[outcome]?.increment() }

    /// From the request's head to its answer.
    func record(nanoseconds: Int64) { timer.recordNanoseconds(nanoseconds) }
}
