import CoreMetrics
import Ops
import Testing

struct PrometheusRegistryTests {
    private let registry = PrometheusRegistry()

    private func scrape() throws -> ExpositionReader { try ExpositionReader(registry.exposition()) }

    @Test func countersOfOneNameAndTheSameLabelsAreOne() throws {
        let first = Counter(
            label: "bridge_requests",
            dimensions: [("hook", "a"), ("outcome", "accepted")],
            factory: registry
        )
        let second = Counter(
            label: "bridge_requests",
            dimensions: [("outcome", "accepted"), ("hook", "a")],
            factory: registry
        )
        first.increment(by: 2)
        second.increment()
        Counter(label: "bridge_requests_total", dimensions: [("hook", "b")], factory: registry).increment()

        let scrape = try scrape()

        #expect(scrape.types == ["bridge_requests_total": "counter"])
        #expect(scrape.value("bridge_requests_total", ["hook": "a", "outcome": "accepted"]) == 3)
        #expect(scrape.value("bridge_requests_total", ["hook": "b"]) == 1)
    }

    @Test func aCounterNeverShrinks() throws {
        let counter = FloatingPointCounter(label: "paid", factory: registry)
        counter.increment(by: 1.25)
        counter.increment(by: -3)
        counter.increment(by: Double.nan)

        #expect(try scrape().value("paid_total") == 1.25)
    }

    @Test func resettingACounterStartsItAtZero() throws {
        let counter = Counter(label: "seen", factory: registry)
        counter.increment(by: 5)
        counter.reset()

        #expect(try scrape().value("seen_total") == 0)
    }

    @Test func metersAndGaugesShowTheirLastValue() throws {
        let meter = Meter(label: "bytes.in-flight", factory: registry)
        meter.set(10)
        meter.increment(by: 5)
        meter.decrement(by: 0.5)
        Gauge(label: "depth", factory: registry).record(-4)

        let scrape = try scrape()

        #expect(scrape.value("bytes_in_flight") == 14.5)
        #expect(scrape.value("depth") == -4)
        #expect(scrape.types == ["bytes_in_flight": "gauge", "depth": "gauge"])
    }

    @Test func timersAreCumulativeHistogramsInSeconds() throws {
        let timer = Timer(label: "bridge_request", dimensions: [("hook", "a")], factory: registry)
        for milliseconds in [1, 3, 3, 700, 90_000] { timer.recordMilliseconds(milliseconds) }

        let scrape = try scrape()
        let buckets = scrape.samples.filter { $0.name == "bridge_request_seconds_bucket" }

        #expect(scrape.types["bridge_request_seconds"] == "histogram")
        #expect(buckets.map(\.value) == buckets.map(\.value).sorted())
        #expect(buckets.first?.labels == ["hook": "a", "le": "0.001"])
        #expect(buckets.last?.labels["le"] == "+Inf")
        #expect(scrape.value("bridge_request_seconds_bucket", ["hook": "a", "le": "0.001"]) == 1)
        #expect(scrape.value("bridge_request_seconds_bucket", ["hook": "a", "le": "0.005"]) == 3)
        #expect(scrape.value("bridge_request_seconds_bucket", ["hook": "a", "le": "1"]) == 4)
        #expect(scrape.value("bridge_request_seconds_bucket", ["hook": "a", "le": "30"]) == 4)
        #expect(scrape.value("bridge_request_seconds_bucket", ["hook": "a", "le": "+Inf"]) == 5)
        #expect(scrape.value("bridge_request_seconds_count", ["hook": "a"]) == 5)
        let sum = try #require(scrape.value("bridge_request_seconds_sum", ["hook": "a"]))
        #expect(abs(sum - 90.707) < 1e-9)
    }

    @Test func recordersAreHistogramsOfSizes() throws {
        let recorder = Recorder(label: "batch", factory: registry)
        for size in [1, 4, 5] { recorder.record(size) }

        let scrape = try scrape()

        #expect(scrape.value("batch_bucket", ["le": "4"]) == 2)
        #expect(scrape.value("batch_bucket", ["le": "16"]) == 3)
        #expect(scrape.value("batch_sum") == 10)
    }

    @Test(arguments: ["plain", #"back\slash"#, "\"quoted\"", "two\nlines", #"\n"#, "é }{,=", ""])
    func labelValuesComeThroughWhateverTheyAre(value: String) throws {
        Counter(label: "seen", dimensions: [("value", value)], factory: registry).increment()

        #expect(try scrape().value("seen_total", ["value": value]) == 1)
    }

    @Test func namesAreMadeLegal() throws {
        Counter(label: "9.lives-ü", dimensions: [("a.b", "1"), ("a_b", "2"), ("le", "3")], factory: registry)
            .increment()

        #expect(try scrape().value("_9_lives___total", ["a_b": "1", "exported_le": "3"]) == 1)
    }

    @Test func aNameKeepsItsFirstKind() throws {
        Meter(label: "depth", factory: registry).set(3)
        Recorder(label: "depth", factory: registry).record(9)

        let scrape = try scrape()

        #expect(scrape.types == ["depth": "gauge"])
        #expect(scrape.value("depth") == 3)
    }

    @Test func whatIsDestroyedIsNotShown() throws {
        let counter = Counter(label: "gone", factory: registry)
        counter.increment()
        counter.destroy()

        #expect(registry.exposition().isEmpty)
    }

    @Test func familiesAreSortedByNameAndSamplesByLabels() throws {
        for name in ["b", "c", "a"] { Meter(label: name, factory: registry).set(1) }
        for value in ["2", "1"] { Meter(label: "b", dimensions: [("x", value)], factory: registry).set(1) }

        let scrape = try scrape()

        #expect(scrape.families == ["a", "b", "c"])
        #expect(scrape.samples.filter { $0.name == "b" }.map { $0.labels["x"] } == [nil, "1", "2"])
    }

    @Test func nothingIsLostWhenManyCountAtOnce() async throws {
        let timer = Timer(label: "work", factory: registry)
        let counter = FloatingPointCounter(label: "work", factory: registry)
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<2000 {
                        timer.recordNanoseconds(500_000)
                        counter.increment(by: 0.5)
                    }
                }
            }
        }

        let scrape = try scrape()

        #expect(scrape.value("work_seconds_count") == 16_000)
        #expect(scrape.value("work_total") == 8000)
    }
}
