import ArgumentParser
import BridgeCore
import Foundation
import JSON

extension DirectoryCommand {
    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the directory as a CSV file that import reads back.",
            discussion: """
                Lines of ours, imported contacts and assignments are written: what somebody decided. What Zyntro answered \
                is a cache and left out, because importing it again would make decisions of it; --lookups adds it. The \
                column source says where a row comes from; import leaves it alone.
                """
        )

        @Argument(help: "The destination's name in bridge.yaml.") var destination: String
        @Argument(help: "The CSV file to write (default: standard output).") var file: String?
        @Flag(help: "Write what look-ups at Zyntro told, too.") var lookups = false
        @OptionGroup var options: AdminOptions

        func run() async throws {
            let output = try output()
            try output.write(contentsOf: Data("\(DirectoryCSV.heading)\n".utf8))
            var written = 0
            try await options.run { client in
                var after: String?
                repeat {
                    let page = try await client.get(
                        "directory/\(AdminClient.escaped(destination))/export",
                        query: [("after", after), ("limit", "5000"), ("lookups", lookups ? "true" : nil)]
                    )
                    let rows = page["rows"]?.array ?? []
                    try output.write(contentsOf: Data(rows.map { DirectoryCSV.line($0) + "\n" }.joined().utf8))
                    written += rows.count
                    after = page["next"]?.string
                } while after != nil
            }
            if let file {
                try output.close()
                options.show(["rows": .number(JSONNumber(written)), "file": .string(file)]) { _ in
                    "wrote \(written) rows to \(file)"
                }
            }
        }

        /// The file is readable by its owner alone: it holds people's addresses.
        private func output() throws -> FileHandle {
            guard let file else { return .standardOutput }
            guard
                FileManager.default.createFile(atPath: file, contents: nil, attributes: [.posixPermissions: 0o600]),
                let handle = FileHandle(forWritingAtPath: file)
            else { throw ExitReason.failed("\(file) cannot be written") }
            return handle
        }
    }

    struct Assign: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Decide whose a number or mailbox is; everything that waits for it goes out, in order.",
            discussion: """
                The decision counts before what look-ups and imports say, also where several contacts share the address. \
                Assign the address again to change it.
                """
        )

        @Argument(help: "The destination's name in bridge.yaml.") var destination: String
        @Argument(help: "A phone number or an e-mail address.") var address: String
        @Argument(help: "Zyntro's id of the contact.") var contactID: String
        @Option(help: "The contact's name, as summaries show it.") var name: String?
        @Option(help: "Country of national phone numbers (default: the destination's).") var region: String?
        @OptionGroup var options: AdminOptions

        func run() async throws {
            try await options.run { client in
                var body: JSONObject = ["address": .string(address), "contact_id": .string(contactID)]
                body["name"] = name.map(JSONValue.string)
                body["region"] = region.map(JSONValue.string)
                let path = "directory/\(AdminClient.escaped(destination))/assign"
                let answer = try await client.post(path, body: .object(body))
                options.show(answer) { answer in
                    "\(address) is \(contactID); \(answer["freed"]?.int ?? 0) entries go out"
                }
            }
        }
    }

    struct Forget: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Erase a person: addresses, requests, entries; nothing about them is logged or created again.",
            discussion: """
                What was delivered stays in Zyntro: the report names its ch_ids. What is being sent now is named and left \
                alone: forget the person again afterwards. Refused requests are searched for the addresses as text. \
                Requests that made no entry (ignored, untranslated) and backups are not searched. `directory import --remember` knows a person again.
                """
        )

        @Argument(help: "The destination's name in bridge.yaml.") var destination: String
        @Argument(help: "A phone number, an e-mail address, or Zyntro's id of the contact.") var person: String
        @Option(help: "Country of national phone numbers (default: the destination's).") var region: String?
        @Flag(help: "Tell what would be erased, and change nothing.") var dryRun = false
        @OptionGroup var options: AdminOptions

        func run() async throws {
            try await options.run { client in
                var body: JSONObject = ["person": .string(person)]
                body["region"] = region.map(JSONValue.string)
                let answer = try await client.post(
                    "directory/\(AdminClient.escaped(destination))/forget",
                    query: [("dry_run", dryRun ? "true" : nil)],
                    body: .object(body)
                )
                options.show(answer, as: Self.text)
            }
        }

        static func text(_ answer: JSONValue) -> String {
            func count(_ name: String) -> Int { answer[name]?.int ?? 0 }
            func list(_ name: String) -> String {
                (answer[name]?.array ?? []).map { $0.string ?? $0.text() }.joined(separator: ", ")
            }
            let verb = answer["dry_run"] == true ? "would erase" : "erased"
            var lines = [
                "\(verb): \(count("addresses")) addresses of \(count("contacts")) contacts, \(count("entries")) entries "
                    + "(\(count("discarded")) of them undelivered), \(count("events")) requests"
                    + (count("quarantined") > 0 ? ", \(count("quarantined")) refused requests" : "")
            ]
            if !list("delivered").isEmpty { lines.append("still in Zyntro, by ch_id: \(list("delivered"))") }
            if !list("unknown").isEmpty {
                lines.append("perhaps in Zyntro, the outcome was unknown: \(list("unknown"))")
            }
            if !list("in_flight").isEmpty {
                lines.append("being sent and left alone, forget the person again: \(list("in_flight"))")
            }
            return lines.joined(separator: "\n")
        }
    }
}
