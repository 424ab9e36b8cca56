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
            return faults(of: hook, adapter, bytesInFlight: configuration.limits.bytesInFlight).map { message, mend in
                SourceProblem(at: place, "hook \(hook.name): \(message)", mend: mend)
            }
        }
    }

    private static func faults(
        of hook: Hook,
        _ adapter: Adapter,
        bytesInFlight: Int
    ) -> [(message: String, mend: String)] {
        var faults: [(String, String)] = []
        if adapter.needsSecret, hook.secrets.isEmpty {
            faults.append(("the adapter \(adapter.name) needs a secret", "add \"secrets:\" to the hook"))
        }
        for (index, secret) in hook.secrets.enumerated() {
            guard let fault = adapter.fault(of: secret) else { continue }
            faults.append(("secret \(index + 1) cannot be right: \(fault)", "mend the secret or where it is read from"))
        }
        if adapter.receive.bodyLimit > ByteBudget.roomForLargeBodies(in: bytesInFlight) {
            let needed = adapter.receive.bodyLimit >> 20
            faults.append(
                (
                    "the adapter \(adapter.name) takes bodies of \(needed) MB, limits.bytes_in_flight is less",
                    "set limits: { bytes_in_flight: \(2 * needed)MB }"
                )
            )
        }
        return faults
    }
}
