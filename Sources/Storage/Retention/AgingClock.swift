import BridgeCore

/// The clock of the wall, as far as the time bears it out that passed since the store was opened: what a clock that jumps
/// ahead would age is not to be had back.
struct AgingClock: Sendable {
    /// What a clock is set forward by without harm.
    private static let tolerance = Duration.seconds(3600)

    let start: Timestamp
    /// Since then, by a clock that nobody sets.
    let elapsed: @Sendable () -> Duration

    /// `wall`, or the latest time that it can be.
    func believed(_ wall: Timestamp) -> Timestamp {
        min(wall, start.advanced(by: elapsed() + Self.tolerance))
    }
}
