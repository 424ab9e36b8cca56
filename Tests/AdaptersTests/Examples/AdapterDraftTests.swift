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

        let draft = try AdapterDraft(name: "acme", samples: [request])

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

        let draft = try AdapterDraft(name: "acme-calls", samples: [sample])

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

        let draft = try AdapterDraft(name: "acme", samples: [sample])

        #expect(draft.files[0].text.contains("- each: ${{ $body }}"))
        let expected = try #require(draft.files.first { $0.path == "examples/sample.expected.json" }).text
        #expect(try JSONParser().parse(Array(expected.utf8)).value["entries"]?.array?.count == 2)
    }

    private static func sample(_ body: String, headers: [HeaderField] = []) -> RawRequest {
        RawRequest(
            method: "POST",
            url: "https://bridge.example.com/hooks/acme",
            headers: [HeaderField(name: "content-type", value: "application/json")] + headers,
            body: Array(body.utf8),
            receivedAt: AdapterExamples.now
        )
    }

    /// Payloads that keep their fields in a list of labels and values.
    static let labelled: [(body: String, each: String?)] = [
        (
            #"{"id":"f-81c2","submitted_at":"2026-03-02T09:15:00Z","fields":[{"name":"Your name","value":"Jo Brand"},"#
                + #"{"name":"phone","value":"(415) 555-2671"},{"name":"message","value":"Do you have a flat for two?"}]}"#,
            nil
        ),
        (
            #"[{"key":"lead id","value":"f-81c2"},{"key":"Phone","value":"415 555 2671"},"#
                + #"{"key":"Full name","value":"Jo Brand"},{"key":"Your message","value":"Do you have a flat for two?"}]"#,
            nil
        ),
        (
            #"{"form":"contact","events":[{"id":"f-81c2","answers":[{"type":"text","label":"Name","value":"Jo Brand"},"#
                + #"{"type":"tel","label":"Phone number","value":"4155552671"},"#
                + #"{"type":"text","label":"Your question","value":"Do you have a flat for two?"}]}]}"#,
            "events"
        ),
        (
            #"[{"id":"f-81c2","data":[{"name":"phone","value":"+14155552671"},{"name":"name","value":"Jo Brand"},"#
                + #"{"name":"comments","value":"Do you have a flat for two?"}]}]"#,
            "$body"
        ),
    ]

    @Test(arguments: labelled)
    func aDraftLooksIntoListsOfLabelsAndValues(_ sample: (body: String, each: String?)) throws {
        let draft = try AdapterDraft(name: "acme", samples: [Self.sample(sample.body)])

        try written(draft) { folder, problems in
            let text = draft.files[0].text
            #expect(problems.filter { $0.severity == .error }.map(\.description) == [], "\(text)")
            #expect(text.contains("each:") == (sample.each != nil), "\(text)")
            if let each = sample.each { #expect(text.contains("each: ${{ \(each) }}"), "\(text)") }
            let expected = try #require(draft.files.first { $0.path == "examples/sample.expected.json" }).text
            let entry = try #require(try JSONParser().parse(Array(expected.utf8)).value["entries"]?.array?.first)
            let phone = entry["contact"]?["phone"]?.string ?? ""
            #expect(phone.filter(\.isNumber).contains("212555010"), "\(text)\n\(expected)")
            #expect(entry["contact"]?["name"]?.string == "Nora Vance", "\(text)\n\(expected)")
            #expect(entry["comms_data"]?["body"]?.string?.isEmpty == false, "\(text)\n\(expected)")
            let all = draft.files.map(\.text).joined()
            for personal in ["Jo Brand", "5552671", "555-2671", "flat for two"] { #expect(!all.contains(personal)) }
        }
    }

    /// Chats of two providers, as their documentation shows them.
    static let chats: [(body: String, headers: [HeaderField], lines: [String])] = [
        (
            #"{"type":"notification_event","app_id":"abc123","data":{"type":"notification_event_data","item":{"#
                + #""type":"conversation","id":"215468","created_at":1772460840,"source":{"type":"conversation","#
                + #""id":"403918","subject":"","body":"<p>Do you ship to Texas?</p>","author":{"type":"user","id":"5d3","#
                + #""name":"Jo Brand","email":"jo.brand@corp.test"}},"state":"open"}},"id":"notif_ccd8a4d0","#
                + #""topic":"conversation.user.created","first_sent_at":1772460846,"created_at":1772460846}"#,
            [HeaderField(name: "x-hub-signature", value: "sha1=21ff2e149e0fdcac6f947740f6177f6434bda921")],
            [
                "when: ${{ topic != 'conversation.user.created' }}", "comms_type: message", "channel: chat",
                "email: ${{ data.item.source.author.email }}", "name: ${{ data.item.source.author.name }}",
                "key: ${{ data.item.id }}", "occurred_at: ${{ timestamp(created_at) }}",
                "body: ${{ html_to_text(data.item.source.body) }}",
            ]
        ),
        (
            #"{"website_id":"42286ab3-b29a-4fde-8538-da0ae501d825","event":"message:send","data":{"type":"text","#
                + #""from":"user","origin":"chat","content":"Hey there! Need help","timestamp":1772460846000,"#
                + #""session_id":"session_36ba3566-9651-4790","user":{"nickname":"visitor607"}},"timestamp":1772460846721}"#,
            [
                HeaderField(name: "x-crisp-request-timestamp", value: "1772460846721"),
                HeaderField(name: "x-crisp-signature", value: String(repeating: "3f", count: 32)),
            ],
            [
                "when: ${{ event != 'message:send' }}", "comms_type: message", "channel: chat",
                "body: ${{ data.content }}", "name: ${{ data.user.nickname }}", "timestamp_unit: milliseconds",
            ]
        ),
    ]

    @Test(arguments: chats)
    func aChatIsNoMailAndTheKindOfEventIsAskedFor(
        _ sample: (body: String, headers: [HeaderField], lines: [String])
    ) throws {
        let draft = try AdapterDraft(name: "acme", samples: [Self.sample(sample.body, headers: sample.headers)])

        let text = draft.files[0].text
        for line in sample.lines { #expect(text.contains(line), "\(line) in \(text)") }
        let expected = try #require(draft.files.first { $0.path == "examples/sample.expected.json" }).text
        #expect(try JSONParser().parse(Array(expected.utf8)).value["disposition"] == "translated", "\(expected)")
        let request = try #require(draft.files.first { $0.path == "examples/sample.request.json" }).text
        for personal in ["Jo Brand", "jo.brand", "visitor607", "Texas", "Need help"] {
            #expect(!request.contains(personal))
        }
    }

    @Test func elementsOfAListAreToldApartByTheirType() throws {
        let body =
            #"{"event_id":"01HQ7Z","event_type":"form_response","form":{"form_id":"lT4Z3j","submitted_at":"2026-03-02T14:14:06Z","#
            + #""definition":{"id":"lT4Z3j","title":"Contact us"},"#
            + #""answers":[{"type":"text","text":"I would like a quote"},{"type":"phone_number","phone_number":"+14155552671"},"#
            + #"{"type":"email","email":"jo@corp.test"}]}}"#

        let draft = try AdapterDraft(name: "acme", samples: [Self.sample(body)])

        let text = draft.files[0].text
        #expect(text.contains("phone: ${{ (form.answers[?type == 'phone_number'].phone_number | [0]) }}"), "\(text)")
        #expect(text.contains("key: ${{ event_id }}") && text.contains("timestamp(form.submitted_at)"), "\(text)")
        let expected = try #require(draft.files.first { $0.path == "examples/sample.expected.json" }).text
        #expect(expected.contains("+1212555010"), "\(expected)")
    }

    @Test func aListOfPeopleIsNoListOfFields() {
        let people: JSONValue = [
            ["name": "Jo Brand", "value": "+14155552671"], ["name": "Ana Ruiz", "value": "+14155552672"],
        ]
        var disguise = Disguise(source: "")

        #expect(LabelledPair.list(people.array ?? []) == nil)
        #expect(!disguise.value(people).text().contains("Jo"))
    }

    @Test func headersThatTheWayOfARequestAddedAreNotKept() throws {
        let added = [
            ("host", "webhook.site"), ("x-forwarded-for", "203.0.113.77"), ("cf-connecting-ip", "203.0.113.77"),
            ("cf-ray", "8a1"), ("x-amzn-trace-id", "Root=1"), ("via", "1.1 proxy"), ("content-length", "99"),
            ("x-hookdeck-signature", "abc"), ("traceparent", "00-1"),
        ].map { HeaderField(name: $0, value: $1) }
        let own = [HeaderField(name: "user-agent", value: "Acme/1"), HeaderField(name: "x-acme-event", value: "sms")]
        let body = #"{"id":"m-1","from":"+14155552671","text":"Hi","at":"2026-03-02T09:15:00Z"}"#

        let draft = try AdapterDraft(name: "acme", samples: [Self.sample(body, headers: added + own)])

        let example = try #require(draft.files.first { $0.path == "examples/sample.request.json" }).text
        let headers = try JSONParser().parse(Array(example.utf8)).value["headers"]?.object
        #expect(headers?.names.sorted() == ["content-type", "user-agent", "x-acme-event"])
        // Nor is the scheme guessed by one of them.
        #expect(draft.files[0].text.contains("{ scheme: none }"))
    }

    @Test func severalSamplesOfOneKindMakeOneDraft() throws {
        let bodies = [
            #"{"id":"c-1","from":"+14155552671","to":"+14155550000","started_at":"2026-03-02T09:15:00Z","recording_url":null}"#,
            #"{"id":"c-2","from":"+14155552672","to":"+14155550000","started_at":"2026-03-02T09:18:00Z","#
                + #""recording_url":"https://media.acme.example/2.mp3","duration":31}"#,
        ]

        let draft = try AdapterDraft(name: "acme", samples: bodies.map { Self.sample($0) })

        let text = draft.files[0].text
        #expect(text.contains("recording_url: ${{ recording_url }}") && text.contains("number(duration)"), "\(text)")
        #expect(draft.files.map(\.path).filter { $0.hasSuffix("request.json") }.count == 2)
        try written(draft) { _, problems in
            #expect(problems.filter { $0.severity == .error }.map(\.description) == [])
        }
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

        #expect(throws: RecordedRequestError.self) { try AdapterDraft(name: "acme", samples: [sample]) }
    }
}
