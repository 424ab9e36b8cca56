/// Time that only moves forward, counted from an arbitrary origin: pace, waits and intervals use it, never the wall clock.
package protocol MonotonicClock: Sendable {
    /// How long ago the origin was.
    func now() -> Duration
    /// Returns once ``now()`` has reached `deadline`; throws when the task is cancelled before.
    func sleep(until deadline: Duration) async throws
}

/// The monotonic clock of the machine; its origin is its making.
package struct SystemMonotonicClock: MonotonicClock {
    private let origin = ContinuousClock.now

    package init() {}

    package func now() -> Duration { ContinuousClock.now - origin }

    package func sleep(until deadline: Duration) async throws {
        try await ContinuousClock().sleep(until: origin.advanced(by: deadline), tolerance: .milliseconds(1))
    }
}
