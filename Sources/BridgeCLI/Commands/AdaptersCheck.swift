import Adapters
import ArgumentParser
import BridgeCore
import JSON

extension AdaptersCommand {
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check adapters by themselves: their files, their examples, and what a missing field would do.",
            discussion: """
                Needs no bridge.yaml. Prints each problem as file:line:column with what is wrong and what to do. Warnings \
                do not fail. Exit code 1 when there is an error.
                """
        )

        @Argument(help: "Adapters to check (default: all).") var names: [String] = []
        @Flag(help: "Print JSON for a machine to read.") var json = false
        @OptionGroup var options: AdapterOptions

        func run() async throws {
            let folder = options.folder
            let known = try options.names(in: folder)
            for name in names where !known.contains(name) { throw options.unknown(name, among: known, in: folder) }
            let chosen = names.isEmpty ? known : names
            let problems = chosen.flatMap { AdapterLint.check(folder: "\(folder)/\($0)") }
            let errors = problems.count { $0.severity == .error }
            if json {
                print(JSONValue.array(problems.map(ProblemText.json)).text(indented: true))
            } else {
                ProblemText.printOutput(problems)
                let checked = chosen.count == 1 ? "\(folder)/\(chosen[0])" : "\(chosen.count) adapters in \(folder)"
                let warnings = problems.count - errors
                print("\(checked): \(Self.count(errors, "error")), \(Self.count(warnings, "warning"))")
            }
            if errors > 0 || chosen.isEmpty { throw ExitCode(1) }
        }

        private static func count(_ number: Int, _ word: String) -> String {
            number == 0 ? "no \(word)s" : number == 1 ? "1 \(word)" : "\(number) \(word)s"
        }
    }
}
