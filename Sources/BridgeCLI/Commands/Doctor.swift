import Adapters
import ArgumentParser
import BridgeCore
import Foundation
import JSON
import Ops
import Storage

struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look at the store and the configuration, change nothing, and explain what is wrong.",
        discussion: """
            With the service stopped it reads every page and holds everything that belongs together against each other; \
            the service cannot start meanwhile. While the service runs it asks the service, and says what it did not look \
            at. Exit code 0: nothing is wrong (warnings may be shown); 1: errors were found; 78: the configuration names \
            no store.
            """
    )

    @OptionGroup var options: AdminOptions

    func run() async throws {
        let result = options.configuration.read()
        let configuration = result.configuration
        let path = options.configuration.path
        let problems =
            result.problems + PrivateFiles.problems(path: path) + AdapterCheck.problems(of: configuration, file: path)
        var findings = problems.map(Self.finding)
        guard !configuration.store.isEmpty else {
            for problem in result.problems { FileHandle.standardError.write(Data("\(problem)\n".utf8)) }
            throw ExitReason.configuration("\(options.configuration.path) names no store")
        }
        if findings.isEmpty {
            findings = [Finding(.ok, "configuration", "\(options.configuration.path) has no problems")]
        }
        let doctor = StoreDoctor(
            path: configuration.store,
            configured: result.hasErrors ? nil : Set(configuration.destinations.map(\.name)),
            now: SystemWallClock().now()
        )
        let report = await StatusLine().during { say in
            var doctor = doctor
            doctor.step = say
            return doctor.run()
        }
        findings += report.findings
        if report.isServed { findings += await askService(configuration) }
        show(findings)
        if findings.contains(where: { $0.severity == .error }) { throw ExitCode(1) }
    }

    private static func finding(_ problem: SourceProblem) -> Finding {
        Finding(
            problem.severity == .error ? .error : .warning,
            "configuration",
            "\(problem.place): \(problem.message)",
            meaning: problem.severity == .error ? "serve refuses to start" : nil,
            mend: problem.mend
        )
    }

    private func askService(_ configuration: BridgeConfiguration) async -> [Finding] {
        let unchecked = Finding(
            .note,
            "pages",
            "not looked at while a service runs: every page, the high-water mark, the identity",
            mend: "zyntro-bridge backup FILE checks every page of its copy; or stop the service and run doctor again"
        )
        do {
            let answer = try await options.client().get("store/examination")
            return (answer["findings"]?.array ?? []).compactMap(Finding.init) + [unchecked]
        } catch {
            let reason = (error as? AdminClient.Failure)?.description ?? "there is no token to ask it with"
            return [
                Finding(
                    .error,
                    "service",
                    "the service that holds the store could not be asked: \(reason)",
                    meaning: "what is in the store was not looked at",
                    mend: "mend admin: in the configuration, or stop the service and run doctor again"
                ),
                unchecked,
            ]
        }
    }

    private func show(_ findings: [Finding]) {
        let errors = findings.count { $0.severity == .error }
        let value: JSONValue = ["errors": .number(JSONNumber(errors)), "findings": .array(findings.map(\.json))]
        options.show(value) { _ in
            let warnings = findings.count { $0.severity == .warning }
            let end = errors + warnings == 0 ? "nothing is wrong" : "\(errors) errors, \(warnings) warnings"
            return (findings.flatMap(Self.lines) + [end]).joined(separator: "\n")
        }
    }

    private static func lines(_ finding: Finding) -> [String] {
        let what: String? = "\(finding.severity.rawValue.uppercased())  \(finding.subject): \(finding.what)"
        let meaning = finding.meaning.map { "    it means: \($0)" }
        let mend = finding.mend.map { "    what to do: \($0)" }
        return [what, meaning, mend].compactMap(\.self)
    }
}
