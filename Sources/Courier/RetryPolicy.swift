/// How long to wait before the next try: exponential, with jitter and a cap, without an end.
package struct RetryPolicy: Sendable, Equatable {
    package let initialDelay: Duration
    package let maximumDelay: Duration

    package init(initialDelay: Duration, maximumDelay: Duration) {
        self.initialDelay = max(initialDelay, .milliseconds(1))
        self.maximumDelay = max(maximumDelay, self.initialDelay)
    }

    /// The wait after failure number `failure`, 1 for the first: between half and all of a ceiling that doubles.
    ///
    /// The ceiling is capped before it grows, so that no number of failures overflows it. A wait that Zyntro asked for
    /// (`Retry-After`) is honoured up to an hour.
    package func delay(
        afterFailure failure: Int,
        retryAfter: Duration? = nil,
        using random: inout some RandomNumberGenerator
    ) -> Duration {
        var ceiling = initialDelay
        var step = 1
        while step < failure, ceiling < maximumDelay {
            ceiling = min(ceiling * 2, maximumDelay)
            step += 1
        }
        let jittered = ceiling * Double.random(in: 0.5...1, using: &random)
        return max(jittered, min(retryAfter ?? .zero, Self.longestRetryAfter))
    }

    /// A destination that asks for more is asked again after an hour: a mistaken header must not stop it for a week.
    private static let longestRetryAfter = Duration.seconds(3600)
}

extension RetryPolicy {
    /// Zyntro cannot be reached, or says that it is busy.
    static let destination = RetryPolicy(initialDelay: .seconds(1), maximumDelay: .seconds(300))
    /// An error text that the table does not know.
    static let unfamiliar = RetryPolicy(initialDelay: .seconds(60), maximumDelay: .seconds(3600))
    /// The second sending of an entry whose outcome is unknown.
    static let resend = RetryPolicy(initialDelay: .seconds(30), maximumDelay: .seconds(30))
    /// A look-up that failed.
    static let lookup = RetryPolicy(initialDelay: .seconds(5), maximumDelay: .seconds(600))
    /// The creation of a contact that Zyntro was not reached for.
    static let creation = RetryPolicy(initialDelay: .seconds(60), maximumDelay: .seconds(60))
    /// A read that finds out whether a suspect destination answers again.
    static let probe = RetryPolicy(initialDelay: .seconds(15), maximumDelay: .seconds(600))
    /// The store does not take what it is given.
    static let store = RetryPolicy(initialDelay: .milliseconds(100), maximumDelay: .seconds(10))
}
