import BridgeCore
import JSON
import Ops

extension Timestamp {
    /// 2026-03-02T09:15:00.250Z
    static let sample = Timestamp(milliseconds: 1_772_442_900_250)
}

extension EventID {
    static let sample = EventID(rawValue: 1 << 59 + 7)
}

extension EntryID {
    static let refused = EntryID(rawValue: 1 << 59 + 11)
    static let delivered = EntryID(rawValue: 1 << 59 + 12)
}

extension DestinationRecord {
    static func sample(
        _ name: String = "main",
        pausedFor reason: String? = nil,
        asCopy: Bool = false
    ) -> DestinationRecord {
        DestinationRecord(
            name: DestinationName(name),
            isPaused: reason != nil,
            pauseReason: reason,
            pausedAt: reason == nil ? nil : .sample,
            waiting: 3,
            isPausedAsCopy: asCopy
        )
    }
}

extension EventDetail {
    static func sample(body: [UInt8] = Array("Body=See+you+at+nine".utf8)) -> EventDetail {
        let record = EventRecord(
            id: .sample,
            hook: HookName("twilio-sms"),
            destination: DestinationName("main"),
            adapter: "twilio-messaging",
            adapterVersion: "4f2a",
            receivedAt: .sample,
            state: .accepted,
            reason: nil,
            entries: [.refused]
        )
        return EventDetail(
            record: record,
            method: "POST",
            target: "/hooks/twilio-sms?line=1",
            headers: [HeaderField(name: "content-type", value: "application/x-www-form-urlencoded")],
            body: body,
            bodyDigest: .sample
        )
    }
}

extension Digest256 {
    // swift-format-ignore: NeverForceUnwrap
    static let sample = Digest256([UInt8](repeating: 0xAB, count: 32))!
}

extension EntryDetail {
    static func sample(_ id: EntryID, _ state: EntryState, reason: String? = nil, chID: Int64? = nil) -> EntryDetail {
        let draft = EntryDraft(
            key: "SM0001",
            keyDigest: .sample,
            provider: "twilio",
            commsType: .sms,
            commsSource: "Twilio",
            contact: ContactHint(phone: "+12125550101", name: "Ana Ruiz"),
            member: MemberHint(phone: "+12125550102"),
            data: ["channel": "sms", "body": "See you at nine"],
            sentiment: "calm"
        )
        let record = EntryRecord(
            id: id,
            destination: DestinationName("main"),
            state: state,
            reason: reason,
            commsType: .sms,
            commsSource: "Twilio",
            contact: ContactID("c1"),
            address: Address(uri: "tel:+12125550101"),
            createdAt: .sample,
            nextAttemptAt: nil,
            attempts: 1,
            chID: chID
        )
        let attempt = Attempt(
            entry: id,
            number: 1,
            startedAt: .sample,
            endedAt: Timestamp(milliseconds: Timestamp.sample.milliseconds + 90),
            outcome: .answered(status: 200, text: "comms_source is too long"),
            chID: chID
        )
        return EntryDetail(record: record, draft: draft, member: MemberID("m1"), events: [.sample], attempts: [attempt])
    }
}

extension MemoryStore.State {
    /// One event, a refused and a delivered entry, one destination with something waiting.
    static var sample: MemoryStore.State {
        var state = MemoryStore.State()
        state.events = [.sample()]
        state.entries = [
            .sample(.refused, .refused, reason: "comms_source is too long"), .sample(.delivered, .delivered, chID: 77),
        ]
        state.destinations = [.sample()]
        state.statistics.entries = [DestinationName("main"): [.queued: 2, .delivered: 40]]
        state.statistics.oldestUnmatched = [
            DestinationName("main"): Timestamp.sample.advanced(by: .seconds(-3600))
        ]
        state.statistics.oldestWaiting = [
            DestinationName("main"): Timestamp(milliseconds: Timestamp.sample.milliseconds - 90_500)
        ]
        state.statistics.events = [.accepted: 41]
        state.statistics.databaseBytes = 8192
        state.statistics.quarantine = [HookName("twilio-sms"): QuarantineCount(requests: 3, bytes: 900)]
        state.statistics.freeDatabaseBytes = 4096
        return state
    }
}
