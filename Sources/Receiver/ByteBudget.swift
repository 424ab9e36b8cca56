import BridgeCore
import Metrics
import Synchronization

/// Counts the bytes of request bodies that are held in memory, so that many large bodies at once are answered with
/// "later" and not with a crash.
package final class ByteBudget: Sendable {
    /// What is held of a body beyond this makes it a large one.
    private static let smallBody = 1 << 20

    package let capacity: Int
    private let taken = Atomic<Int>(0)
    private let gauge = Gauge(label: Signals.bytesInFlight)

    package init(capacity: Int) { self.capacity = capacity }

    package var bytesInFlight: Int { taken.load(ordering: .relaxed) }

    /// False where that many bytes would not fit now. Nothing is taken.
    func hasRoom(for bytes: Int) -> Bool { bytes <= capacity(forBodyOf: bytes) - bytesInFlight }

    /// What large bodies may take of so many bytes: a sixteenth is for small ones alone, so that a few large ones, or callers
    /// who pretend to send such, never stop texts and calls.
    package static func roomForLargeBodies(in capacity: Int) -> Int { capacity - capacity / 16 }

    private func capacity(forBodyOf bytes: Int) -> Int {
        bytes > Self.smallBody ? Self.roomForLargeBodies(in: capacity) : capacity
    }

    /// Takes `bytes` for a body of which `held` are held already.
    fileprivate func take(_ bytes: Int, beside held: Int) -> Bool {
        let total = taken.wrappingAdd(bytes, ordering: .relaxed).newValue
        guard total <= capacity(forBodyOf: held + bytes) else {
            taken.wrappingSubtract(bytes, ordering: .relaxed)
            return false
        }
        gauge.record(total)
        return true
    }

    fileprivate func giveBack(_ bytes: Int) {
        gauge.record(taken.wrappingSubtract(bytes, ordering: .relaxed).newValue)
    }
}

/// What one request holds of a ``ByteBudget``. It gives everything back when it is released or gone.
package final class Reservation: Sendable {
    private let budget: ByteBudget
    private let bytes = Atomic<Int>(0)

    package init(of budget: ByteBudget) { self.budget = budget }

    deinit { release() }

    /// Takes that many bytes more; false, with nothing taken, where the budget is used up.
    package func grow(by more: Int) -> Bool {
        guard budget.take(more, beside: bytes.load(ordering: .relaxed)) else { return false }
        bytes.wrappingAdd(more, ordering: .relaxed)
        return true
    }

    package func release() {
        let held = bytes.exchange(0, ordering: .relaxed)
        if held > 0 { budget.giveBack(held) }
    }
}
