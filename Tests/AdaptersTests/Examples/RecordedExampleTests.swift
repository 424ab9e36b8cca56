import BridgeCore
import Foundation
import JSON
import TestSupport
import Testing

@testable import Adapters

/// `adapters record`: nothing personal of the request remains, and the example holds.
struct RecordedExampleTests {
    /// What the store keeps of a request: no header that may be a credential.
    private static func stored(_ request: RawRequest) -> RawRequest {
        let kept = ["content-type", "user-agent", "webhook-id", "webhook-timestamp", "svix-id", "svix-timestamp"]
        return request.replacing(headers: request.headers.filter { kept.contains($0.name) })
    }

    private static func source(_ adapter: String) throws -> String {
        try String(contentsOfFile: "\(ShippedAdapters.folder)/\(adapter)/adapter.yaml", encoding: .utf8)
    }

    private static func request(_ adapter: String, _ example: AdapterExample) throws -> RecordedRequest {
        let bytes = try #require(FileManager.default.contents(atPath: example.requestFile))
        return try RecordedRequest(Array(bytes), now: AdapterExamples.now)
    }

    /// Every shipped example that yields an entry, as if it had been received.
    static let translated: [(adapter: String, example: AdapterExample)] = ShippedAdapters.names.flatMap { name in
        AdapterExample.all(in: "\(ShippedAdapters.folder)/\(name)").filter { example in
            let text = (try? String(contentsOfFile: example.expectedFile, encoding: .utf8)) ?? ""
            return text.contains("\"disposition\": \"translated\"")
        }.prefix(2).map { (name, $0) }
    }

