import BridgeCore
import JSON
import Testing

@testable import Adapters

/// A key tells one thing from all others, or it is none.
struct EntryKeyTests {
    /// The line of `key:` and names before it, with a body without an id.
    static let emptyKeys: [(key: String, letBlock: String, body: JSONObject)] = [
        ("sms:${{ id }}", "", [:]), ("${{ id }}:recording", "", [:]), ("${{ id }}:${{ part }}", "", ["part": ""]),
        ("sms:${{ id }}", "", ["id": "  "]), ("sms:${{ id }}", "", ["id": []]), ("sms:${{ id }}", "", ["id": [""]]),
        ("sms:${{ id }}", "", ["id": [:]]), ("sms:${{ id }}", "", ["id": false]),
        ("${{ id }}${{ if(is_recording, ':recording') }}", "", ["is_recording": true]),
        ("${{ id }}${{ is_recording && ':recording' || ':call' }}", "", ["is_recording": true]),
        ("${{ id }}:${{ lookup(kind, {a:'x',b:'y'}, 'z') }}", "", ["kind": "a"]),
        ("${{ id }}:${{ coalesce(`null`, 'x') }}", "", [:]), ("${{ id }}:${{ kind == 'a' }}", "", ["kind": "a"]),
        ("${{ id }}${{ $phase }}", "let:\n  phase: ${{ if(is_recording, ':rec', ':call') }}", [:]),
        ("${{ $hook.name }}:${{ id }}", "", [:]),
        ("${{ id }}${{ lookup(kind, $table) }}", "let:\n  table: { a: b }", ["kind": "a"]),
        ("${{ concat(id, ':recording') }}", "", [:]), ("${{ concat(id, if(is_recording, ':rec'), ':x') }}", "", [:]),
        ("sms:${{ concat('a', concat(id, ':x')) }}", "", [:]),
    ]

    @Test(arguments: emptyKeys)
    func whereNothingButConstantTextIsLeftTheEventStandsIn(
        _ sample: (key: String, letBlock: String, body: JSONObject)
    ) throws {
        let text = AdapterText.json(AdapterText.entry(key: sample.key), letBlock: sample.letBlock)
        var body = sample.body
        body["from"] = "+15185550142"
        var other = body
        other["text"] = "another"

        let first = try AdapterText.translate(text, .object(body))
        let second = try AdapterText.translate(text, .object(other))

        #expect(first.drafts.map(\.key.count) == [64], "\(first)")
        #expect(first.drafts[0].keyDigest != second.drafts[0].keyDigest)
        #expect(first.warnings.map(\.kind) == [.emptyKey])
    }

    /// The line of `key:`, a body, and the key.
    static let keys: [(key: String, body: JSONObject, expected: String)] = [
        ("sms:${{ id }}", ["id": 7], "sms:7"), ("${{ id }}${{ if(is_recording, ':recording') }}", ["id": "a"], "a"),
        ("${{ id }}:${{ part }}", ["part": "2"], ":2"), ("${{ concat(id, ':x') }}", ["id": "a"], "a:x"),
        ("${{ concat(id, if(is_recording, ':rec')) }}", ["id": "a", "is_recording": true], "a:rec"),
        ("${{ id }}:${{ lookup(kind, {a:'x'}) }}", ["id": "a", "kind": "a"], "a:x"),
        ("${{ lookup(kind, {a:id}) }}:x", ["id": "a", "kind": "a"], "a:x"),
    ]

    @Test(arguments: keys)
    func oneIdThatIsThereMakesAKey(_ sample: (key: String, body: JSONObject, expected: String)) throws {
        let text = AdapterText.json(AdapterText.entry(key: sample.key))

        let translation = try AdapterText.translate(text, .object(sample.body))

        #expect(translation.drafts.map(\.key) == [sample.expected])
        #expect(translation.warnings == [])
    }

    @Test func everyElementOfAListHasAKeyOfItsOwn() throws {
        let entry = AdapterText.entry(key: "sms:${{ id }}").replacing("  - entry:", with: "    entry:")
        let text = AdapterText.json("  - each: ${{ messages }}\n" + entry)

        let translation = try AdapterText.translate(text, ["messages": [["text": "a"], ["text": "b"], ["id": 3]]])

        #expect(Set(translation.drafts.map(\.key)).count == 3)
        #expect(translation.drafts.last?.key == "sms:3")
    }

    @Test func aMessageIDThatIsOnlyConstantTextIdentifiesNoMail() throws {
        let entry = AdapterText.entry(extra: "      message_id: <${{ mid }}@mail.example.com>")
            .replacing("comms_type: sms", with: "comms_type: email")

        let without = try AdapterText.translate(AdapterText.json(entry), ["id": 1])
        let with = try AdapterText.translate(AdapterText.json(entry), ["id": 1, "mid": "m"])

        #expect(without.drafts.first?.keyDigest == EntryBuilder.digest(provider: "example", key: "1"))
        #expect(with.drafts.first?.keyDigest == MailIdentity.digest(messageID: "<m@mail.example.com>"))
    }

    @Test func aSubjectThatIsOnlyConstantTextIsNone() throws {
        let entry = AdapterText.entry().replacing("  - entry:", with: "    entry:")
        let text = AdapterText.json(#"  - settle: { subject: "call:${{ call }}", for: 10m }"# + "\n" + entry)

        #expect(try AdapterText.translate(text, ["id": 1]).drafts.first?.settling == nil)
        #expect(try AdapterText.translate(text, ["id": 1, "call": 2]).drafts.first?.settling?.subject == "call:2")
    }

    @Test(arguments: [
        "sms", "${{ 'sms' }}", "sms:${{ if(is_recording, 'a', 'b') }}", "${{ concat('a', if(x, 'b')) }}",
        "${{ id == 'a' }}",
        "${{ $hook.name }}",
    ])
    func aKeyWhoseEveryValueIsWrittenOutIsRefused(_ key: String) {
        let text = AdapterText.json(AdapterText.entry(key: key))

        let (adapter, problems) = AdapterCompiler.compile(text, name: "example", file: "adapter.yaml")

        #expect(adapter == nil)
        #expect(problems.map(\.message) == ["a key that is the same for every event would let only one entry through"])
    }
}
