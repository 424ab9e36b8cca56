import Adapters
import ArgumentParser
import BridgeCore
import Foundation
import JSON

struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check bridge.yaml, its secrets and every adapter; start nothing.",
        discussion: """
            Prints each problem as file:line:column with what is wrong and what to do. Warnings do not fail. \
            Exit code 1 when there is an error. The service refuses to start on what this finds.
            """
    )

    @OptionGroup var configuration: ConfigurationOptions
    @Flag(help: "Print JSON for a machine to read.") var json = false

    func run() async throws {
        let result = configuration.read()
        let problems = result.problems + AdapterCheck.problems(of: result.configuration, file: configuration.path)
        let errors = problems.count { $0.severity == .error }
        if json {
            print(JSONValue.array(problems.map(Self.json)).text(indented: true))
        } else {
            for problem in problems { print(problem) }
            print(
                errors == 0
                    ? "\(configuration.path): no errors"
                    : "\(configuration.path): \(errors) error\(errors == 1 ? "" : "s")"
            )
        }
        if errors > 0 { throw ExitCode(1) }
    }

    private static func json(_ problem: SourceProblem) -> JSONValue {
        [
            "severity": .string(problem.severity.rawValue), "file": .string(problem.place.file),
            "line": .number(JSONNumber(problem.place.line)), "column": .number(JSONNumber(problem.place.column)),
            "message": .string(problem.message), "mend": problem.mend.map(JSONValue.string) ?? .null,
        ]
    }
}

/// What `check`, `serve` and `reload` ask of the adapters: that all compile, pass their lint, and that hooks name one
/// that is there with the secrets it needs.
enum AdapterCheck {
    static func problems(of configuration: BridgeConfiguration, file: String) -> [SourceProblem] {
        guard !configuration.adapters.isEmpty else { return [] }
        let (library, problems) = AdapterLibrary.load(folder: configuration.adapters)
        let used = Set(configuration.hooks.map(\.adapter))
        let lint = used.sorted().filter { library.adapters[$0] != nil }.flatMap {
            AdapterLint.check(folder: configuration.adapters + "/" + $0)
        }
        return problems + lint.filter { !problems.contains($0) } + hookProblems(configuration, library, file: file)
    }

    static func hookProblems(
        _ configuration: BridgeConfiguration,
        _ library: AdapterLibrary,
        file: String
    ) -> [SourceProblem] {
        let place = SourcePlace(file: file, line: 1, column: 1)
        return configuration.hooks.flatMap { hook -> [SourceProblem] in
            guard let adapter = library.adapters[hook.adapter] else {
                let nearest = nearestName(to: hook.adapter, among: library.adapters.keys)
                return [
                    SourceProblem(
                        at: place,
                        "hook \(hook.name): there is no usable adapter \"\(hook.adapter)\" in \(configuration.adapters)",
                        mend: nearest.map { "did you mean \"\($0)\"?" } ?? "see zyntro-bridge adapters list"
                    )
                ]
            }
            guard adapter.needsSecret, hook.secrets.isEmpty else { return [] }
            return [
                SourceProblem(
                    at: place,
                    "hook \(hook.name): the adapter \(adapter.name) needs a secret",
                    mend: "add \"secrets:\" to the hook"
                )
            ]
        }
    }
}
