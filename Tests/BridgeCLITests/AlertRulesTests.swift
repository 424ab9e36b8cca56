import BridgeCore
import Foundation
import Testing

@testable import Adapters

/// `deploy/alerts.yaml` speaks of metrics, labels and commands that exist.
struct AlertRulesTests {
    private func rules() throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: root.appending(path: "deploy/alerts.yaml"), encoding: .utf8)
    }

    @Test func isYAML() throws { _ = try SourceDocument.parse(rules(), file: "alerts.yaml") }

    @Test func namesMetricsThatExist() throws {
        let names = try rules().matches(of: /\bbridge_[a-z_]+/).map { String($0.output) }

        #expect(names.count > 8)
        #expect(names.filter { Signals.help[$0] == nil } == [])
    }

    @Test func namesStatesThatExist() throws {
        let lists = try rules().matches(of: /state=~?"([a-z|]+)"/).map { String($0.output.1) }
        let states = lists.flatMap { $0.split(separator: "|").map(String.init) }

        #expect(states.count == 4)
        #expect(states.filter { EntryState(rawValue: $0) == nil && EventState(rawValue: $0) == nil } == [])
    }
}
