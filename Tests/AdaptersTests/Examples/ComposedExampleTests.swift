import BridgeCore
import Foundation
import Testing

@testable import Adapters

/// Examples of one call, one after the other, as a provider sends them: together they come to one complete entry.
struct ComposedExampleTests {
    struct Sequence: Sendable, CustomTestStringConvertible {
        let adapter: String
        let examples: [String]
        /// What the whole must say, beside what the first one says.
        let facts: [String]
        /// True where the last one leaves nothing to wait for.
        var endsEarly = true

        var testDescription: String { "\(adapter): \(examples.joined(separator: ", "))" }
    }

    static let sequences = [
        Sequence(adapter: "callrail", examples: ["answered-call", "late-transcript"], facts: ["transcript"]),
        Sequence(
            adapter: "aircall",
            examples: ["answered-call", "recording-ready"],
            facts: ["recording_url", "outcome", "duration_seconds"]
        ),
        Sequence(
            adapter: "dialpad",
            examples: ["answered-call", "call-transcription", "recap-summary"],
            facts: ["transcript", "note", "outcome"]
        ),
        Sequence(
            adapter: "zoom-phone",
            examples: ["missed-call", "voicemail", "voicemail-transcript"],
            facts: ["transcript", "outcome", "handled_by"]
        ),
        Sequence(
            adapter: "twilio-voice",
            examples: ["recorded-call", "recorded-call-recording", "recorded-call-transcription"],
            facts: ["recording_url", "transcript", "outcome"]
        ),
    ]

    private static func draft(_ adapter: Adapter, _ example: String) throws -> EntryDraft {
        let file = "\(ShippedAdapters.folder)/\(adapter.name)/examples/\(example).request.json"
        let recorded = try RecordedRequest(Array(Data(contentsOf: URL(filePath: file))), now: AdapterExamples.now)
        let hook = Hook(
            name: HookName("trial"),
            adapter: adapter.name,
            destination: DestinationName("trial"),
            secrets: recorded.secrets
        )
        guard case .authentic(let request) = adapter.authenticate(recorded.request, hook: hook) else {
            throw RecordedRequestError("\(example) is refused")
        }
        let translation = adapter.translate(request, hook: hook, event: EventID(rawValue: 1))
        return try #require(translation.drafts.first, "\(example): \(translation.reason ?? "")")
    }

    @Test(arguments: sequences)
    func oneCallHasOneSubjectAndComesTogether(_ sequence: Sequence) throws {
        let adapter = try ShippedAdapters.load(sequence.adapter)

        let drafts = try sequence.examples.map { try Self.draft(adapter, $0) }
        let merged = drafts.dropFirst().reduce(drafts[0]) { $0.merged(with: $1) }

        #expect(Set(drafts.compactMap(\.settling?.subjectDigest)).count == 1)
        #expect(drafts.allSatisfy { $0.settling != nil })
        #expect(drafts.map(\.settling?.completes) == [false] + drafts.dropFirst().map { _ in true })
        #expect(merged.key == drafts[0].key && merged.namesParties)
        for fact in sequence.facts { #expect(merged.data[fact] != nil, "\(fact) is missing") }
        #expect(drafts.last?.settling?.isComplete?(merged) == sequence.endsEarly)
    }

    @Test(arguments: sequences)
    func theOrderInWhichTheyComeDoesNotMatter(_ sequence: Sequence) throws {
        let adapter = try ShippedAdapters.load(sequence.adapter)

        let drafts = try sequence.examples.map { try Self.draft(adapter, $0) }
        let backwards = drafts.dropLast().reversed().reduce(try #require(drafts.last)) { earlier, later in
            earlier.merged(with: later, named: later.settling?.completes == true ? .earlier : .later)
        }

        #expect(backwards.key == drafts[0].key && backwards.namesParties)
        for fact in sequence.facts { #expect(backwards.data[fact] != nil, "\(fact) is missing") }
    }

    @Test(arguments: Set(sequences.map(\.adapter)).sorted())
    func aHookMaySettleNothing(_ name: String) throws {
        let sequence = try #require(Self.sequences.first { $0.adapter == name })
        let adapter = try ShippedAdapters.load(name)
        let file = "\(ShippedAdapters.folder)/\(name)/examples/\(sequence.examples[0]).request.json"
        let recorded = try RecordedRequest(Array(Data(contentsOf: URL(filePath: file))), now: AdapterExamples.now)
        let hook = Hook(
            name: HookName("trial"),
            adapter: name,
            destination: DestinationName("trial"),
            secrets: recorded.secrets,
            settings: ["settle": "off"]
        )

        guard case .authentic(let request) = adapter.authenticate(recorded.request, hook: hook) else {
            Issue.record("refused")
            return
        }
        let drafts = adapter.translate(request, hook: hook, event: EventID(rawValue: 1)).drafts

        #expect(drafts.count == 1 && drafts[0].settling == nil)
    }
}
