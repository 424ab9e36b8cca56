import Adapters
import ArgumentParser
import JSON

extension AdaptersCommand {
    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Run the adapters' examples and show what differs.",
            discussion:
                "Each examples/<case>.request.json must yield its <case>.expected.json. Exit code 1 on a difference."
        )

        @Argument(help: "Adapters to test (default: all).") var names: [String] = []
        @Flag(help: "Accept what the adapters yield now: rewrite the expected files.") var update = false
        @Flag(help: "Print JSON for a machine to read.") var json = false
        @OptionGroup var options: AdapterOptions

        func run() async throws {
            let folder = options.folder
            let chosen = names.isEmpty ? try options.names(in: folder) : names
            var results: [ExampleResult] = []
            for name in chosen {
                let adapter = try options.adapter(name)
                for result in AdapterExamples.run(adapter, folder: "\(folder)/\(name)", update: update) {
                    results.append(result)
                    if !json { Self.show(result) }
                }
            }
            let failed = results.count { !$0.hasPassed }
            let passed = results.count - failed
            if json {
                print(JSONValue.array(results.map(Self.json)).text(indented: true))
            } else {
                let holding = passed == 1 ? "example holds" : "examples hold"
                print("\(passed) \(holding), \(failed) \(failed == 1 ? "differs" : "differ")")
            }
            if failed > 0 || passed == 0 { throw ExitCode(1) }
        }

        private static func show(_ result: ExampleResult) {
            if result.isUpdated { print("updated \(result.adapter)/\(result.example)") }
            guard !result.hasPassed else { return }
            print("differs \(result.adapter)/\(result.example)")
            for difference in result.differences { print("    \(difference)") }
        }

        private static func json(_ result: ExampleResult) -> JSONValue {
            [
                "adapter": .string(result.adapter), "example": .string(result.example),
                "passed": .bool(result.hasPassed), "updated": .bool(result.isUpdated),
                "differences": .array(result.differences.map(JSONValue.string)),
            ]
        }
    }
}
