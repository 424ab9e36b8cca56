import BridgeCore
import JSON
import Testing

@testable import Adapters

/// `settle:` beside an entry: what it comes to, and what is said of one that cannot work.
struct SettleTests {
    private static func adapter(_ settle: String, entry: String = main, before: String = "") -> String {
        AdapterText.json("\(before)  - settle: \(settle)\n\(entry)")
    }

    private static let main = """
            entry:
              key: ${{ id }}
              comms_type: call
              comms_source: Example
              contact: { phone: "${{ from }}" }
              comms_data:
                channel: phone
                direction: inbound
                outcome: ${{ outcome }}
                recording_url: ${{ recording }}
                transcript: ${{ transcript }}
        """

    private static let part = """
            entry:
              key: ${{ id }}:recording
              comms_type: call
              comms_source: Example
              comms_data:
                recording_url: ${{ recording }}

        """

    private static let whole = #"{ subject: "${{ call }}", for: 10m, until: "${{ recording_url && transcript }}" }"#

    @Test func aDraftCarriesItsSubjectItsWindowAndWhatIsToBecomeOfLateFacts() throws {
        let text = Self.adapter(#"{ subject: "${{ call }}", for: 90s, late: ignore }"#)

        let call: JSONValue = ["id": 7, "call": "CA1", "from": "+12125550101"]
        let draft = try #require(AdapterText.translate(text, call).drafts.first)

        let settling = try #require(draft.settling)
        #expect(settling.subject == "CA1")
        #expect(settling.subjectDigest == EventFingerprint.digest(of: Array("CA1".utf8)))
        #expect(settling.window == .seconds(90))
        #expect(settling.late == .ignore && !settling.completes && settling.isComplete == nil)
        #expect(settling.lateKey == "7:late")
        #expect(settling.lateDigest == EventFingerprint.digest(of: Array("example\u{0}7:late".utf8)))
    }

    @Test func untilIsAskedOfTheMergedEntry() throws {
        let text = Self.adapter(Self.whole)
        let recorded = try #require(
            AdapterText.translate(text, ["id": 1, "call": "CA1", "recording": "https://example.com/r"]).drafts.first
        )
        let transcribed = try #require(
            AdapterText.translate(text, ["id": 1, "call": "CA1", "transcript": "Hello"]).drafts.first
        )
        let isComplete = try #require(recorded.settling?.isComplete)

