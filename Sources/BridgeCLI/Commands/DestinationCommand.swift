import ArgumentParser
import JSON

struct DestinationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "destination",
        abstract: "Stop and start the delivery to a Zyntro organisation.",
        subcommands: [Pause.self, Resume.self, List.self]
    )

    struct Pause: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Stop delivering; what arrives is kept.",
            discussion: "Attempts in flight finish. Receiving goes on."
        )

        @Argument(help: "The destination's name in bridge.yaml.") var name: String
        @Option(help: "Why, for those who look at it later.") var reason = "paused by an operator"
        @OptionGroup var options: AdminOptions

        func run() async throws {
            try await options.run { client in
                let answer = try await client.post(
                    "destinations/\(AdminClient.escaped(name))/pause",
                    body: ["reason": .string(reason)]
                )
                options.show(answer) { _ in "\(name) is paused" }
            }
        }
    }

    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Deliver again, oldest first.")

        @Argument(help: "The destination's name in bridge.yaml.") var name: String
        @OptionGroup var options: AdminOptions

        func run() async throws {
            try await options.run { client in
                let answer = try await client.post("destinations/\(AdminClient.escaped(name))/resume")
                options.show(answer) { _ in "\(name) delivers again" }
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show every destination, whether it is active, and what waits for it.",
            discussion:
                """
                A destination that bridge.yaml names no more is \"not configured\": its entries are kept and wait for it. \
                "paused (copy)": the store was restored, copied or moved.
                """
        )

        @OptionGroup var options: AdminOptions

        func run() async throws {
            try await options.run { client in
                let answer = try await client.get("destinations")
                options.show(answer) { answer in
                    var table = Table(["DESTINATION", "WAITING", "STATE", "REASON"])
                    for row in answer["destinations"]?.array ?? [] {
                        table.rows.append([
                            row.cell("name"), row.cell("waiting"), Self.state(row), row.cell("pause_reason"),
                        ])
                    }
                    return table.text(empty: "no destination")
                }
            }
        }

        private static func state(_ destination: JSONValue) -> String {
            if destination["configured"] == false { return "not configured" }
            guard destination["paused"] == true else { return "active" }
            return destination["paused_as_copy"] == true ? "paused (copy)" : "paused"
        }
    }
}