    @Test(arguments: translated)
    func everyAdaptersEventBecomesAnExampleThatHolds(_ sample: (adapter: String, example: AdapterExample)) throws {
        let adapter = try ShippedAdapters.load(sample.adapter)
        let original = try Self.request(sample.adapter, sample.example)
        let before = AdapterTrial.run(adapter, original.request, secrets: original.secrets, settings: original.settings)

        let made = try RecordedExample(
            of: Self.stored(original.request),
            adapter: adapter,
            source: try Self.source(sample.adapter),
            settings: original.settings
        )

        let name = "\(sample.adapter)/\(sample.example.name)"
        #expect(made.expected["authentic"] == true, "\(name): \(made.expected.text())")
        #expect(made.expected["disposition"] == before["disposition"], "\(name): \(made.expected.text())")
        // Whether a text is a one-time password is read in the very words that are replaced: then the author is told.
        let isTold = name.contains("one-time-password") && made.notes.contains { $0.contains("otherwise") }
        #expect(isTold || made.expected["entries"]?.array?.count == before["entries"]?.array?.count, "\(name)")
        for secret in original.secrets where secret.revealed.count > 3 {
            #expect(!made.request.text().contains(secret.revealed), "\(name)")
        }
        let text = made.request.text() + made.expected.text()
        for personal in Self.personal(in: before) { #expect(!text.contains(personal), "\(name): \(personal)") }
        let again = AdapterTrial.run(adapter, try RecordedRequest(made.request.serialized(), now: AdapterExamples.now))
        #expect(again == made.expected, "\(name)")
    }

    /// Numbers, addresses, names and texts of the entries of an outcome.
    private static func personal(in outcome: JSONValue) -> [String] {
        (outcome["entries"]?.array ?? []).flatMap { entry -> [String] in
            let data = entry["comms_data"]
            let texts = [
                entry["contact"]?["phone"], entry["contact"]?["email"], entry["contact"]?["name"],
                entry["member"]?["phone"],
                entry["member"]?["email"], data?["body"], data?["subject"], data?["transcript"], data?["recording_url"],
            ]
            // Numbers of the shipped examples are of the range that stand-ins are of.
            return texts.compactMap { $0?.string }.filter { text in
                text.count >= 8 && text.contains(where: { " @/".contains($0) }) && !text.contains("55501")
            }
        }
    }

    private static let secretive: JSONValue = [
        "type": "sms", "contact": ["phone": "+14155552671", "email": "Jane.Doe@corp.test", "name": "Jane Q. Doe"],
        "data": [
            "channel": "sms", "direction": "inbound", "body": "Meet me at 12 Elm Street, Jane. Call +1 (415) 555-2671!",
            "recording_url": "https://cdn.corp.test/r/jane-doe.mp3?token=tttsecret",
        ],
        "id": "msg_77481923741", "customer": "Jane",
        "note": "{\"mail\":\"jane.doe@corp.test\",\"who\":\"Jane Q. Doe\"}",
        "raw":
            "From: Jane Doe <jane.doe@corp.test>\r\nTo: sam@corp.test\r\nSubject: My diagnosis\r\n\r\nIt is serious, says Dr. House.",
        "ip": "203.0.113.77", "api_token": "sk_live_abcdefgh12345678", "jane.doe@corp.test": 1, "zip": "94107",
        "city": "Fresno",
        "number": 14_155_552_671, "at": "2026-03-02T09:15:00Z", "status": "completed",
    ]

    @Test func nothingPersonalRemainsAndWhatDecidesStays() {
        var disguise = Disguise(source: "when: ${{ status == 'completed' }}")
        _ = disguise.value(Self.secretive)

        let text = disguise.value(Self.secretive).text()

        for personal in [
            "Jane", "jane", "Doe", "doe", "415", "2671", "corp", "Elm", "token=", "ttt", "77481923741", "diagnosis",
            "House",
            "203.0.113.77", "sk_live_abcdefgh", "94107", "Fresno",
        ] { #expect(!text.contains(personal), "\(personal) in \(text)") }
        for kept in ["completed", "inbound", "2026-03-02T09:15:00Z", "example.com", "555010", "\"sms\""] {
            #expect(text.contains(kept), "\(kept) in \(text)")
        }
    }

    @Test func theSameValueGetsTheSameStandIn() {
        var disguise = Disguise(source: "")
        let made = disguise.value([
            "from": "+14155552671", "again": "+1 415 555 2671", "to": "4155550000", "called": "4155550000",
        ])

        #expect(made["from"]?.string?.filter(\.isNumber) == made["again"]?.string?.filter(\.isNumber))
        #expect(made["to"] == made["called"] && made["to"] != made["from"])
        #expect(made["to"]?.string?.hasPrefix("212555010") == true)
    }

    @Test(arguments: [
        ("2125550199", "2125550101"), ("(415) 555-2671", "(212) 555-0101"), ("415-555-2671", "212-555-0101"),
        ("415.555.2671", "212.555.0101"), ("415 555 2671", "212 555 0101"), ("14155552671", "12125550101"),
        ("1-415-555-2671", "1-212-555-0101"), ("+14155552671", "+12125550101"),
        ("+1 (415) 555-2671", "+1 (212) 555-0101"),
        ("0014155552671", "0012125550101"), ("447700900123", "12125550101"), ("+44 7700 900123", "+1 212 555 0101"),
        ("0612345678", "0125550101"), ("07700 900123", "02125 550101"), ("555-2671", "555-0101"),
    ])
    func aNumberKeepsTheFormItIsWrittenIn(original: String, standIn: String) {
        var disguise = Disguise(source: "")

        #expect(disguise.value(["phone": .string(original)])["phone"]?.string == standIn)
    }

    @Test func whatCannotBeSignedAnewSaysWhoVouchedForIt() throws {
        let adapter = try ShippedAdapters.load("amazon-ses")
        let example = try #require(
            AdapterExample.all(in: "\(ShippedAdapters.folder)/amazon-ses").first { $0.name == "reply" }
        )
        let original = try Self.request("amazon-ses", example)

        let made = try RecordedExample(
            of: Self.stored(original.request),
            adapter: adapter,
            source: try Self.source("amazon-ses"),
            settings: original.settings
        )

        #expect(made.request["verified_by"] == "sns")
        #expect(made.notes.contains { $0.contains("sns") })
    }

    @Test func aRequestThatCannotBeTakenApartIsRefused() throws {
        let adapter = try AdapterText.compile(AdapterText.json(AdapterText.entry()))
        let request = RawRequest(
            method: "POST",
            url: "https://bridge.example.com/hooks/x",
            headers: [],
            body: Array("no JSON".utf8),
            receivedAt: AdapterExamples.now
        )

        #expect(throws: RecordedRequestError.self) {
            try RecordedExample(of: request, adapter: adapter, source: "", settings: [:])
        }
    }
}
