import JSON
import TestSupport
import Testing

@testable import BridgeCore

/// How the facts of one subject come together: a later value wins, and silence says nothing.
struct MergingTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let earlier: JSONObject
        let later: JSONObject
        let merged: JSONObject
    }

    static let rows: [Row] = [
        Row(
            testDescription: "what only the later one says is added in its place",
            earlier: ["channel": "phone", "direction": "inbound", "note": "Quote"],
            later: ["recording_url": "https://example.com/r"],
            merged: [
                "channel": "phone", "direction": "inbound", "recording_url": "https://example.com/r", "note": "Quote",
            ]
        ),
        Row(
            testDescription: "a later value wins",
            earlier: ["channel": "phone", "outcome": "missed"],
            later: ["outcome": "voicemail"],
            merged: ["channel": "phone", "outcome": "voicemail"]
        ),
        Row(
            testDescription: "a later null says nothing",
            earlier: ["channel": "phone", "transcript": "Hello"],
            later: ["transcript": nil],
            merged: ["channel": "phone", "transcript": "Hello"]
        ),
        Row(
            testDescription: "lists and objects are values as a whole",
            earlier: ["tags": ["new"]],
            later: ["tags": ["new", "hot"]],
            merged: ["tags": ["new", "hot"]]
        ),
        Row(
            testDescription: "false and zero are values",
            earlier: ["duration_seconds": 12],
            later: ["duration_seconds": 0],
            merged: ["duration_seconds": 0]
        ),
        Row(
            testDescription: "the main event after what completes it",
            earlier: ["recording_url": "https://example.com/r"],
            later: ["channel": "phone", "direction": "outbound"],
            merged: ["channel": "phone", "direction": "outbound", "recording_url": "https://example.com/r"]
        ),
    ]

    @Test(arguments: rows)
    func dataIsMergedKeyByKey(_ row: Row) {
        let merged = EntryDraft.sample(data: row.earlier).merged(with: .sample(data: row.later))

        #expect(merged.data == row.merged)
        #expect(merged.data.names == row.merged.names)
    }

    @Test func hintsAreMergedKeyByKeyToo() {
        let earlier = EntryDraft.sample(
            contact: ContactHint(phone: "+12125550101", name: "Ana"),
            member: MemberHint(phone: "+12125550199")
        )
        let later = EntryDraft.sample(
            contact: ContactHint(email: "ana@example.com", name: "Ana Ruiz"),
            member: MemberHint(email: "sam@example.com", memberID: MemberID("m1"))
        )

        let merged = earlier.merged(with: later)

        #expect(merged.contact == ContactHint(phone: "+12125550101", email: "ana@example.com", name: "Ana Ruiz"))
        #expect(
            merged.member == MemberHint(phone: "+12125550199", email: "sam@example.com", memberID: MemberID("m1"))
        )
    }

    @Test(arguments: [EntryDraft.Identity.earlier, .later])
    func oneOfThemNamesTheEntry(identity: EntryDraft.Identity) {
        var earlier = EntryDraft.sample(key: "first", type: .call)
        earlier.sentiment = "calm"
        var later = EntryDraft.sample(key: "second", type: .message)
        later.status = "pending"

        let merged = earlier.merged(with: later, named: identity)

        #expect(merged.key == (identity == .earlier ? "first" : "second"))
        #expect(merged.keyDigest == (identity == .earlier ? earlier.keyDigest : later.keyDigest))
        #expect(merged.commsType == (identity == .earlier ? .call : .message))
        #expect(merged.sentiment == "calm" && merged.status == "pending")
    }

    struct Part: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let whole: JSONObject
        let merged: JSONObject
    }

    static let parts: [Part] = [
        Part(
            testDescription: "the call tells its own",
            whole: ["occurred_at": "2026-03-02T10:00:00Z", "duration_seconds": 65],
            merged: ["occurred_at": "2026-03-02T10:00:00Z", "duration_seconds": 65]
        ),
        Part(
            testDescription: "no length is none",
            whole: ["occurred_at": "2026-03-02T10:00:00Z", "duration_seconds": 0],
            merged: ["occurred_at": "2026-03-02T10:00:00Z", "duration_seconds": 44]
        ),
        Part(
            testDescription: "the call tells nothing",
            whole: [:],
            merged: ["occurred_at": "2026-03-02T10:00:21Z", "duration_seconds": 44]
        ),
    ]

    @Test(arguments: parts)
    func whatOnlyCompletesDoesNotChangeTimeAndLengthOfTheWhole(_ part: Part) {
        let facts: JSONObject = ["occurred_at": "2026-03-02T10:00:21Z", "duration_seconds": 44]
        var recording = EntryDraft.sample(data: facts)
        recording.settling = Self.settling(completes: true)

        let together = EntryDraft.sample(data: part.whole).merged(with: recording)

        #expect(together.data == part.merged)
        #expect(together.news(in: recording).isEmpty)

        let noLength = EntryDraft.sample(data: ["duration_seconds": 0])
        #expect(recording.merged(with: noLength).data["duration_seconds"] == 44, "the recording came first")

        recording.settling = Self.settling(completes: false)
        #expect(EntryDraft.sample(data: part.whole).merged(with: recording).data == facts)
    }

    private static func settling(completes: Bool) -> Settling {
        Settling(
            subject: "CA1",
            subjectDigest: .sample("CA1"),
            window: .seconds(180),
            completes: completes,
            lateKey: "CA1:late",
            lateDigest: .sample("CA1:late")
        )
    }

    @Test func newsIsWhatTheEntryDoesNotSay() {
        let told = EntryDraft.sample(data: ["channel": "phone", "direction": "inbound", "transcript": "Hi"])
        let circumstances: JSONObject = ["direction": "outbound", "occurred_at": "2026-03-02T10:00:00Z"]
        let facts: JSONObject = ["transcript": "Hi", "note": "Call back"]

        #expect(told.news(in: .sample(data: facts)) == ["note": "Call back"])
        #expect(told.news(in: .sample(data: circumstances)).isEmpty)
        #expect(told.news(in: told).isEmpty)
    }

    @Test func aFollowUpSaysWhatIsNewAndWhatItAddsTo() throws {
        let told = EntryDraft.call("+12125550101", data: ["transcript": "Hi", "tags": ["a"], "outcome": "answered"])
        let reference = EntryID(rawValue: 7)

        let draft = told.followUp(
            saying: ["note": "Call back", "recording_url": "https://example.com/r"],
            key: "CA1:late",
            digest: .sample("CA1:late"),
            to: reference
        )

        #expect(draft.data.names == ["channel", "direction", "occurred_at", "recording_url", "note"])
        #expect(draft.data["note"] == .string("Adds to \(reference): Call back"))
        #expect(draft.key == "CA1:late" && draft.contact == told.contact)
    }
}
