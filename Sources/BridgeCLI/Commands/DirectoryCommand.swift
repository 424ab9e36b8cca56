import ArgumentParser
import BridgeCore
import Foundation
import JSON

struct DirectoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "directory",
        abstract: "Say who an address belongs to: contacts, and our own lines and mailboxes.",
        subcommands: [Import.self, Export.self, Lookup.self, Assign.self, Forget.self]
    )

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Import a CSV file; entries that waited for one of its addresses go out.",
            discussion: """
                The first line names the columns, in any order: kind, contact_id, member_id, name, phone, email, \
                secondary_phone, secondary_email, logged_by. kind is contact (the default), member (a member's own number \
                or mailbox), shared (several members'), drop (a BCC or forward inbox) or ignore (never logged). logged_by \
                is the hook that logs a line of ours: what others tell of it is ignored. Other columns are left alone. \
                Faulty rows are told by their line and left out; the others are imported. A contact \
                takes the place of a line of ours at the same address; lines_replaced says how often. An address that was assigned \
                keeps its contact; assigned says how often. People who were forgotten are left out and told by their \
                line, unless --remember is given. --dry-run counts all this and changes nothing.
                """
        )

        @Argument(help: "The destination's name in bridge.yaml.") var destination: String
        @Argument(help: "The CSV file.", completion: .file(extensions: ["csv"])) var file: String
        @Option(help: "Country of national phone numbers (default: the destination's).") var region: String?
        @Flag(help: "Check the file and change nothing.") var dryRun = false
        @Flag(help: "Know people again who were forgotten.") var remember = false
        @OptionGroup var options: AdminOptions

        /// Rows a request; small enough for the service to answer others in between.
        private static let part = 5000

        func run() async throws {
            guard let bytes = FileManager.default.contents(atPath: file) else {
                throw ExitReason.failed("\(file) cannot be read")
            }
            let home = options.configuration.read().configuration.destinations.first { $0.name.rawValue == destination }
            let content = DirectoryFile([UInt8](bytes), region: region ?? home?.region ?? "US")
            content.problems.forEach(tell)
            var faulty = content.problems.count
            try await options.run { client in
                let (totals, refused) = try await send(content, to: client)
                faulty += refused
                let counts = totals + [("faulty", faulty)]
                options.show(.object(JSONObject(counts.map { ($0.0, .number(JSONNumber($0.1))) }))) { _ in
                    let texts = counts.map { "\($0.1) \($0.0)" }.joined(separator: ", ")
                    return "\(dryRun ? "would import" : "imported"): \(texts)"
                }
            }
            if faulty > 0 { throw ExitCode(1) }
        }

        private func tell(_ problem: DirectoryFile.Problem) {
            FileHandle.standardError.write(Data("\(file): \(problem)\n".utf8))
        }

        /// Sends the rows in parts; returns what the service counted and how many rows it refused.
        private func send(
            _ content: DirectoryFile,
            to client: AdminClient
        ) async throws -> (totals: [(String, Int)], refused: Int) {
            var totals = [
                ("added", 0), ("changed", 0), ("unchanged", 0), ("lines_replaced", 0), ("assigned", 0), ("freed", 0),
            ]
            var refused = 0
            var progress = Progress(total: content.rows.count, label: "importing")
            for part in content.parts(of: Self.part) {
                let answer = try await client.post(
                    "directory/\(AdminClient.escaped(destination))/import",
                    query: [("dry_run", dryRun ? "true" : nil), ("remember", remember ? "true" : nil)],
                    body: ["rows": .array(part.map(\.json))]
                )
                for index in totals.indices { totals[index].1 += answer[totals[index].0]?.int ?? 0 }
                for error in answer["errors"]?.array ?? [] {
                    refused += 1
                    guard let row = error["row"]?.int, part.indices.contains(row) else { continue }
                    tell(.init(line: part[row].line, message: error["message"]?.string ?? "refused by the service"))
                }
                progress.advance(by: part.count)
            }
            progress.finish()
            return (totals, refused)
        }
    }

    struct Lookup: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what the directory knows of a phone number or e-mail address."
        )

        @Argument(help: "The destination's name in bridge.yaml.") var destination: String
        @Argument(help: "A phone number or an e-mail address.") var address: String
        @Option(help: "Country of national phone numbers (default: the destination's).") var region: String?
        @OptionGroup var options: AdminOptions

        func run() async throws {
            try await options.run { client in
                let path = "directory/\(AdminClient.escaped(destination))/lookup"
                let answer = try await client.get(path, query: [("address", address), ("region", region)])
                options.show(answer, as: Self.text)
            }
        }

        /// What is known, one fact a line; what is absent is left out.
        static func text(_ answer: JSONValue) -> String {
            var lines = [answer.cell("address")]
            if let line = answer["line"], !line.isNull {
                lines.append("a line of ours: \(line.cell("kind")) \(line.cell("name")) \(line.cell("member_id"))")
            }
            let contacts = answer["contacts"]?.array ?? []
            for contact in contacts { lines.append("contact \(contact.cell("contact_id")) \(contact.cell("name"))") }
            if contacts.isEmpty, answer["line"]?.isNull != false { lines.append("nobody is known by it") }
            let facts = [
                ("source", "known by"), ("checked_at", "Zyntro was asked"), ("missed_at", "Zyntro knew nobody"),
                ("fault", "its last answer could not be used"),
                ("next_lookup_at", "Zyntro is asked next"), ("waiting", "entries that wait for it"),
                ("creation", "creating a contact"),
                ("member_unknown_since", "Zyntro does not know this member, and the default member stands in, since"),
            ]
            for (name, title) in facts where !answer.cell(name).isEmpty && answer.cell(name) != "0" {
                lines.append("\(title): \(answer.cell(name))")
            }
            if answer["forgotten"] == true { lines.append("this person was forgotten") }
            return lines.joined(separator: "\n")
        }
    }
}
