import Adapters
import ArgumentParser
import BridgeCore
import Foundation
import JSON

extension AdaptersCommand {
    struct Record: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Turn an event of the running service into an example of its adapter.",
            discussion: """
                People, numbers, addresses, texts, ids, URLs and credentials are replaced by stand-ins, and the request is \
                signed anew with a secret that everybody may know; where that cannot be done, the example says which \
                scheme vouched for it. Read what was written before you share it. Needs a token with the role operator, \
                whose opening of the contents is audited.
                """
        )

        @Argument(help: "The event's id, evt_…") var event: String
        @Option(help: "The example's name (default: recorded-<id>).") var name: String?
        @Option(help: ArgumentHelp("The folder of adapters (default: that of the configuration).", valueName: "folder"))
        var adapters: String?
        @OptionGroup var options: AdminOptions

        func run() async throws {
            try await options.run { client in
                let answer = try await client.get("events/\(AdminClient.escaped(event))")
                if let objection = StoredEvent.objection(to: answer) { throw ExitReason.failed(objection) }
                try write(answer)
            }
        }

        private func write(_ answer: JSONValue) throws {
            let configured = options.configuration.read().configuration
            let library = adapters ?? (configured.adapters.isEmpty ? "adapters" : configured.adapters)
            let adapterName = answer["adapter"]?.string ?? ""
            let folder = "\(library)/\(adapterName)"
            let (adapter, problems) = Adapter.load(folder: folder)
            guard let adapter, let source = FileManager.default.contents(atPath: "\(folder)/adapter.yaml") else {
                let faults = problems.map(\.description).joined(separator: "\n")
                throw ExitReason.failed("the adapter \(adapterName) cannot be used: \(faults)")
            }
            let stem = "\(folder)/examples/\(try exampleName())"
            for ending in ["request", "expected"] where FileManager.default.fileExists(atPath: "\(stem).\(ending).json")
            {
                throw ExitReason.failed("\(stem).\(ending).json is there already; choose another --name")
            }
            let hook = configured.hooks.first { $0.name.rawValue == answer["hook"]?.string }
            var settings = hook?.settings ?? [:]
            if let hook { settings.merge(["region": hook.region, "zone": hook.zone]) { own, _ in own } }
            let example: RecordedExample
            do {
                example = try RecordedExample(
                    of: try StoredEvent.request(answer),
                    adapter: adapter,
                    source: String(decoding: source, as: UTF8.self),
                    settings: settings
                )
            } catch {
                throw ExitReason.failed("\(event): \(error)")
            }
            for (ending, value) in [("request", example.request), ("expected", example.expected)] {
                try ExampleFile.write(value.text(indented: true) + "\n", to: "\(stem).\(ending).json")
                print("wrote \(stem).\(ending).json")
            }
            for note in example.notes { print("note: \(note)") }
        }

        private func exampleName() throws -> String {
            let name = name ?? "recorded-\(event.replacing("evt_", with: ""))".lowercased()
            guard ConfigurationReader.isHookName(name) else {
                throw ExitReason.failed(
                    "\"\(name)\" is no name for an example; use lower-case letters, digits and hyphens"
                )
            }
            return name
        }
    }
}

/// An event as the admin API shows it.
enum StoredEvent {
    /// Why there is nothing to record; nil where the contents are shown.
    static func objection(to event: JSONValue) -> String? {
        if let aged = event["contents_aged_at"]?.string {
            return "the contents of \(event["id"]?.string ?? "the event") aged out at \(aged); record a younger event"
        }
        if event["contents_shown"] == true { return nil }
        return "the token may not see contents; use one with the role operator"
    }

    /// The request; its headers are those that are kept, without credentials.
    static func request(_ event: JSONValue) throws(RecordedRequestError) -> RawRequest {
        guard let target = event["target"]?.string, let body = event["body"]?.string,
            let receivedAt = event["received_at"]?.string.flatMap({ Timestamp(parsing: $0) })
        else { throw RecordedRequestError("the service's answer is no event") }
        let isText = event["body_encoding"]?.string != "base64"
        guard let bytes = isText ? [UInt8](body.utf8) : Data(base64Encoded: body).map([UInt8].init) else {
            throw RecordedRequestError("the event's body is not base64")
        }
        let headers = (event["headers"]?.array ?? []).compactMap { header -> HeaderField? in
            guard let name = header["name"]?.string, let value = header["value"]?.string else { return nil }
            return HeaderField(name: name, value: value)
        }
        return RawRequest(
            method: event["method"]?.string ?? "POST",
            url: "https://bridge.example.com\(target)",
            headers: headers,
            body: bytes,
            receivedAt: receivedAt
        )
    }
}
