import CoreMetrics
import Synchronization

/// Values counted by size, durations in seconds.
final class HistogramHandle: MetricHandle, TimerHandler, RecorderHandler {
    /// Seconds; the bridge's promises are about tens of milliseconds, the slowest call may take thirty seconds.
    static let secondBounds: [Double] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
    /// Powers of four for counts and sizes of any kind.
    static let sizeBounds: [Double] = [1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576]

    /// Arrays cannot hold what is not copyable, so each atomic has an object of its own.
    private final class Tally: Sendable {
        let count = Atomic<UInt64>(0)
    }

    private let bounds: [Double]
    /// One for each bound and one for what exceeds all.
    private let tallies: [Tally]
    private let sum = AtomicDouble()

    /// `bounds` ascend.
    init(bounds: [Double]) {
        self.bounds = bounds
        tallies = (0...bounds.count).map { _ in Tally() }
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        guard value.isFinite else { return }
        let place = bounds.firstIndex { value <= $0 } ?? bounds.count
        tallies[place].count.wrappingAdd(1, ordering: .relaxed)
        sum.add(value)
    }

    /// Buckets include those below them; the count is their last, so that the lines agree whatever is counted meanwhile.
    func samples(labels: [MetricLabel]) -> [MetricSample] {
        var total: UInt64 = 0
        var samples: [MetricSample] = []
        for (tally, bound) in zip(tallies, bounds + [.infinity]) {
            total += tally.count.load(ordering: .relaxed)
            let labels = labels + [MetricLabel("le", ExpositionText.number(bound))]
            samples.append(MetricSample(suffix: "_bucket", labels: labels, value: Double(total)))
        }
        samples.append(MetricSample(suffix: "_sum", labels: labels, value: sum.load()))
        samples.append(MetricSample(suffix: "_count", labels: labels, value: Double(total)))
        return samples
    }
}
