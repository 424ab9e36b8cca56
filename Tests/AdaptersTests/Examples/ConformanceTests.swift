import Adapters
import BridgeCore
import Foundation
import JSON
import Testing

/// What every folder of `adapters/` must have, found by looking, so that a new adapter is held to it without a new test.
struct ConformanceTests {
    @Test(arguments: ShippedAdapters.names)
    func itsReadmeSaysHowToSetItUpWhatArrivesAndWhatDoesNot(_ name: String) throws {
        let readme = try text("README.md", of: name)
        let headings = readme.split(separator: "\n").filter { $0.hasPrefix("#") }.map(String.init)

        #expect(headings.first?.hasPrefix("# ") == true)
        for heading in ["## Set up", "## What arrives", "## What does not"] {
            #expect(headings.contains { $0.hasPrefix(heading) }, "no \"\(heading)\"")
        }
        #expect(readme.contains("/hooks/"), "it does not say which URL to give to the provider")
        #expect(readme.contains("secret"), "it does not say what the hook's secret is")
        for number in readme.matches(of: /\+1[0-9]{10}/).map({ String($0.output) }) {
            #expect(number.contains("55501"), "\(number) may be somebody's number")
        }
    }

    @Test(arguments: ShippedAdapters.names)
    func itHasAnExampleThatWorksOneThatIsRefusedAndOneForEachReasonToIgnore(_ name: String) throws {
        let adapter = try ShippedAdapters.load(name)
        let results = AdapterExamples.run(adapter, folder: "\(ShippedAdapters.folder)/\(name)")
        let dispositions = results.map { $0.actual["disposition"]?.string }
        let reasons = Set(results.compactMap { $0.actual["reason"]?.string })

        #expect(dispositions.contains("translated"))
        #expect(!adapter.needsSecret || dispositions.contains("unauthentic"))
        for reason in try ignoreReasons(of: name) where !reasons.contains(where: { $0.contains(reason) }) {
            Issue.record("no example is ignored because \"\(reason)\"")
        }
    }

    @Test(arguments: ShippedAdapters.names)
    func everyEntrySaysWhereItComesFromAndHasTheOneShape(_ name: String) throws {
        let adapter = try ShippedAdapters.load(name)
        let entries = AdapterExamples.run(adapter, folder: "\(ShippedAdapters.folder)/\(name)")
            .flatMap { $0.actual["entries"]?.array ?? [] }

        for entry in entries {
            let source = entry["comms_source"]?.string ?? ""
            let data = try #require(entry["comms_data"])
            #expect((1...55).contains(source.count))
            #expect(entry["key"]?.string?.isEmpty == false)
            #expect(data["summary"] == nil && data["reference"] == nil, "these are the bridge's own")
            // What only completes another entry says neither.
            guard entry["settle"]?["completes"] != true else { continue }
            #expect(data["channel"]?.string?.isEmpty == false)
            #expect(["inbound", "outbound"].contains(data["direction"]?.string))
            #expect(data["occurred_at"]?.string.flatMap { Timestamp(rfc3339: $0) } != nil)
        }
    }

    /// The connection overrides and what else a Twilio console does to a webhook.
    @Test(arguments: ["twilio-messaging", "twilio-voice", "twilio-conversations", "twilio-events"])
    func twilioReadmesWarnOfWhatTwilioDoes(_ name: String) throws {
        let readme = try text("README.md", of: name)

        #expect(readme.contains("#rc=5&rp=all"))
        // A number has one; Event Streams has sinks beside it.
        #expect(readme.contains("One URL only") || name == "twilio-events")
    }

    @Test func theVoiceReadmeWarnsInBoldOfRingingCalls() throws {
        let readme = try text("README.md", of: "twilio-voice")
        let bold = readme.matches(of: /\*\*[^*]+\*\*/).map { String($0.output).lowercased() }

        #expect(bold.contains { $0.contains("a call comes in") })
    }

    private func text(_ file: String, of name: String) throws -> String {
        try String(contentsOfFile: "\(ShippedAdapters.folder)/\(name)/\(file)", encoding: .utf8)
    }

    /// The constants behind `ignore:`.
    private func ignoreReasons(of name: String) throws -> [String] {
        try text("adapter.yaml", of: name).split(separator: "\n").compactMap { line in
            let trimmed = line.drop { $0 == " " || $0 == "-" }
            guard trimmed.hasPrefix("ignore: ") else { return nil }
            return trimmed.dropFirst("ignore: ".count).trimmingCharacters(in: CharacterSet(charactersIn: " \"'"))
        }
    }
}
