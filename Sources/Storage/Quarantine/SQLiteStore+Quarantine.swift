package import BridgeCore
import GRDB

extension SQLiteStore: QuarantineStore {
    /// Expired requests removed in one commit.
    private static let expiredAtOnce = 500

    package func digest(of credential: [UInt8]) -> Digest256 { quarantineKey.digest(of: credential) }

    package func seal(_ texts: [[UInt8]], of identity: Digest256) throws(StoreError) -> [UInt8] {
        try quarantineKey.seal(texts, of: identity)
    }

    package func unseal(_ sealed: [UInt8], of identity: Digest256) -> [[UInt8]] {
        quarantineKey.unseal(sealed, of: identity)
    }

    /// To be called by one task at a time.
    package func keep(_ requests: [RefusedRequest], at now: Timestamp) async throws(StoreError) -> Int {
        let encoded = requests.map(EncodedRefusal.init)
        let limits = configuration.quarantine
        let plan = try await read { db in try QuarantinePlan(encoded, limits: limits, db: db) }
        try await writer.commit { transaction in try transaction.carryOut(plan) }
        return plan.dropped
    }

    @discardableResult
    package func expire(at now: Timestamp) async throws(StoreError) -> Int {
        let time = oldestKept(at: now)
        var total = 0
        while true {
            let isAny = try await read { db in
                try db.first("SELECT 1 FROM quarantine WHERE received_at < ? LIMIT 1", [time.milliseconds]) { _ in true
                }
            }
            guard isAny != nil else { return total }
            total += try await writer.commit { transaction in
                try transaction.expireQuarantine(before: time, limit: Self.expiredAtOnce)
            }
        }
    }

    package func quarantined(
        _ filter: QuarantineFilter,
        at now: Timestamp
    ) async throws(StoreError) -> [QuarantineRecord] {
        let oldest = oldestKept(at: now)
        return try await read { db in try QuarantineQueries(db: db, oldest: oldest).records(filter) }
    }

    package func quarantined(_ id: QuarantineID, at now: Timestamp) async throws(StoreError) -> QuarantinedRequest {
        let oldest = oldestKept(at: now)
        return try await read { db in try QuarantineQueries(db: db, oldest: oldest).request(id) }
    }

    package func quarantined(
        hook: HookName?,
        since: Timestamp?,
        after cursor: QuarantineID?,
        limit: Int,
        at now: Timestamp
    ) async throws(StoreError) -> [QuarantinedRequest] {
        let oldest = oldestKept(at: now)
        return try await read { db in
            try QuarantineQueries(db: db, oldest: oldest)
                .requests(hook: hook, since: since, after: cursor, limit: limit)
        }
    }

    package func leaveQuarantine(_ ids: [QuarantineID]) async throws(StoreError) {
        guard !ids.isEmpty else { return }
        try await writer.commit { transaction in
            for id in ids { try transaction.removeFromQuarantine(id) }
        }
    }

    package func diagnose(_ diagnoses: [QuarantineID: String]) async throws(StoreError) {
        guard !diagnoses.isEmpty else { return }
        try await writer.commit { transaction in
            for (id, diagnosis) in diagnoses {
                try transaction.db.run("UPDATE quarantine SET diagnosis = ? WHERE id = ?", diagnosis, id.rawValue)
            }
        }
    }

    package func quarantineCounts(at now: Timestamp) async throws(StoreError) -> [HookName: QuarantineCount] {
        let oldest = oldestKept(at: now)
        return try await read { db in try QuarantineQueries(db: db, oldest: oldest).counts() }
    }

    /// A clock that jumped ahead by days neither removes nor hides what waits.
    private func oldestKept(at now: Timestamp) -> Timestamp {
        agingClock.believed(now).advanced(by: .zero - configuration.quarantine.age)
    }
}