        #expect(!isComplete(recorded) && !isComplete(transcribed))
        #expect(isComplete(recorded.merged(with: transcribed)))
    }

    @Test func untilThatFailsOverTheFactsSoFarDoesNotHold() throws {
        let text = Self.adapter(#"{ subject: "${{ call }}", for: 10m, until: "${{ length(transcript) > `0` }}" }"#)
        let draft = try #require(AdapterText.translate(text, ["id": 1, "call": "CA1"]).drafts.first)

        #expect(draft.settling?.isComplete?(draft) == false)
    }

    @Test func whatOnlyCompletesNeedsNoPartiesNoDirectionAndNoTime() throws {
        let text = Self.adapter(
            #"{ subject: "${{ call }}", for: 10m, completes: true }"#,
            entry: Self.part + "  - settle: \(Self.whole)\n" + Self.main
        )

        let draft = try #require(
            AdapterText.translate(text, ["id": 7, "call": "CA1", "recording": "https://example.com/r"]).drafts.first
        )

        #expect(draft.settling?.completes == true)
        #expect(draft.contact == ContactHint())
        #expect(draft.data == ["recording_url": "https://example.com/r"])
        #expect(!draft.namesParties)
    }

    @Test func withoutASubjectAnEntryDoesNotWait() throws {
        let text = Self.adapter(Self.whole)

        let draft = try #require(AdapterText.translate(text, ["id": 7, "from": "+12125550101"]).drafts.first)

        #expect(draft.settling == nil)
    }

    @Test func whatNamesNobodyWaitsByItselfWithoutASubject() throws {
        let text = Self.adapter(
            #"{ subject: "${{ call }}", for: 10m, completes: true }"#,
            entry: Self.part + "  - settle: \(Self.whole)\n" + Self.main
        )

        let translation = try AdapterText.translate(text, ["id": 7, "recording": "https://example.com/r"])

        #expect(translation.drafts.first?.settling?.subject == "7:recording")
        #expect(translation.warnings.map(\.kind) == [.emptySubject])
    }

    @Test func everyElementOfAListHasItsOwnSubject() throws {
        let text = AdapterText.json("  - each: ${{ calls }}\n    settle: \(Self.whole)\n\(Self.main)")

        let calls: JSONValue = ["calls": [["id": 1, "call": "CA1"], ["id": 2, "call": "CA2"]]]
        let drafts = try AdapterText.translate(text, calls).drafts

        #expect(drafts.map(\.settling?.subject) == ["CA1", "CA2"])
    }

    @Test(arguments: [
        (#"{ for: 10m }"#, "\"settle.subject\" is missing"),
        (#"{ subject: "${{ call }}" }"#, "\"settle.for\" is missing"),
        (#"{ subject: "${{ call }}", for: 10 }"#, "must be a duration"),
        (#"{ subject: "${{ call }}", for: 2d }"#, "\"for\" must be 1s to 24h"),
        (#"{ subject: "${{ call }}", for: 100ms }"#, "\"for\" must be 1s to 24h"),
        (#"{ subject: calls, for: 10m }"#, "a subject that is the same for every event"),
        (#"{ subject: "${{ call }}", for: 10m, untill: "${{ note }}" }"#, "did you mean \"until\"?"),
        (#"{ subject: "${{ call }}", for: 10m, until: done }"#, "until: is the same for every entry"),
        (#"{ subject: "${{ call }}", for: 10m, until: "${{ recording }}" }"#, "did you mean \"recording_url\"?"),
        (
            #"{ subject: "${{ call }}", for: 10m, until: "${{ phone(from) }}" }"#,
            "until: cannot call phone(), which needs the hook's region"
        ),
        (#"{ subject: "${{ call }}", for: 10m, until: "${{ $body.id }}" }"#, "there is no name \"$body\""),
        (#"{ subject: "${{ call }}", for: 10m, late: follow-up }"#, "did you mean \"follow_up\"?"),
        (#"{ subject: "${{ $cal }}", for: 10m }"#, "there is no name \"$cal\""),
        (#"{ subject: "${{ call }}", for: 10m, completes: true }"#, "no rule makes an entry that could be completed"),
    ])
    func mistakesAreToldWithTheirPlace(settle: String, message: String) {
        let (adapter, problems) = AdapterCompiler.compile(Self.adapter(settle), name: "example", file: "adapter.yaml")

        #expect(adapter == nil)
        let found = problems.first { $0.description.contains(message) }
        #expect(found?.description.hasPrefix("adapter.yaml:") == true, "\(problems)")
        #expect(problems.count == 1, "\(problems)")
    }

    @Test(arguments: [
        ("  - until: \"${{ transcript }}\"\n", "\"until:\" belongs into \"settle:\""),
        ("  - for: 10m\n", "\"for:\" belongs into \"settle:\""),
    ])
    func keysOfSettleOutsideOfItAreToldWhereTheyBelong(line: String, message: String) {
        let (adapter, problems) = AdapterCompiler.compile(
            AdapterText.json(line + Self.main),
            name: "example",
            file: "adapter.yaml"
        )

        #expect(adapter == nil)
        #expect(problems.map(\.message) == [message])
    }

    @Test func settleBesideIgnoreIsAMistake() {
        let rules = "  - when: ${{ id }}\n    ignore: nothing\n    settle: \(Self.whole)\n"
        let text = AdapterText.json(rules)
        let (adapter, problems) = AdapterCompiler.compile(text, name: "example", file: "adapter.yaml")

        #expect(adapter == nil)
        #expect(problems.map(\.message) == ["\"settle:\" belongs beside \"entry:\""])
    }

    @Test func withoutCompletesThePartiesAreRequired() {
        let text = Self.adapter(Self.whole, entry: Self.part)
        let (adapter, problems) = AdapterCompiler.compile(text, name: "example", file: "adapter.yaml")

        #expect(adapter == nil)
        #expect(problems.contains { $0.message == "the key \"contact\" is missing" })
        #expect(problems.contains { $0.message == "the key \"comms_data.direction\" is missing" })
    }
}
