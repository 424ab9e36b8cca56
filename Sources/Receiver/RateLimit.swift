package import BridgeCore
import Synchronization

/// Lets a number of requests a minute through and saves up at most one minute's worth (a token bucket).
package final class RateLimit: Sendable {
    package let perMinute: Int
    private let bucket: Mutex<Bucket>

    private struct Bucket {
        /// In sixty-thousandths of a request: one request a minute refills one unit a millisecond.
        var units: Int64
        var filledAt: Timestamp

        mutating func refill(perMinute: Int64, at now: Timestamp) {
            let passed = min(max(now.milliseconds - filledAt.milliseconds, 0), 60_000)
            units = min(units + passed * perMinute, perMinute * RateLimit.unit)
            filledAt = now
        }
    }

    private static let unit: Int64 = 60_000

    package init(perMinute: Int, now: Timestamp) {
        self.perMinute = perMinute
        bucket = Mutex(Bucket(units: Int64(perMinute) * Self.unit, filledAt: now))
    }

    /// False where ``take(at:)`` would be; nothing is taken.
    package func hasRoom(at now: Timestamp) -> Bool {
        bucket.withLock { bucket in
            bucket.refill(perMinute: Int64(perMinute), at: now)
            return bucket.units >= Self.unit
        }
    }

    /// Counts one request; false where the minute is used up.
    package func take(at now: Timestamp) -> Bool {
        bucket.withLock { bucket in
            bucket.refill(perMinute: Int64(perMinute), at: now)
            guard bucket.units >= Self.unit else { return false }
            bucket.units -= Self.unit
            return true
        }
    }
}
