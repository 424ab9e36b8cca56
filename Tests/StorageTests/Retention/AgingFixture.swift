import BridgeCore
import GRDB
import TestSupport

@testable import Storage

extension StoreFixture {
    /// A store that ages without rests, with an event and an entry that wait: the newest rows stay anyway.
    static func aging(
        _ destination: Destination = .trial(),
        in directory: TemporaryDirectory? = nil,
        _ change: (inout StoreConfiguration) -> Void = { _ in }
    ) throws -> StoreFixture {
        var configuration = StoreConfiguration()
        configuration.agingPace.pause = .zero
        change(&configuration)
        return try StoreFixture(destination, configuration: configuration, in: directory)
    }

    static let newest = EventID(rawValue: 1 << 61)

    /// Accepts an event whose entry nobody is found for, behind all others.
    func acceptNewest() async throws {
        try await accept(Self.newest.rawValue, [.sample("newest", phone: "+12015550199")])
    }

    /// Accepts one event with an entry, delivered at once.
    func deliver(_ id: Int64, _ draft: EntryDraft) async throws {
        try await accept(id, [draft])
        try await settleNext(.delivered)
    }

    func pass(days: Int64) { clock.advance(by: .seconds(days * 86_400)) }

    @discardableResult
    func age() async throws -> AgingReport { try await store.age(at: now) }

    func count(_ table: String, _ condition: String = "true") async throws -> Int {
        try await store.pool.read { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table) WHERE \(condition)") ?? 0
        }
    }

    func change(_ sql: String) async throws {
        try await store.pool.writeWithoutTransaction { db in try db.execute(sql: sql) }
    }

    /// An event that made no entry, in this state.
    func accept(_ id: Int64, as state: EventState, body: [UInt8] = Array("{}".utf8)) async throws {
        let sample = Submission.sample(id, [], at: now, body: body).event
        let event = Event(
            id: sample.id,
            hook: sample.hook,
            destination: sample.destination,
            adapter: sample.adapter,
            adapterVersion: sample.adapterVersion,
            receivedAt: sample.receivedAt,
            method: sample.method,
            target: "/hooks/sms?from=ana",
            headers: sample.headers,
            body: sample.body,
            bodyDigest: sample.bodyDigest,
            fingerprint: sample.fingerprint,
            state: state,
            reason: state == .accepted ? nil : "so"
        )
        _ = try await store.append(Submission(event: event, drafts: [], region: "US"))
    }
}
