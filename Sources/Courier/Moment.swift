package import BridgeCore

/// One reading of both clocks: `wall` for what is stored, `uptime` for what is waited for.
package struct Moment: Sendable, Equatable {
    package let wall: Timestamp
    /// The reading of a ``MonotonicClock``.
    package let uptime: Duration

    package init(wall: Timestamp, uptime: Duration) {
        self.wall = wall
        self.uptime = uptime
    }
}
