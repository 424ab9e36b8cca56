import ArgumentParser
import JSON

struct Reload: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make the running service read bridge.yaml, its secrets and the adapters again.",
        discussion: """
            Everything is parsed, checked and tested first and swapped at once; on any error the last good version \
            stays in force and the problems are printed. Listeners and the store are not touched: changing them takes \
            a restart. SIGHUP does the same.
            """
    )

    @OptionGroup var options: AdminOptions

    func run() async throws {
        try await options.run { client in
            let report = try await client.post("reload")
            options.show(report) { report in
                let problems = report["problems"]?.array?.compactMap(\.string) ?? []
                return
                    (problems + [
                        report["succeeded"] == true ? "reloaded" : "not reloaded: the last good version stays in force"
                    ])
                    .joined(separator: "\n")
            }
            if report["succeeded"] != true { throw ExitCode(1) }
        }
    }
}
