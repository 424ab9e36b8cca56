import Adapters
import BridgeCore
import Foundation
import JSON
import TestSupport
import Testing

/// Examples beside an adapter: run, compared, accepted, and taken apart.
struct AdapterLintTests {
    private let request: JSONValue = [
        "url": "https://bridge.example.com/hooks/example", "headers": ["Content-Type": "application/json"],
        "body": "{\"id\": 7, \"from\": \"+15185550142\", \"text\": \"Hello\", \"way\": \"inbound\"}",
    ]

    @Test func updateAcceptsAndTheNextRunPasses() throws {
        try withAdapter { folder, adapter in
            let before = AdapterExamples.run(adapter, folder: folder)
            let update = AdapterExamples.run(adapter, folder: folder, update: true)
            let after = AdapterExamples.run(adapter, folder: folder)

            #expect(before.map(\.hasPassed) == [false])
            #expect(update.map(\.isUpdated) == [true])
            #expect(after.map(\.hasPassed) == [true])
            #expect(after[0].actual["entries"]?.array?.first?["key"] == "7")
        }
    }

    @Test func aDifferenceNamesThePlaceAndBothValues() throws {
        try withAdapter { folder, adapter in
            _ = AdapterExamples.run(adapter, folder: folder, update: true)
            let changed = try AdapterText.compile(
                Self.text.replacing("comms_source: Example", with: "comms_source: Other")
            )

            let result = try #require(AdapterExamples.run(changed, folder: folder).first)

            #expect(result.differences == ["entries[0].comms_source: expected \"Example\", got \"Other\""])
        }
    }

    @Test func lintTellsWhichFieldCarriesTheTranslation() throws {
        try withAdapter { folder, adapter in
            _ = AdapterExamples.run(adapter, folder: folder, update: true)

            let findings = AdapterLint.check(folder: folder).map(\.message)

            #expect(findings.count == 2)
            #expect(findings.contains { $0.contains("without \"way\"") })
            #expect(findings.contains { $0.contains("README") })
        }
    }

    @Test func aTrialWithoutASecretIsNotAuthentic() throws {
        let text = Self.text.replacing("{ scheme: none }", with: "{ scheme: bearer }")
        let adapter = try AdapterText.compile(text)

        let outcome = try AdapterTrial.run(
            adapter,
            file: request.serialized(),
            secrets: [],
            now: Timestamp(seconds: 0)
        )

        #expect(outcome["authentic"] == false)
        #expect(outcome["disposition"] == "unauthentic")
        #expect(outcome["diagnosis"]?.string?.contains("no secret") == true)
        #expect(outcome["answer"]?["status"] == 401)
        #expect(outcome["entries"] == [])
    }

    @Test func theCallersClockCountsBeforeTheFilesAndTheFilesBeforeTheMachines() throws {
        let request: JSONValue = ["url": "https://x.example.com/hooks/x", "now": 1_772_442_900]
        func seconds(_ now: Int64?) throws -> Int64 {
            let own = Timestamp(seconds: now ?? 5)
            let bytes = request.serialized()
            return try RecordedRequest(bytes, now: own, overridesFile: now != nil).request.receivedAt.seconds
        }

        #expect(try seconds(1_800_000_000) == 1_800_000_000)
        #expect(try seconds(nil) == 1_772_442_900)
    }

    @Test(arguments: [
        "", "{}", "[]", "{\"url\": 1}", "{\"url\": \"https://x/\", \"body\": \"!\", \"body_encoding\": \"base64\"}",
    ])
    func aFileThatIsNoRequestIsAnErrorInPlainWords(_ file: String) throws {
        let adapter = try AdapterText.compile(Self.text)

        #expect(throws: RecordedRequestError.self) {
            try AdapterTrial.run(adapter, file: Array(file.utf8), secrets: [], now: Timestamp(seconds: 0))
        }
    }

    private static let text = AdapterText.json(AdapterText.entry())
        .replacing("direction: inbound", with: "direction: ${{ way }}")

    private func withAdapter(_ body: (String, Adapter) throws -> Void) throws {
        let directory = try TemporaryDirectory()
        let folder = directory.path("example")
        try FileManager.default.createDirectory(atPath: "\(folder)/examples", withIntermediateDirectories: true)
        try Self.text.write(toFile: "\(folder)/adapter.yaml", atomically: true, encoding: .utf8)
        try request.text().write(toFile: "\(folder)/examples/one.request.json", atomically: true, encoding: .utf8)
        let adapter = try #require(Adapter.load(folder: folder).adapter)
        try body(folder, adapter)
        withExtendedLifetime(directory) {}
    }
}
