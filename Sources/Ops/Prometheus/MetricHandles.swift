import CoreMetrics
import Synchronization

/// What counts on the hot path without a lock and is read at a scrape.
protocol MetricHandle: AnyObject, Sendable {
    func samples(labels: [MetricLabel]) -> [MetricSample]
}

/// A double that threads change without a lock.
struct AtomicDouble: ~Copyable {
    private let bits = Atomic<UInt64>(0)

    borrowing func load() -> Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

    borrowing func store(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }

    borrowing func add(_ amount: Double) {
        var expected = bits.load(ordering: .relaxed)
        while true {
            let desired = (Double(bitPattern: expected) + amount).bitPattern
            let (isExchanged, original) = bits.weakCompareExchange(
                expected: expected,
                desired: desired,
                ordering: .relaxed
            )
            if isExchanged { return }
            expected = original
        }
    }
}

/// A number that only grows; what would make it shrink is left out.
final class CounterHandle: MetricHandle, CounterHandler, FloatingPointCounterHandler {
    private let whole = Atomic<Int64>(0)
    private let fractions = AtomicDouble()

    func increment(by amount: Int64) {
        if amount > 0 { whole.wrappingAdd(amount, ordering: .relaxed) }
    }

    func increment(by amount: Double) {
        if amount > 0, amount.isFinite { fractions.add(amount) }
    }

    func reset() {
        whole.store(0, ordering: .relaxed)
        fractions.store(0)
    }

    func samples(labels: [MetricLabel]) -> [MetricSample] {
        [MetricSample(labels: labels, value: Double(whole.load(ordering: .relaxed)) + fractions.load())]
    }
}

/// A number that goes up and down.
final class GaugeHandle: MetricHandle, MeterHandler, RecorderHandler {
    private let value = AtomicDouble()

    func set(_ value: Int64) { self.value.store(Double(value)) }
    func set(_ value: Double) { self.value.store(value) }
    func increment(by amount: Double) { value.add(amount) }
    func decrement(by amount: Double) { value.add(-amount) }
    func record(_ value: Int64) { set(value) }
    func record(_ value: Double) { set(value) }

    func samples(labels: [MetricLabel]) -> [MetricSample] {
        [MetricSample(labels: labels, value: value.load())]
    }
}
