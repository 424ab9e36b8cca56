package import CoreMetrics
import Synchronization

/// Keeps every metric of the process and shows them to Prometheus.
///
/// Names are completed as Prometheus wants them: counters end in `_total`, timers in `_seconds`. Handles of one name
/// and the same labels are one. A name that is asked for as two kinds keeps its first; what is counted under the second
/// is not shown.
package final class PrometheusRegistry: MetricsFactory {
    private struct Family {
        let kind: MetricFamily.Kind
        var handles: [[MetricLabel]: any MetricHandle] = [:]
    }

    private let families = Mutex<[String: Family]>([:])

    package init() {}

    /// Everything in text format 0.0.4, sorted by name and labels.
    package func exposition() -> String { ExpositionText.text(snapshot()) }

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        handle(name: Self.name(label, unit: "_total"), .counter, dimensions) { CounterHandle() }
    }

    package func makeFloatingPointCounter(
        label: String,
        dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        handle(name: Self.name(label, unit: "_total"), .counter, dimensions) { CounterHandle() }
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        handle(name: MetricFamily.name(label), .gauge, dimensions) { GaugeHandle() }
    }

    package func makeRecorder(
        label: String,
        dimensions: [(String, String)],
        aggregate: Bool
    ) -> any RecorderHandler {
        guard aggregate else { return handle(name: MetricFamily.name(label), .gauge, dimensions) { GaugeHandle() } }
        return handle(name: MetricFamily.name(label), .histogram, dimensions) {
            HistogramHandle(bounds: HistogramHandle.sizeBounds)
        }
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        handle(name: Self.name(label, unit: "_seconds"), .histogram, dimensions) {
            HistogramHandle(bounds: HistogramHandle.secondBounds)
        }
    }

    package func destroyCounter(_ handler: any CounterHandler) { remove(handler) }
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { remove(handler) }
    package func destroyMeter(_ handler: any MeterHandler) { remove(handler) }
    package func destroyRecorder(_ handler: any RecorderHandler) { remove(handler) }
    package func destroyTimer(_ handler: any TimerHandler) { remove(handler) }

    func snapshot() -> [MetricFamily] {
        families.withLock { $0 }.map { name, family in
            let handles = family.handles.sorted { $0.key.lexicographicallyPrecedes($1.key) }
            return MetricFamily(
                name: name,
                kind: family.kind,
                samples: handles.flatMap { labels, handle in handle.samples(labels: labels) }
            )
        }
    }

    private func handle<Handle: MetricHandle>(
        name: String,
        _ kind: MetricFamily.Kind,
        _ dimensions: [(String, String)],
        make: () -> Handle
    ) -> Handle {
        let labels = MetricLabel.labels(dimensions)
        return families.withLock { families in
            var family = families[name] ?? Family(kind: kind)
            if let handle = family.handles[labels] as? Handle { return handle }
            let handle = make()
            if family.kind == kind {
                family.handles[labels] = handle
                families[name] = family
            }
            return handle
        }
    }

    private func remove(_ handle: AnyObject) {
        families.withLock { families in
            for (name, family) in families {
                guard let labels = family.handles.first(where: { $0.value === handle })?.key else { continue }
                families[name]?.handles[labels] = nil
                if family.handles.count == 1 { families[name] = nil }
                return
            }
        }
    }

    private static func name(_ label: String, unit: String) -> String {
        let name = MetricFamily.name(label)
        return name.hasSuffix(unit) ? name : name + unit
    }
}
