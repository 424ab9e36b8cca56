import Adapters
import BridgeCore
import JSON
import Testing

/// What `check` says about an adapter's file.
struct AdapterCompilerTests {
    @Test func aCorrectFileHasNoProblemsAndSafeAnswers() throws {
        let text = AdapterText.json(AdapterText.entry())
        let (adapter, problems) = AdapterCompiler.compile(text, name: "example", file: "adapter.yaml")

        let answers = try #require(adapter).receive.answers
        #expect(problems == [])
        #expect(answers.accepted == Answer(status: 200))
        #expect(answers.untranslatable == answers.accepted && answers.duplicate == answers.accepted)
        #expect(answers.unauthentic.status == 401 && answers.tooLarge.status == 413)
        #expect(answers.overloaded.headers == [HeaderField(name: "retry-after", value: "5")])
        #expect(adapter?.receive.methods == ["POST"])
        #expect(adapter?.version.count == 12)
    }

    @Test func anAdapterStatesOnlyWhatDiffers() throws {
        let receive = """
              methods: [post, PUT]
              limit: 60MB
              answer:
                accepted: { status: 202, headers: { Content-Type: text/xml }, body: <ok/> }
                unauthentic: { status: 403 }
            """
        let adapter = try AdapterText.compile(AdapterText.json(AdapterText.entry(), receive: receive))

        let answers = adapter.receive.answers
        #expect(answers.accepted.headers == [HeaderField(name: "content-type", value: "text/xml")])
        #expect(answers.untranslatable == answers.accepted && answers.duplicate.status == 202)
        #expect(answers.unauthentic.status == 403)
        #expect(adapter.receive.methods == ["POST", "PUT"] && adapter.receive.bodyLimit == 60_000_000)
    }

    /// A replacement in a correct file, and what the first problem must say.
    @Test(
        arguments: [
            ("title: Example", "titel: Example", "titel", "title"), ("contact:", "contat:", "contat", "contact"),
            ("comms_type: sms", "comms_type: smss", "smss", "sms"),
            ("comms_source: Example", "comms_source: \(String(repeating: "x", count: 56))", "56", "shorten"),
            ("key: ${{ id }}", "key: fixed", "same for every event", "id"),
            ("body: ${{ text }}", "body: ${{ uper(text) }}", "uper", "upper"),
            ("body: ${{ text }}", "body: ${{ $hok.name }}", "$hok", "$hook"),
            ("body: ${{ text }}", "body: ${{ text | }}", "adapter.yaml", ""),
            ("body: ${{ text }}", "body: ${{ text text }}", "}}", ""),
            ("body: ${{ text }}", "bdy: ${{ text }}", "bdy", "body"),
            ("body: ${{ text }}", "summary: ${{ text }}", "summary", "leave it out"),
            ("direction: inbound", "direction: incoming", "incoming", "inbound"),
            ("direction: inbound", "note: x", "comms_data.direction", ""),
            ("{ scheme: none }", "{ scheme: hmacc }", "hmacc", "hmac"),
            ("body: json", "body: jason", "jason", "json"),
            ("body: json", "answer: { overloaded: { status: 200 } }", "come again", "503"),
            ("body: json", "answer: { too_large: { status: 200 } }", "not kept", "400"),
            ("body: json", "answer: { unauthentic: { status: 204 } }", "not kept", "400"),
            ("body: json", "handshake: yes", "handshake", ""),
            (
                "body: json",
                "handshake: [ { when: \"${{ a }}\", confirm: { url: \"${{ b }}\", topic: \"${{ c }}\" } } ]",
                "nobody vouches", "authenticate: sns"
            ),
            (
                "body: json",
                "handshake: [ { when: x, authenticate: none, confirm: { url: \"${{ b }}\", topic: \"${{ c }}\" } } ]",
                "strangers could have the bridge visit", "leave out"
            ),
            ("body: json", "answer: { accepted: { status: 99 } }", "status", ""),
            ("  - entry:", "  - when: ${{ text }}\n    ignore: \"${{ text }}\"\n  - entry:", "ignore", "why"),
            ("  - entry:", "  - ignore: x\n    entry:", "either", ""),
        ])
    func problemsSayWhatAndWhereAndWhatWasMeant(_ old: String, _ new: String, _ what: String, _ mend: String) {
        let text = AdapterText.json(AdapterText.entry()).replacing(old, with: new)

        let (adapter, problems) = AdapterCompiler.compile(text, name: "example", file: "adapter.yaml")

        #expect(adapter == nil)
        let said = problems.map(\.description)
        #expect(said.contains { $0.contains(what) && (mend.isEmpty || $0.contains(mend)) }, "\(said)")
        #expect(problems.allSatisfy { $0.place.line > 0 && $0.place.file == "adapter.yaml" })
    }

