/// How many calls a destination may get in a second: a token bucket over a monotonic clock.
///
/// The bucket holds a tenth of a second's tokens, at least one, so that no second sees more than the limit and a tenth.
package struct Pace: Sendable {
    /// Calls in a second; nil lifts the limit.
    package let perSecond: Double?
    private var tokens: Double
    private var filledAt: Duration

    package init(perSecond: Double?, at now: Duration) {
        let rate = perSecond.map { max($0, 0.001) }
        self.perSecond = rate
        tokens = Self.capacity(rate)
        filledAt = now
    }

    /// How many calls may start now; `Int.max` where the limit is lifted.
    package mutating func available(at now: Duration) -> Int {
        guard let perSecond else { return .max }
        fill(perSecond, at: now)
        return max(0, Int(tokens + Self.rounding))
    }

    /// Counts `calls` that start now. Taking more than is available delays what follows.
    package mutating func take(_ calls: Int, at now: Duration) {
        guard let perSecond else { return }
        fill(perSecond, at: now)
        tokens -= Double(calls)
    }

    /// When the next call may start; `now` where one may start at once.
    package mutating func next(at now: Duration) -> Duration {
        guard let perSecond, available(at: now) < 1 else { return now }
        return now + .seconds((1 - tokens) / perSecond)
    }

    private mutating func fill(_ perSecond: Double, at now: Duration) {
        guard now > filledAt else { return }
        let elapsed = (now - filledAt) / .seconds(1)
        tokens = min(Self.capacity(perSecond), tokens + elapsed * perSecond)
        filledAt = now
    }

    private static func capacity(_ perSecond: Double?) -> Double { max(1, (perSecond ?? 0) / 10) }

    /// Keeps a token that lacks a billionth by rounding from costing one more wake-up.
    private static let rounding = 1e-6
}
