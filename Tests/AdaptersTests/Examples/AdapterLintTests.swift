import BridgeCore
import Foundation
import JSON
import TestSupport
import Testing

@testable import Adapters

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

    /// A mapping whose direction is read deep inside the payload, with what its absence is told as.
    static let depths: [(body: JSONValue, direction: String, each: String?, field: String, cost: String)] = [
        (
            ["id": 7, "call": ["leg": ["way": "inbound", "unread": "x"]]], "call.leg.way", nil,
            "call.leg.way", "nothing is translated"
        ),
        (
            ["id": 7, "legs": [["way": "inbound"], ["way": "outbound"]]], "legs[0].way", nil, "legs[].way",
            "nothing is translated"
        ),
        (
            ["items": [["id": 7, "a b": ["way": "inbound"]], ["id": 8, "a b": ["way": "inbound"]]]], "\"a b\".way",
            "items", "items[].\"a b\".way", "one entry of several is not translated"
        ),
        ([["id": 7, "way": "inbound"]], "way", "$body", "[].way", "nothing is translated"),
    ]

    @Test(arguments: depths)
    func lintTriesFieldsAtEveryDepthAndOfTheElementsOfLists(
        _ sample: (body: JSONValue, direction: String, each: String?, field: String, cost: String)
    ) throws {
        let rule = AdapterText.entry().replacing("direction: inbound", with: "direction: ${{ \(sample.direction) }}")
        let each = sample.each.map { "  - each: ${{ \($0) }}\n    entry:" }
        let adapter = try AdapterText.compile(
            AdapterText.json(each.map { rule.replacing("  - entry:", with: $0) } ?? rule)
        )
        let file: JSONValue = ["url": "https://bridge.example.com/hooks/x", "body": .string(sample.body.text())]
        var missing = MissingFields(adapter, source: "id way leg call legs items a b")

        let recorded = try RecordedRequest(file.serialized(), now: AdapterExamples.now)
        let findings = missing.findings(recorded, body: sample.body)

        let finding = try #require(findings.first { $0.field == sample.field }, "\(findings.map(\.field))")
        #expect(finding.reason.contains("comms_data.direction"))
        #expect(finding.isPartial == sample.cost.hasPrefix("one entry"))
        #expect(!findings.contains { $0.field.contains("unread") })
    }

    @Test func aPayloadOfManyFieldsIsTriedWithinBounds() throws {
        let adapter = try AdapterText.compile(AdapterText.json(AdapterText.entry()))
        var fields: JSONObject = ["id": 7]
        for number in 0..<1_000 { fields["id\(number)"] = ["id": 1] }
        var missing = MissingFields(adapter, source: (0..<1_000).map { "id\($0)" }.joined(separator: " "))
        let file: JSONValue = ["url": "https://bridge.example.com/hooks/x"]

        let recorded = try RecordedRequest(file.serialized(), now: AdapterExamples.now)
        _ = missing.findings(recorded, body: .object(fields))

        #expect(missing.count == MissingFields.limit)
    }

    @Test func aFieldIsTriedInTwoExamplesOfAKindAndNoMore() throws {
        let adapter = try AdapterText.compile(AdapterText.json(AdapterText.entry()))
        let body: JSONValue = ["id": 7, "from": "+12125550142", "text": "Hello"]
        let recorded = try RecordedRequest(
            JSONValue.object(["url": "https://bridge.example.com/hooks/x"]).serialized(),
            now: AdapterExamples.now
        )
        var missing = MissingFields(adapter, source: "id from text")

        for _ in 0..<5 { _ = missing.findings(recorded, body: body) }

        #expect(missing.count == 6)
    }

    @Test func aNameInDoubleQuotesThatNoExampleHasIsPointedAt() throws {
        let rules = "  - when: ${{ \"text\" == \"call.ended\" }}\n    ignore: over\n" + AdapterText.entry()
        let adapter = try AdapterText.compile(AdapterText.json(rules))

        let problems = adapter.problems(ofNamesAbsentFrom: ["id", "text"])

        #expect(problems.map(\.mend) == ["write 'call.ended' for the text"])
        #expect(problems.first.map { "\($0.place)" } == "adapter.yaml:6:25")
        #expect(problems.first?.severity == .warning)
    }

    @Test func aTrialShowsWarningsByTheirKindAndLintTellsThoseOfExamples() throws {
        try withAdapter { folder, _ in
            let adapter = try AdapterText.compile(Self.text.replacing("key: ${{ id }}", with: "key: sms:${{ uid }}"))
            _ = AdapterExamples.run(adapter, folder: folder, update: true)

            let actual = try #require(AdapterExamples.run(adapter, folder: folder).first).actual
            let warnings = AdapterLint.check(adapter, folder: folder).filter {
                $0.message.contains("key came out empty")
            }
            let withUID = request.text().replacing(#"\"id\""#, with: #"\"uid\""#)
            try withUID.write(toFile: "\(folder)/examples/two.request.json", atomically: true, encoding: .utf8)
            _ = AdapterExamples.run(adapter, folder: folder, update: true)
            let left = AdapterLint.check(adapter, folder: folder).filter { $0.message.contains("key came out empty") }

            let text = "the key came out empty; the event's hash stands in"
            #expect(actual["warnings"] == ["empty_key": .string(text)])
            #expect(warnings.map { "\($0.place) \($0.severity)" } == ["adapter.yaml:6:5 warning"])
            #expect(left.isEmpty)
        }
    }

    @Test(arguments: ["gzip", "BASE64", "hex"])
    func aRequestFileWithAnUnknownEncodingIsRefused(_ encoding: String) {
        let file: JSONValue = [
            "url": "https://bridge.example.com/", "body": "QQ==", "body_encoding": .string(encoding),
        ]

        let error = #expect(throws: RecordedRequestError.self) {
            try RecordedRequest(file.serialized(), now: AdapterExamples.now)
        }

        #expect(error?.description.contains("\"\(encoding)\"") == true)
        #expect(error?.description.contains("must be \"base64\"") == true)
    }

    @Test func aTrialShowsTheAlertThatARuleRaisesAndNoKeyForItElsewhere() throws {
        let rules = "  - when: ${{ loud }}\n    ignore: loud\n    alert: ${{ concat('it said ', loud) }}\n"
        let adapter = try AdapterText.compile(AdapterText.json(rules + AdapterText.entry()))
        func outcome(_ body: JSONValue) throws -> JSONValue {
            let file: JSONValue = ["url": "https://bridge.example.com/hooks/x", "body": .string(body.text())]
            return try AdapterTrial.run(adapter, file: file.serialized(), secrets: [], now: AdapterExamples.now)
        }

        #expect(try outcome(["id": 1, "loud": "hey"])["alert"] == "it said hey")
        #expect(try outcome(["id": 1]).object?.names.contains("alert") == false)
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
