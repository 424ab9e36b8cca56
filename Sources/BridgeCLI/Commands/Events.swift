import ArgumentParser
import BridgeCore
import JSON

struct Events: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look at accepted requests, and at refused ones that are kept for a while.",
        subcommands: [List.self, Show.self, Recheck.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List events, newest first.")

        @Option(help: "Only events of this hook.") var hook: String?
        @Option(help: "Only events in this state.") var state: EventState?
        @OptionGroup var page: PageOptions
        @Flag(help: "Requests that were refused instead: nobody vouched for them.") var quarantine = false
        @OptionGroup var options: AdminOptions

        func validate() throws {
            if quarantine, state != nil { throw ValidationError("--state is of events; refused requests have none") }
            if quarantine { try page.checkBefore(QuarantineID.self) } else { try page.checkBefore(EventID.self) }
        }

        func run() async throws {
            guard !quarantine else { return try await listQuarantine() }
            try await options.run { client in
                let query = [
                    ("hook", hook), ("state", state?.rawValue), ("before", page.before), ("limit", String(page.limit)),
                ]
                let answer = try await client.get("events", query: query)
                if let hook, answer["events"]?.array?.isEmpty == true { try await client.checkHook(hook) }
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

        private func listQuarantine() async throws {
            try await options.run { client in
                let query = [("hook", hook), ("before", page.before), ("limit", String(page.limit))]
                let answer = try await client.get("quarantine", query: query)
                if let hook, answer["requests"]?.array?.isEmpty == true { try await client.checkHook(hook) }
                options.show(answer) { answer in
                    var table = Table(["REFUSED", "RECEIVED", "HOOK", "SOURCE", "TIMES", "BYTES", "DIAGNOSIS"])
                    for row in answer["requests"]?.array ?? [] {
                        table.rows.append([
                            row.cell("id"), row.cell("received_at"), row.cell("hook"), row.cell("source"),
                            row.cell("times"), row.cell("body_size"), row.cell("diagnosis"),
                        ])
                    }
                    return table.text(empty: "no refused request")
                }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one event, or one refused request: what is stored of it, and the entries it yielded.",
            discussion: """
                Contents are shown to tokens with the role operator only. Nobody vouched for a refused request (qua_…): \
                anybody may have written it.
                """
        )

        @Argument(help: "The id of an event, evt_…, or of a refused request, qua_…") var id: String
        @OptionGroup var options: AdminOptions

        func run() async throws {
            try await options.run { client in
                let kind = id.lowercased().hasPrefix(QuarantineID.prefix) ? "quarantine" : "events"
                options.show(try await client.get("\(kind)/\(AdminClient.escaped(id))")) { $0.text(indented: true) }
            }
        }
    }
}
