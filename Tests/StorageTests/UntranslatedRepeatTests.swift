import BridgeCore
import TestSupport
import Testing

@testable import Storage

/// A provider's repeat of a request that the mapping could not translate.
struct UntranslatedRepeatTests {
    private let main = DestinationName("main")

    @Test func aMendedMappingFilesTheRepeatUnderTheEventThatIsThere() async throws {
        let fixture = try StoreFixture()
        _ = try await fixture.append(1, version: "old", .untranslated, reason: "no mapping")

        let receipt = try await fixture.append(2, version: "new", .accepted, drafts: [.known("a")])

        #expect(receipt == .accepted(EventID(rawValue: 1)))
        let event = try await fixture.store.event(EventID(rawValue: 1)).record
        #expect((event.state, event.adapterVersion, event.reason) == (.accepted, "new", nil))
        #expect(event.entries == (try await fixture.entries().map(\.id)))
        #expect(try await fixture.claim().map(\.draft.key) == ["a"])
        let counts = try await fixture.store.statistics(at: fixture.now).events.filter { $0.value != 0 }
        #expect(counts == [.accepted: 1])
        let again = try await fixture.append(3, version: "newer", .accepted, drafts: [.known("a")])
        #expect(again == .duplicate(of: EventID(rawValue: 1)))
    }

    @Test(arguments: [(EventState.untranslated, "old"), (.ignored, "new"), (.accepted, "new")])
    func anyOtherRepeatIsADuplicate(state: EventState, version: String) async throws {
        let fixture = try StoreFixture()
        _ = try await fixture.append(1, version: "old", state)

        let receipt = try await fixture.append(2, version: version, .accepted, drafts: [.known("a")])

        #expect(receipt == .duplicate(of: EventID(rawValue: 1)))
        #expect(try await fixture.states() == [])
    }
}

extension StoreFixture {
    /// Appends the same request each time, as the mapping of `version` understands it.
    fileprivate func append(
        _ id: Int64,
        version: String,
        _ state: EventState,
        reason: String? = nil,
        drafts: [EntryDraft] = []
    ) async throws -> Receipt {
        let sample = Submission.sample(id, drafts, at: now).event
        let event = Event(
            id: sample.id,
            hook: sample.hook,
            destination: sample.destination,
            adapter: sample.adapter,
            adapterVersion: version,
            receivedAt: sample.receivedAt,
            method: sample.method,
            target: sample.target,
            headers: sample.headers,
            body: sample.body,
            bodyDigest: sample.bodyDigest,
            fingerprint: .sample("the same request"),
            state: state,
            reason: reason
        )
        return try await store.append(Submission(event: event, drafts: drafts, region: "US"))
    }
}
