import ArgumentParser
import BridgeCore
import JSON

struct Outbox: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look at entries and act on those that wait for somebody.",
        subcommands: [List.self, Show.self, Retry.self, Release.self, Discard.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List entries, newest first.")

        @Option(help: "Only entries in this state.") var state: EntryState?
        @Option(help: "Only entries of this destination.") var destination: String?
        @OptionGroup var page: PageOptions
        @OptionGroup var options: AdminOptions

        func validate() throws { try page.checkBefore(EntryID.self) }

        func run() async throws {
            try await options.run { client in
                let query = [
                    ("state", state?.rawValue), ("destination", destination), ("before", page.before),
                    ("limit", String(page.limit)),
                ]
                let answer = try await client.get("outbox", query: query)
                if let destination, answer["entries"]?.array?.isEmpty == true {
                    try await client.checkDestination(destination)
                }
                options.show(answer) { answer in
                    var table = Table([
                        "ENTRY", "CREATED", "STATE", "TYPE", "SOURCE", "CONTACT", "TRIES", "CH_ID", "REASON",
                    ])
                    for row in answer["entries"]?.array ?? [] {
                        let contact = row.cell("contact_id").isEmpty ? row.cell("address") : row.cell("contact_id")
                        table.rows.append([
                            row.cell("id"), row.cell("created_at"), row.cell("state"), row.cell("comms_type"),
                            row.cell("comms_source"), contact, row.cell("attempts"), row.cell("ch_id"),
                            row.cell("reason"),
                        ])
                    }
                    return table.text(empty: "no entry")
                }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one entry: what will be sent, its events and its attempts."
        )

        @Argument(help: "The entry's id, ent_…, which is also the reference in Zyntro.") var id: String
        @OptionGroup var options: AdminOptions

        func run() async throws {
            try await options.run { client in
                options.show(try await client.get("outbox/\(AdminClient.escaped(id))")) { $0.text(indented: true) }
            }
        }
    }

    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send entries again that are refused, held, unknown or wait for a later try.",
            discussion: """
                An entry that is unknown may be in Zyntro already: look there for its reference first. With --state and \
                --destination all of them are sent again, the oldest first: after a restore, once you know from when on \
                entries are missing in Zyntro.
                """
        )

        @OptionGroup var selection: SelectionOptions
        @OptionGroup var options: AdminOptions

        func run() async throws {
            try await options.run { client in
                guard !selection.ids.isEmpty else {
                    let answer = try await selection.runAll("retry", client)
                    return options.show(answer) { selection.text($0, "sent again") }
                }
                for id in selection.ids {
                    let answer = try await client.post("outbox/\(AdminClient.escaped(id))/retry")
                    options.show(answer) { _ in "\(id) is queued" }
                }
            }
        }
    }

    struct Release: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let go of entries that are held, or that wait for more facts.",
            discussion: "They go where they would have gone: to their contact, or to where they wait for one."
        )

        @Argument(help: "Ids of entries, ent_…") var ids: [String]
        @OptionGroup var options: AdminOptions

        func run() async throws {
            try await options.run { client in
                for id in ids {
                    let answer = try await client.post("outbox/\(AdminClient.escaped(id))/release")
                    options.show(answer) { answer in
                        let became = answer.cell("id") == id ? "is" : "became \(answer.cell("id")), which is"
                        return "\(id) \(became) \(answer.cell("state"))"
                    }
                }
            }
        }
    }

    struct Discard: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Give entries up for good, with a reason.")

        @OptionGroup var selection: SelectionOptions
        @Option(help: "Why; it is kept with the entry.") var reason: String
        @OptionGroup var options: AdminOptions

        func run() async throws {
            try await options.run { client in
                guard !selection.ids.isEmpty else {
                    let answer = try await selection.runAll("discard", client, adding: ["reason": .string(reason)])
                    return options.show(answer) { selection.text($0, "discarded") }
                }
                for id in selection.ids {
                    let answer = try await client.post(
                        "outbox/\(AdminClient.escaped(id))/discard",
                        body: ["reason": .string(reason)]
                    )
                    options.show(answer) { _ in "\(id) is discarded" }
                }
            }
        }
    }
}
