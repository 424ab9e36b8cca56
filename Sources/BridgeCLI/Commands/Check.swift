import Adapters
import ArgumentParser
import BridgeCore
import Foundation
import JSON
import Receiver

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
        let adapterProblems = AdapterCheck.problems(of: result.configuration, file: configuration.path)
        let problems = result.problems + PrivateFiles.problems(path: configuration.path) + adapterProblems
        let errors = problems.count { $0.severity == .error }
        if json {
            print(JSONValue.array(problems.map(ProblemText.json)).text(indented: true))
        } else {
            ProblemText.printOutput(problems)
            print(
                errors == 0
                    ? "\(configuration.path): no errors"
                    : "\(configuration.path): \(errors) error\(errors == 1 ? "" : "s")"
            )
        }
        if errors > 0 { throw ExitCode(1) }
    }
}

/// What `check`, `serve` and `reload` ask of the adapters: that all compile, pass their lint, and that hooks name one
/// that is there with the secrets it needs.
enum AdapterCheck {
    static func problems(of configuration: BridgeConfiguration, file: String) -> [SourceProblem] {
        load(configuration, file: file, certificates: NoCertificates()).problems
    }

    /// The adapters with all that is wrong with them. The examples run through the very adapters that are returned, so that
    /// a file that is saved meanwhile cannot be put in force untested.
    static func load(
        _ configuration: BridgeConfiguration,
        file: String,
        certificates: any CertificateSource,
        spentTokens: SpentTokens? = nil
    ) -> (library: AdapterLibrary, problems: [SourceProblem]) {
        guard !configuration.adapters.isEmpty else { return (AdapterLibrary(adapters: [:]), []) }
        let (library, problems) = AdapterLibrary.load(
            folder: configuration.adapters,
            certificates: certificates,
            spentTokens: spentTokens
        )
        let used = Set(configuration.hooks.map(\.adapter))
        let lint = used.sorted().compactMap { library.adapters[$0] }.flatMap { adapter in
            AdapterLint.check(adapter, folder: "\(configuration.adapters)/\(adapter.name)")
        }
        return (library, problems + lint + hookProblems(configuration, library, file: file))
    }

    static func hookProblems(
        _ configuration: BridgeConfiguration,
        _ library: AdapterLibrary,
        file: String
    ) -> [SourceProblem] {
        let start = SourcePlace(file: file, line: 1, column: 1)
        return configuration.hooks.flatMap { hook -> [SourceProblem] in
            let places =
                configuration.places.hooks[hook.name] ?? .init(hook: start, adapter: start, secrets: [], settings: [:])
            guard let adapter = library.adapters[hook.adapter] else {
                let nearest = nearestName(to: hook.adapter, among: library.adapters.keys)
                return [
                    SourceProblem(
                        at: places.adapter,
                        "hook \(hook.name): there is no usable adapter \"\(hook.adapter)\" in \(configuration.adapters)",
                        mend: nearest.map { "did you mean \"\($0)\"?" } ?? "see zyntro-bridge adapters list"
                    )
                ]
            }
            return secretProblems(hook, adapter, places) + settingProblems(hook, adapter, places)
                + sizeProblems(hook, adapter, places, configuration)
        }
    }

    private static func secretProblems(
        _ hook: Hook,
        _ adapter: Adapter,
        _ places: BridgeConfiguration.Places.OfHook
    ) -> [SourceProblem] {
        if adapter.needsSecret, hook.secrets.isEmpty {
            return [
                SourceProblem(
                    at: places.hook,
                    "hook \(hook.name): the adapter \(adapter.name) needs a secret",
                    mend: "add \"secrets:\" to the hook"
                )
            ]
        }
        return hook.secrets.enumerated().compactMap { index, secret in
            adapter.fault(of: secret).map { fault in
                SourceProblem(
                    at: places.secrets.indices.contains(index) ? places.secrets[index] : places.hook,
                    "hook \(hook.name): secret \(index + 1) cannot be right: \(fault)",
                    mend: "mend the secret or where it is read from"
                )
            }
        }
    }

    private static func settingProblems(
        _ hook: Hook,
        _ adapter: Adapter,
        _ places: BridgeConfiguration.Places.OfHook
    ) -> [SourceProblem] {
        adapter.faults(ofSettings: hook.settings).map { fault in
            let place = places.settings[fault.name]
            let own = fault.kind == .unknown ? place?.name : place?.value
            return SourceProblem(at: own ?? places.hook, "hook \(hook.name): \(fault.message)", mend: fault.mend)
        }
    }

    private static func sizeProblems(
        _ hook: Hook,
        _ adapter: Adapter,
        _ places: BridgeConfiguration.Places.OfHook,
        _ configuration: BridgeConfiguration
    ) -> [SourceProblem] {
        let room = ByteBudget.roomForLargeBodies(in: configuration.limits.bytesInFlight)
        guard adapter.receive.bodyLimit > room else { return [] }
        let needed = adapter.receive.bodyLimit >> 20
        return [
            SourceProblem(
                at: configuration.places.bytesInFlight ?? places.adapter,
                "hook \(hook.name): the adapter \(adapter.name) takes bodies of \(needed) MB, limits.bytes_in_flight is less",
                mend: "set limits: { bytes_in_flight: \(2 * needed)MB }"
            )
        ]
    }
}
