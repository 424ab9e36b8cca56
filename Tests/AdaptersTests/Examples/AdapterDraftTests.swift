import BridgeCore
import Foundation
import JSON
import TestSupport
import Testing

@testable import Adapters

/// `adapters new`: a draft from a sample compiles, passes its lint, and carries what is plain to see.
struct AdapterDraftTests {
    /// An example of a shipped adapter, and what the draft's entry must say of it.
    static let samples: [(adapter: String, example: String, type: String, facts: [String: JSONValue])] = [
        ("twilio-messaging", "sms", "sms", ["channel": "sms"]),
        ("callrail", "answered-call", "call", ["channel": "phone"]),
        ("openphone", "answered-call", "call", ["channel": "phone"]),
        ("telnyx", "sms", "sms", ["channel": "sms"]),
        ("vonage-sms", "sms", "sms", ["channel": "sms"]),
        ("postmark", "reply", "email", ["channel": "email"]),
        ("external-crm", "call", "call", [:]),
        ("retell", "answered-call", "call", ["channel": "phone"]),
    ]

    private static func sample(_ adapter: String, _ example: String) throws -> RawRequest {
        let examples = AdapterExample.all(in: "\(ShippedAdapters.folder)/\(adapter)")
        let file = try #require(examples.first { $0.name == example }?.requestFile)
        let bytes = try #require(FileManager.default.contents(atPath: file))
        return try RecordedRequest(Array(bytes), now: AdapterExamples.now).request
    }

    /// Writes a draft's files into a folder named `acme` and checks it as `check` does.
    private func written(_ draft: AdapterDraft, _ body: (String, [SourceProblem]) throws -> Void) throws {
        let directory = try TemporaryDirectory()
        let folder = directory.path("acme")
        try FileManager.default.createDirectory(atPath: "\(folder)/examples", withIntermediateDirectories: true)
        for (path, text) in draft.files {
            try text.write(toFile: "\(folder)/\(path)", atomically: true, encoding: .utf8)
        }
        try body(folder, AdapterLint.check(folder: folder))
        withExtendedLifetime(directory) {}
    }

