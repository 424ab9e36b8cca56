/// A moment of wall-clock time in milliseconds since 1970-01-01T00:00:00Z; what is stored, compared and shown.
package struct Timestamp: Hashable, Comparable, Sendable {
    package let milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }
    package init(seconds: Int64) { milliseconds = seconds &* 1000 }

    package static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

    /// Whole seconds since 1970, rounded down.
    package var seconds: Int64 { milliseconds / 1000 - (milliseconds % 1000 < 0 ? 1 : 0) }

    package func advanced(by duration: Duration) -> Timestamp {
        let parts = duration.components
        return Timestamp(
            milliseconds: milliseconds &+ parts.seconds &* 1000 &+ parts.attoseconds / 1_000_000_000_000_000
        )
    }

    /// How long after `earlier` this is; negative when it is before.
    package func duration(since earlier: Timestamp) -> Duration {
        .milliseconds(milliseconds - earlier.milliseconds)
    }
}

/// Tells the time of day; a test passes one that it moves by hand.
package protocol WallClock: Sendable {
    func now() -> Timestamp
}
