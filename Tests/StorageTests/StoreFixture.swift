import BridgeCore
import JSON
import TestSupport

@testable import Storage

/// A store in a directory of its own, with one destination and a clock that stands still, which is believed unless `elapsed`
/// says otherwise.
struct StoreFixture {
    let directory: TemporaryDirectory
    let clock = ManualWallClock()
    let store: SQLiteStore
    let destination: Destination

    static let contact = ContactID("c0ffee00-0000-4000-8000-000000000001")
    static let slots: [DestinationName: Int] = [DestinationName("main"): 100]

    init(
        _ destination: Destination = .trial(),
        configuration: StoreConfiguration = StoreConfiguration(),
        in directory: TemporaryDirectory? = nil,
        elapsed: (@Sendable () -> Duration)? = nil
    ) throws {
        let start = clock.now()
        let place = try directory ?? TemporaryDirectory()
        self.directory = place
        self.destination = destination
        store = try SQLiteStore.open(
            path: place.path("store.sqlite"),
            destinations: [destination],
            clock: clock,
            elapsed: elapsed ?? { [clock] in clock.now().duration(since: start) },
            configuration: configuration
        )
    }

    var path: String { directory.path("store.sqlite") }
    var now: Timestamp { clock.now() }

    /// Accepts an event with these drafts; `id` also makes its fingerprint.
    @discardableResult
    func accept(_ id: Int64, _ drafts: [EntryDraft], isDry: Bool = false) async throws -> Receipt {
        try await store.append(.sample(id, drafts, at: now, isDry: isDry))
    }

    /// Makes `sam@example.com` a member's mailbox, so that a mail from there is about its recipients.
    func importMailbox() async throws {
        let line = Line(kind: .member, address: .email("sam"), member: MemberID("sam"), name: "Sam Lee")
        _ = try await store.importDirectory([.line(line)], into: destination.name, at: now)
    }

    /// The ids of all entries with their states, oldest first.
    func entries() async throws -> [EntryRecord] {
        var filter = EntryFilter()
        filter.limit = 10_000
        return try await store.entries(filter).reversed()
    }

    func states() async throws -> [EntryState] { try await entries().map(\.state) }

    func claim(_ settlements: [Settlement] = []) async throws -> [Claim] {
        try await store.exchange(settlements, claiming: Self.slots, at: now).claims
    }

    /// Claims the one entry that is due and settles it.
    func settleNext(_ verdict: Verdict) async throws {
        let claims = try await claim()
        _ = try await store.exchange(claims.map { $0.settled(verdict, at: now) }, claiming: [:], at: now)
    }

    /// Pauses the fixture's destination as the courier does.
    func pause(reason: String, returning entries: [EntryID] = []) async throws {
        let order = PauseOrder(destination: destination.name, reason: reason, returning: entries)
        _ = try await store.exchange([], pausing: [order], claiming: [:], at: now)
    }
}

extension Destination {
    static func trial(
        _ name: String = "main",
        orgID: String? = nil,
        unknownPolicy: UnknownPolicy = .resend,
        severalContacts: SeveralContacts = .park,
        unmatchedPolicy: UnmatchedPolicy = .hold,
        looksUpContacts: Bool = true,
        entriesPerContactAndHour: Int? = nil
    ) -> Destination {
        Destination(
            name: DestinationName(name),
            orgID: orgID ?? "org-\(name)",
            apiKey: Secret("key"),
            developerSecret: Secret("secret"),
            defaultMember: MemberID("default-member"),
            unknownPolicy: unknownPolicy,
            severalContacts: severalContacts,
            unmatchedPolicy: unmatchedPolicy,
            looksUpContacts: looksUpContacts,
            entriesPerContactAndHour: entriesPerContactAndHour
        )
    }
}

extension Digest256 {
    /// Not SHA-256, only different for different texts.
    static func sample(_ text: String) -> Digest256 {
        var random = SeededRandom(seed: text.utf8.reduce(1) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 })
        let bytes = (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }
        return Digest256(bytes) ?? sample(text + " ")
    }
}

extension EntryDraft {
    static func sample(
        _ key: String,
        phone: String? = nil,
        email: String? = nil,
        contact: ContactID? = nil,
        memberPhone: String? = nil,
        text: String = "Hello",
        recipients: [String] = []
    ) -> EntryDraft {
        var data: JSONObject = ["channel": "sms", "direction": "inbound", "body": .string(text)]
        if !recipients.isEmpty {
            data["from"] = "sam@example.com"
            data["recipients"] = .array(recipients.map(JSONValue.string))
        }
        return EntryDraft(
            key: key,
            keyDigest: .sample(key),
            provider: "sample",
            commsType: recipients.isEmpty ? .sms : .email,
            commsSource: "Sample",
            contact: ContactHint(phone: phone, email: email, name: "Ana Ruiz", contactID: contact),
            member: MemberHint(phone: memberPhone),
            data: data,
            status: "done"
        )
    }

    static func known(_ key: String, text: String = "Hello") -> EntryDraft {
        sample(key, contact: StoreFixture.contact, text: text)
    }
}

extension Submission {
    static func sample(
        _ id: Int64,
        _ drafts: [EntryDraft],
        at now: Timestamp,
        isDry: Bool = false,
        fingerprint: String? = nil,
        body: [UInt8] = Array("{}".utf8),
        destination: String = "main"
    ) -> Submission {
        let event = Event(
            id: EventID(rawValue: id),
            hook: HookName("sms"),
            destination: DestinationName(destination),
            adapter: "sample",
            adapterVersion: "0123456789ab",
            receivedAt: now,
            method: "POST",
            target: "/hooks/sms",
            headers: [HeaderField(name: "content-type", value: "application/json")],
            body: body,
            bodyDigest: .sample("body \(id)"),
            fingerprint: .sample(fingerprint ?? "event \(id)"),
            state: .accepted
        )
        return Submission(event: event, drafts: drafts, region: "US", isDry: isDry)
    }
}

extension Claim {
    func settled(_ verdict: Verdict, at now: Timestamp, chID: Int64? = nil) -> Settlement {
        let outcome: Attempt.Outcome =
            switch verdict {
            case .delivered, .refused, .contactNotFound, .memberNotFound: .answered(status: 200, text: "answer")
            case .retry: .notSent(reason: "connection refused")
            case .resend, .unknown, .held: .unknown(reason: "timeout")
            }
        let attempt = Attempt(
            entry: entry,
            number: attempt,
            startedAt: now,
            endedAt: now,
            outcome: outcome,
            chID: chID
        )
        return Settlement(attempt: attempt, verdict: verdict)
    }
}

extension Address {
    /// A telephone number for examples; `last` is 100 to 199.
    static func phone(_ last: Int) -> Address {
        Address(uri: "tel:+1201555\(String(last + 10000).dropFirst())") ?? phone(100)
    }

    static func email(_ name: String) -> Address { Address(uri: "mailto:\(name)@example.com") ?? phone(100) }
}
