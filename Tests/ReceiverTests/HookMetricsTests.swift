import Adapters
import MetricsTestKit
import Testing

@testable import Receiver

struct HookMetricsTests {
    @Test func everyKindOfWarningIsCountedOnceForATranslation() throws {
        let metrics = TestMetrics()
        let hook = HookMetrics(hook: "texts", metrics: metrics)

        hook.count([TranslationWarning(.emptyKey, "one"), TranslationWarning(.emptyKey, "two")])
        hook.count([TranslationWarning(.emptyKey, "three"), TranslationWarning(.failedAlert, "four")])

        func count(_ warning: String) throws -> Int64 {
            let dimensions = [("hook", "texts"), ("warning", warning)]
            return try metrics.expectCounter("bridge_translation_warnings_total", dimensions).totalValue
        }
        #expect(try count("empty_key") == 2)
        #expect(try count("failed_alert") == 1)
        #expect(try count("unreadable_time") == 0)
    }
}
