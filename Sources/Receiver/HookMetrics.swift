import Adapters
import BridgeCore
package import Metrics

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
    private let warnings: [TranslationWarning.Kind: Counter]
    private let timer: Timer

    /// `hook` is empty for requests that belong to none.
    package init(hook: String, metrics: any MetricsFactory = MetricsSystem.factory) {
        counters = Dictionary(
            uniqueKeysWithValues: RequestOutcome.allCases.map { outcome in
                (
                    outcome,
                    Counter(
                        label: Signals.requests,
                        dimensions: [("hook", hook), ("outcome", outcome.rawValue)],
                        factory: metrics
                    )
                )
            }
        )
        warnings = Dictionary(
            uniqueKeysWithValues: (hook.isEmpty ? [] : TranslationWarning.Kind.allCases).map { kind in
                let dimensions = [("hook", hook), ("warning", kind.rawValue)]
                return (kind, Counter(label: Signals.translationWarnings, dimensions: dimensions, factory: metrics))
            }
        )
        timer = Timer(label: Signals.requestSeconds, dimensions: [("hook", hook)], factory: metrics)
    }

    func count(_ outcome: RequestOutcome) { counters[outcome]?.increment() }

    /// Each kind once, however often a translation warns of it.
    func count(_ warnings: [TranslationWarning]) {
        for kind in Set(warnings.map(\.kind)) { self.warnings[kind]?.increment() }
    }

    /// From the request's head to its answer.
    func record(nanoseconds: Int64) { timer.recordNanoseconds(nanoseconds) }
}
