import BridgeCore
import JSON
import Testing

@testable import Adapters

/// Where a mapping failed: under which key, in which line; and what a failing notice costs.
struct FaultPlaceTests {
    private static let entry = AdapterText.entry().replacing("  - entry:", with: "    entry:")

    @Test(arguments: [
        ("when", "contains(absent, 'x')"), ("each", "keys(absent)"), ("when", "length(absent) > `3`"),
    ])
    func theKeyOfTheRuleIsNamed(_ key: String, _ expression: String) throws {
        let text = AdapterText.json("  - \(key): ${{ \(expression) }}\n\(Self.entry)")

        let translation = try AdapterText.translate(text, ["id": 1])

        #expect(translation.disposition == .untranslated)
        #expect(translation.reason?.hasPrefix("\(key) (line 6): argument 1 of ") == true, "\(translation.reason ?? "")")
    }

    @Test func aNameThatFailsIsTheOneToMend() throws {
        let rules = "  - when: ${{ $size > `3` }}\n\(Self.entry)"
        let text = AdapterText.json(rules, letBlock: "let:\n  size: ${{ length(absent) }}")

        let translation = try AdapterText.translate(text, ["id": 1])

        #expect(translation.reason?.hasPrefix("let.size (line 6)") == true, "\(translation.reason ?? "")")
    }

    @Test func anAlertThatFailsCostsNobodyAnEntry() throws {
        let text = AdapterText.json("  - alert: ${{ contains(absent, 'x') && 'look' }}\n\(Self.entry)")

        let failed = try AdapterText.translate(text, ["id": 1])
        let raised = try AdapterText.translate(text, ["id": 1, "absent": "xyz"])

        #expect(failed.disposition == .translated && failed.drafts.count == 1)
        #expect(failed.alert == nil)
        #expect(failed.warnings.map(\.kind) == [.failedAlert])
        let warning = try #require(failed.warnings.first?.description)
        #expect(
            warning.hasPrefix("no alert was raised: alert: argument 1 of contains()") && warning.hasSuffix("(line 6)")
        )
        #expect(raised.alert == "look" && raised.warnings.isEmpty)
    }
}