    @Test func aPlaceInsideAnExpressionIsExact() throws {
        let text = AdapterText.json(AdapterText.entry(extra: "        note: \"a ${{ nope(text) }}\""))
        let line = try #require(
            text.split(separator: "\n", omittingEmptySubsequences: false).firstIndex { $0.contains("nope") }
        )

        let (_, problems) = AdapterCompiler.compile(text, name: "example", file: "adapter.yaml")

        let place = try #require(problems.first?.place)
        #expect(place.line == line + 1)
        let source = Array(text.split(separator: "\n", omittingEmptySubsequences: false)[line])
        #expect(String(source[(place.column - 1)...]).hasPrefix("nope"))
    }

    @Test(arguments: ["receive:", "receive: ~", "receive: []", "receive: { authenticate: }", ""])
    func withoutReceiveThereIsAnErrorAndNoAdapter(_ receive: String) {
        let text = "title: Example\n\(receive)\ntranslate:\n" + AdapterText.entry()

        let (adapter, problems) = AdapterCompiler.compile(text, name: "example", file: "adapter.yaml")

        #expect(adapter == nil)
        #expect(problems.contains { $0.severity == .error && $0.message.contains("receive") }, "\(problems)")
    }

    @Test func everyProblemIsReportedAtOnceInTheOrderOfTheFile() {
        let text = AdapterText.json(AdapterText.entry()).replacing("body: json", with: "bdy: json")
            .replacing("comms_type: sms", with: "comms_type: fax").replacing(
                "body: ${{ text }}",
                with: "body: ${{ nope() }}"
            )

        let (_, problems) = AdapterCompiler.compile(text, name: "example", file: "adapter.yaml")

        #expect(problems.count == 3)
        #expect(problems.map(\.place.line) == problems.map(\.place.line).sorted())
    }

    @Test func anExpressionEndsWhereItsParserEnds() throws {
        let extra = "        note: \"<${{ join('}}', ['a', 'b']) }}>\"\n        subject: '${{ {a: {b: id}}.a.b }}'"

        let draft = try #require(
            AdapterText.translate(AdapterText.json(AdapterText.entry(extra: extra)), ["id": 7]).drafts.first
        )

        #expect(draft.data["note"] == "<a}}b>")
        #expect(draft.data["subject"] == 7)
    }

    @Test func aTwilioAdapterMayNotAnswerPlainText() {
        let receive = "  answer: { accepted: { body: OK } }"
        let text = AdapterText.json(AdapterText.entry(), receive: receive)
            .replacing("{ scheme: none }", with: "{ scheme: twilio }")

        let (adapter, problems) = AdapterCompiler.compile(text, name: "example", file: "adapter.yaml")

        #expect(adapter == nil)
        #expect(problems.contains { $0.message.contains("text the body") })
    }

    @Test func aRuleThatIsNeverReachedIsAWarning() {
        let text = AdapterText.json(AdapterText.entry() + "\n  - ignore: too late")

        let (adapter, problems) = AdapterCompiler.compile(text, name: "example", file: "adapter.yaml")

        #expect(adapter != nil)
        #expect(problems.map(\.severity) == [.warning])
        #expect(problems.first?.message.contains("never reached") == true)
    }
}
