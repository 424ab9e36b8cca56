import Foundation
import Testing

@testable import Courier

/// The rule of `deploy/alerts.yaml` about look-ups counts what the courier counts.
struct LookupAlertTests {
    @Test func namesTheOutcomeOfALookUpThatFailed() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let rules = try String(contentsOf: root.appending(path: "deploy/alerts.yaml"), encoding: .utf8)

        let outcomes = rules.matches(of: /bridge_lookups_total\{outcome="([a-z_]+)"\}/).map { String($0.output.1) }

        #expect(outcomes == [LookupOutcome.failed(reason: "HTTP 503").label])
    }
}
