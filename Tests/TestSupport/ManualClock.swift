package import BridgeCore
import Synchronization

/// A wall clock that stands still until a test moves it.
package final class ManualWallClock: WallClock {
    private let time: Mutex<Timestamp>

    package init(_ start: Timestamp = Timestamp(seconds: 1_772_442_900)) { time = Mutex(start) }

    package func now() -> Timestamp { time.withLock { $0 } }

    package func advance(by duration: Duration) {
        time.withLock { $0 = $0.advanced(by: duration) }
    }
}