    @Test(arguments: samples)
    func aDraftFromAShippedSampleHoldsAndCarriesTheObvious(
        _ sample: (adapter: String, example: String, type: String, facts: [String: JSONValue])
    ) throws {
        let request = try Self.sample(sample.adapter, sample.example)

        let draft = try AdapterDraft(name: "acme", sample: request)

        try written(draft) { folder, problems in
            let text = draft.files[0].text
            #expect(problems.filter { $0.severity == .error }.map(\.description) == [], "\(text)")
            let expected = try #require(draft.files.first { $0.path == "examples/sample.expected.json" }).text
            let outcome = try JSONParser().parse(Array(expected.utf8)).value
            let entry = try #require(outcome["entries"]?.array?.first, "\(text)\n\(expected)")
            #expect(entry["comms_type"]?.string == sample.type, "\(text)")
            for (name, value) in sample.facts { #expect(entry["comms_data"]?[name] == value, "\(text)") }
            #expect(entry["key"]?.string?.isEmpty == false)
            let contact = entry["contact"]
            #expect(contact?["phone"] != nil || contact?["email"] != nil, "\(text)\n\(expected)")
            #expect(Adapter.load(folder: folder).adapter != nil)
        }
    }

    @Test func theObviousFactsOfACallAreFound() throws {
        let body: JSONValue = [
            "event": "call.completed",
            "call": [
                "id": "c-9931-77ab", "direction": "outbound", "from_number": "+12125550190",
                "to_number": "+12125550142",
                "customer_name": "Jo Brand", "started_at": "2026-03-02T09:15:00Z", "duration": "184",
                "recording_url": "https://media.acme.example/rec/1.mp3", "answered": "true",
            ],
        ]
        let sample = RawRequest(
            method: "POST",
            url: "https://bridge.example.com/hooks/acme",
            headers: [
                HeaderField(name: "content-type", value: "application/json"),
                HeaderField(name: "x-acme-signature", value: String(repeating: "0a", count: 32)),
            ],
            body: body.serialized(),
            receivedAt: AdapterExamples.now
        )

        let draft = try AdapterDraft(name: "acme-calls", sample: sample)

        let files = Dictionary(uniqueKeysWithValues: draft.files.map { ($0.path, $0.text) })
        let adapter = try #require(files["adapter.yaml"])
        #expect(adapter.contains("{ scheme: hmac, header: x-acme-signature, hash: sha256, encoding: hex }"))
        #expect(adapter.contains("key: ${{ call.id }}"))
        let expected = try JSONParser().parse(Array((files["examples/sample.expected.json"] ?? "").utf8)).value
        let entry = try #require(expected["entries"]?.array?.first)
        let data = entry["comms_data"]
        #expect(entry["comms_type"] == "call" && entry["comms_source"] == "Acme Calls")
        #expect(data?["direction"] == "outbound" && data?["outcome"] == "answered" && data?["duration_seconds"] == 184)
        #expect(data?["occurred_at"] == "2026-03-02T09:15:00Z")
        #expect(entry["contact"]?["phone"]?.string?.hasPrefix("+1212555010") == true)
        #expect(entry["contact"]?["phone"] == data?["to"])
        #expect(files["README.md"]?.contains("## What arrives") == true)
        #expect(files["examples/refused-without-proof.expected.json"]?.contains("unauthentic") == true)
        let all = files.values.joined()
        for personal in ["Jo Brand", "5550142", "5550190", "media.acme"] { #expect(!all.contains(personal)) }
    }

    @Test func aBatchIsTranslatedElementByElement() throws {
        let sample = RawRequest(
            method: "POST",
            url: "https://bridge.example.com/hooks/acme",
            headers: [HeaderField(name: "content-type", value: "application/json")],
            body: Array(
                #"[{"message_id":"m-1","from":"+12125550142","to":"+12125550190","text":"Hello there"},"#.utf8
            ) + Array(#"{"message_id":"m-2","from":"+12125550143","to":"+12125550190","text":"And you?"}]"#.utf8),
            receivedAt: AdapterExamples.now
        )

        let draft = try AdapterDraft(name: "acme", sample: sample)

        #expect(draft.files[0].text.contains("- each: ${{ $body }}"))
        let expected = try #require(draft.files.first { $0.path == "examples/sample.expected.json" }).text
        #expect(try JSONParser().parse(Array(expected.utf8)).value["entries"]?.array?.count == 2)
    }

    @Test(arguments: [
        (["x-twilio-signature: abc"], "{ scheme: twilio }"),
        (["webhook-id: msg_1", "webhook-signature: v1,abc"], "{ scheme: standard-webhooks }"),
        (["svix-id: msg_1"], "{ scheme: standard-webhooks, headers: svix }"),
        (["authorization: Basic dTpw"], "{ scheme: basic }"), (["authorization: Bearer abc"], "{ scheme: bearer }"),
        (["x-api-key: abc"], "{ scheme: token, header: x-api-key }"), (["host: a"], "{ scheme: none }"),
        (["x-amz-sns-message-type: Notification"], "{ scheme: sns }"),
        (
            ["acme-signature: t=1772442900,v1=" + String(repeating: "ab", count: 32)],
            "{ scheme: hmac, header: acme-signature, signature_field: v1, timestamp_field: t, hash: sha256, encoding: hex, signed: \"${{ timestamp }}.${{ body }}\" }"
        ),
        (
            ["x-hub-signature-256: sha256=" + String(repeating: "ab", count: 32)],
            "{ scheme: hmac, header: x-hub-signature-256, prefix: \"sha256=\", hash: sha256, encoding: hex }"
        ),
        (
            ["x-acme-signature: v1=" + String(repeating: "ab", count: 32), "x-acme-timestamp: 1772442900"],
            "{ scheme: hmac, header: x-acme-signature, prefix: \"v1=\", timestamp_header: x-acme-timestamp, hash: sha256, encoding: hex, signed: \"${{ timestamp }}.${{ body }}\" }"
        ),
        (
            ["x-acme-signature: " + "K0MW0EpqAyuZuGAuu6Klnm1d9J4="],
            "{ scheme: hmac, header: x-acme-signature, hash: sha1, encoding: base64 }"
        ),
    ])
    func theSchemeFollowsFromTheHeaders(headers: [String], yaml: String) throws {
        let fields = headers.map { line -> HeaderField in
            let parts = line.split(separator: ": ", maxSplits: 1).map(String.init)
            return HeaderField(name: parts[0], value: parts[1])
        }

        let guess = SchemeGuess(headers: fields)

        #expect(guess.yaml == yaml)
        #expect(!guess.comment.isEmpty && !guess.comment.contains("\n"))
        _ = try scheme(guess.yaml)
    }

    @Test func aTokenInTheURLIsTheScheme() throws {
        #expect(SchemeGuess(headers: [], query: ["event", "Token"]).yaml == "{ scheme: token, query: Token }")
        #expect(SchemeGuess(headers: [], query: ["event"]).yaml == "{ scheme: none }")
    }

    @Test(arguments: ["", "{}", "[]", "\"text\""])
    func aSampleWithoutFieldsIsRefusedInPlainWords(body: String) {
        let sample = RawRequest(
            method: "POST",
            url: "https://x/",
            headers: [],
            body: Array(body.utf8),
            receivedAt: AdapterExamples.now
        )

        #expect(throws: RecordedRequestError.self) { try AdapterDraft(name: "acme", sample: sample) }
    }
}
