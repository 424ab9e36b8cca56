import Foundation
import Testing

@testable import Courier

/// The rules of `deploy/alerts.yaml` about outcomes count what the courier counts.
struct OutcomeAlertTests {
    @Test func nameTheOutcomesAsTheCourierDoes() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let rules = try String(contentsOf: root.appending(path: "deploy/alerts.yaml"), encoding: .utf8)

        let outcomes = rules.matches(of: /bridge_(?:lookups|attempts)_total\{outcome="([a-z_]+)"\}/).map {
            String($0.output.1)
        }

        #expect(outcomes == [LookupOutcome.failed(reason: "HTTP 503").label, Outcome.memberNotFound(text: "").label])
    }
}
