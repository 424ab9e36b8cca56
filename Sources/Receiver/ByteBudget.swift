import BridgeCore
import Metrics
import Synchronization

/// Counts the bytes of request bodies that are held in memory, so that many large bodies at once are answered with
/// "later" and not with a crash.
package final class ByteBudget: Sendable {
    package let capacity: Int
    private let taken = Atomic<Int>(0)
    private let gauge = Gauge(label: Signals.bytesInFlight)

    package init(capacity: Int) { self.capacity = capacity }

    package var bytesInFlight: Int { taken.load(ordering: .relaxed) }

    /// False where that many bytes would not fit now. Nothing is taken.
    func hasRoom(for bytes: Int) -> Bool { bytes <= capacity - bytesInFlight }

    fileprivate func take(_ bytes: Int) -> Bool {
        let total = taken.wrappingAdd(bytes, ordering: .relaxed).newValue
        guard total <= capacity else {
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
        guard budget.take(more) else { return false }
        bytes.wrappingAdd(more, ordering: .relaxed)
        return true
    }

    package func release() {
        let held = bytes.exchange(0, ordering: .relaxed)
        if held > 0 { budget.giveBack(held) }
    }
}
