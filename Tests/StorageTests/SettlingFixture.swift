import BridgeCore
import JSON
import TestSupport

@testable import Storage

extension Settling {
    /// A window of ten minutes for a subject; `until` names the keys of `comms_data` that end it.
    static func sample(
        _ subject: String = "CA1",
        key: String = "CA1",
        for window: Duration = .seconds(600),
        until keys: [String]? = nil,
        completes: Bool = false,
        late: Late = .followUp
    ) -> Settling {
        var isComplete: (@Sendable (EntryDraft) -> Bool)?
        if let keys { isComplete = { draft in keys.allSatisfy { draft.data[$0] != nil } } }
        return Settling(
            subject: subject,
            subjectDigest: .sample("subject \(subject)"),
            window: window,
            completes: completes,
            late: late,
            lateKey: "\(key):late",
            lateDigest: .sample("\(key):late"),
            isComplete: isComplete
        )
    }
}

extension EntryDraft {
    /// The end of a call: it names the parties.
    static func settlingCall(
        _ subject: String = "CA1",
        phone: String? = nil,
        contact: ContactID? = StoreFixture.contact,
        until keys: [String]? = ["recording_url", "transcript"],
        late: Settling.Late = .followUp,
        data: JSONObject = [:]
    ) -> EntryDraft {
        var all: JSONObject = [
            "channel": "phone", "direction": "inbound", "occurred_at": "2026-03-02T09:14:00Z", "outcome": "answered",
        ]
        for fact in data { all[fact.name] = fact.value }
        return EntryDraft(
            key: subject,
            keyDigest: .sample(subject),
            provider: "sample",
            commsType: .call,
            commsSource: "Sample",
            contact: ContactHint(phone: phone, contactID: phone == nil ? contact : nil),
            member: MemberHint(),
            data: all,
            settling: .sample(subject, key: subject, until: keys, late: late)
        )
    }

    /// A later fact of a call that names nobody.
    static func settlingPart(
        _ data: JSONObject,
        of subject: String = "CA1",
        until keys: [String]? = ["recording_url", "transcript", "outcome"],
        late: Settling.Late = .followUp
    ) -> EntryDraft {
        let key = "\(subject):\(data.names.joined(separator: "+"))"
        return EntryDraft(
            key: key,
            keyDigest: .sample(key),
            provider: "sample",
            commsType: .call,
            commsSource: "Sample",
            contact: ContactHint(),
            member: MemberHint(),
            data: data,
            settling: .sample(subject, key: key, until: keys, completes: true, late: late)
        )
    }

    static var recording: EntryDraft { settlingPart(["recording_url": "https://example.com/r"]) }
    static var transcript: EntryDraft { settlingPart(["transcript": "Hello"]) }
}

extension StoreFixture {
    func closeWindows() async throws -> Int { try await store.closeDueWindows(at: now) }

    /// Lets the whole window pass and closes it.
    func passWindow() async throws {
        clock.advance(by: .seconds(600))
        _ = try await closeWindows()
    }

    func event(_ id: Int64) async throws -> EventRecord { try await store.event(EventID(rawValue: id)).record }

    func data(of record: EntryRecord) async throws -> JSONObject { try await store.entry(record.id).draft.data }
}
