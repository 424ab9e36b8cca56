import BridgeCore
import Foundation
import Testing

@testable import Adapters

/// `deploy/alerts.yaml` speaks of metrics, labels and commands that exist.
struct AlertRulesTests {
    private func rules() throws -> String { try text("deploy/alerts.yaml") }

    private func text(_ path: String) throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    @Test func isYAML() throws { _ = try SourceDocument.parse(rules(), file: "alerts.yaml") }

    @Test func namesMetricsThatExist() throws {
        let names = try rules().matches(of: /\bbridge_[a-z_]+/).map { String($0.output) }

        #expect(names.count > 8)
        #expect(names.filter { Signals.help[$0] == nil } == [])
    }

    @Test func theRunbookSaysWhatToDoForEachOfThem() throws {
        let runbook = try text("deploy/RUNBOOK.md")
        let alerts = try rules().matches(of: /- alert: (\w+)/).map { String($0.output.1) }

        #expect(alerts.count > 8)
        #expect(alerts.filter { !runbook.contains("### \($0)\n") } == [])
    }

    @Test func theSectionsThatTheRunbookAndTheCommandsPointToAreThere() throws {
        let runbook = try text("deploy/RUNBOOK.md")
        let sections = runbook.matches(of: /\n### (.+)/).map { String($0.output.1) }
        let anchors = sections.map { $0.lowercased().filter { $0.isLetter || $0 == " " }.replacing(" ", with: "-") }

        let links = runbook.matches(of: /\(#([a-z-]+)\)/).map { String($0.output.1) }

        #expect(links.count > 8)
        #expect(links.filter { !anchors.contains($0) } == [])
        for title in ["A store was restored", "A fresh store is left over"] {
            #expect(sections.contains { $0.hasPrefix(title) })
        }
    }

    @Test(arguments: [
        ".ci/imports.txt", "deploy/RUNBOOK.md", "deploy/zyntro-bridge.service", "Tests/Deployment/first-webhook",
    ])
    func thePartsOfTheReadmeThatOthersPointToAreThere(_ file: String) throws {
        let readme = try text("README.md")

        let parts = try text(file).matches(of: /"([^"\n]+)" of README|README\.md`?, "([^"\n]+)"/).map {
            String($0.output.1 ?? $0.output.2 ?? "")
        }

        #expect(!parts.isEmpty)
        #expect(parts.filter { !readme.contains("\n## \($0)\n") } == [])
    }

    @Test func namesWarningsThatExist() throws {
        let names = try rules().matches(of: /warning="([a-z_]+)"/).map { String($0.output.1) }

        #expect(!names.isEmpty)
        #expect(names.filter { TranslationWarning.Kind(rawValue: $0) == nil } == [])
    }

    @Test func namesStatesThatExist() throws {
        let lists = try rules().matches(of: /state=~?"([a-z|]+)"/).map { String($0.output.1) }
        let states = lists.flatMap { $0.split(separator: "|").map(String.init) }

        #expect(states.count == 4)
        #expect(states.filter { EntryState(rawValue: $0) == nil && EventState(rawValue: $0) == nil } == [])
    }
}
