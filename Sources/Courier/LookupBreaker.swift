/// Keeps look-ups from an endpoint that fails: it is asked at growing intervals, by one address, until it answers.
///
/// It is apart from what deliveries wait for, so that neither stops the other.
package struct LookupBreaker: Sendable {
    /// So many failures running open it; one is enough where Zyntro cannot be reached or says that it is busy.
    package static let limit = 3

    package enum Permission: Sendable, Equatable {
        case proceed
        /// One look-up, to find out whether Zyntro answers again.
        case trial
        case wait(until: Duration)
    }

    private var failures = 0
    private var openings = 0
    private var openUntil: Duration?

    package init() {}

    package func permission(at now: Duration) -> Permission {
        guard let openUntil else { return .proceed }
        return now < openUntil ? .wait(until: openUntil) : .trial
    }

    package mutating func succeeded() { self = LookupBreaker() }

    /// `isClear` says that the next call would fail too. Calls that were under way when it opened do not open it further,
    /// unless Zyntro itself names a later time.
    package mutating func failed(
        isClear: Bool,
        retryAfter: Duration? = nil,
        startedAt: Duration,
        at now: Duration,
        using random: inout some RandomNumberGenerator
    ) {
        if failures < .max { failures += 1 }
        guard isClear || openings > 0 || failures >= Self.limit else { return }
        let isNew = openUntil.map { startedAt >= $0 } ?? true
        guard isNew || retryAfter != nil else { return }
        if isNew, openings < .max { openings += 1 }
        let delay = RetryPolicy.lookup.delay(afterFailure: openings, retryAfter: retryAfter, using: &random)
        openUntil = max(openUntil ?? .zero, now + delay)
    }
}
