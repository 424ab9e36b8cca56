import ArgumentParser
import JSON

struct Events: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look at accepted requests.",
        subcommands: [List.self, Show.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List events, newest first.")

        @Option(help: "Only events of this hook.") var hook: String?
        @Option(help: "Only events in this state: accepted, ignored or untranslated.") var state: String?
        @Option(help: "Only events older than this id (to page on).") var before: String?
        @Option(help: "How many at most.") var limit = 50
        @OptionGroup var options: AdminOptions

        func run() async throws {
            try await options.run { client in
                let query = [("hook", hook), ("state", state), ("before", before), ("limit", String(limit))]
                let answer = try await client.get("events", query: query)
                options.show(answer) { answer in
                    var table = Table(["EVENT", "RECEIVED", "HOOK", "STATE", "ENTRIES", "REASON"])
                    for row in answer["events"]?.array ?? [] {
                        table.rows.append([
                            row.cell("id"), row.cell("received_at"), row.cell("hook"), row.cell("state"),
                            (row["entries"]?.array ?? []).compactMap(\.string).joined(separator: " "),
                            row.cell("reason"),
                        ])
                    }
                    return table.text(empty: "no event")
                }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one event: its request as stored and the entries it yielded.",
            discussion: "Contents are shown to tokens with the role operator only."
        )

        @Argument(help: "The event's id, evt_…") var id: String
        @OptionGroup var options: AdminOptions

        func run() async throws {
            try await options.run { client in
                print(try await client.get("events/\(AdminClient.escaped(id))").text(indented: true).withoutControls())
            }
        }
    }
}
