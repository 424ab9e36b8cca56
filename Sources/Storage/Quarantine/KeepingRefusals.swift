import BridgeCore
import GRDB

/// What a commit of refused requests does; made beside the writer, from what is there.
struct QuarantinePlan: Sendable {
    /// The same requests again, and new ones that have room.
    var kept: [EncodedRefusal] = []
    /// What was there before and has to go.
    var evicted: [QuarantineID] = []
    /// How many of all had to go.
    var dropped = 0

    /// Nobody else adds to the quarantine, so that what is removed meanwhile only makes the plan's room larger.
    init(_ requests: [EncodedRefusal], limits: QuarantineLimits, db: Database) throws {
        var shares = FairShares<QuarantineID>(.init(count: limits.requests, bytes: limits.bytes))
        let ledger = try db.all("SELECT id, hook, source, size FROM quarantine ORDER BY id", []) { row in
            (id: QuarantineID(rawValue: row[0]), hook: HookName(row[1]), source: row[2] as String, size: row[3] as Int)
        }
        // What is over limits that were lowered goes with the first commit.
        var gone: Set<QuarantineID> = []
        for row in ledger {
            gone.formUnion(shares.add(row.id, size: row.size, hook: row.hook, source: row.source))
        }
        var known: Set<Digest256> = []
        var fresh: [EncodedRefusal] = []
        for request in requests {
            let isKnown =
                try db.first(
                    "SELECT 1 FROM quarantine WHERE identity = ?",
                    [request.request.identity]
                ) { _ in true } ?? false
            guard !isKnown, known.insert(request.request.identity).inserted else {
                kept.append(request)
                continue
            }
            fresh.append(request)
            let refused = request.request
            gone.formUnion(
                shares.add(refused.id, size: request.keptSize, hook: refused.hook, source: refused.source)
            )
        }
        let there = Set(ledger.map(\.id))
        evicted = gone.filter(there.contains).sorted()
        let lost = Set(fresh.filter { gone.contains($0.request.id) }.map(\.request.identity))
        let again = kept.filter { !lost.contains($0.request.identity) }
        kept = fresh.filter { !gone.contains($0.request.id) } + again
        dropped = gone.count
    }
}

extension StoreTransaction {
    func carryOut(_ plan: QuarantinePlan) throws {
        for id in plan.evicted { try removeFromQuarantine(id) }
        for request in plan.kept { try keep(request) }
    }

    func removeFromQuarantine(_ id: QuarantineID) throws {
        try db.run("DELETE FROM quarantine WHERE id = ?", id.rawValue)
        try db.run("DELETE FROM quarantined_request WHERE id = ?", id.rawValue)
    }

    /// Removes at most `limit` of what arrived before `time`.
    func expireQuarantine(before time: Timestamp, limit: Int) throws -> Int {
        let ids = try db.all(
            "SELECT id FROM quarantine WHERE received_at < ? ORDER BY received_at LIMIT ?",
            [time.milliseconds, limit]
        ) { QuarantineID(rawValue: $0[0]) }
        for id in ids { try removeFromQuarantine(id) }
        return ids.count
    }

    private func keep(_ encoded: EncodedRefusal) throws {
        let request = encoded.request
        guard try !keepAgain(encoded) else { return }
        var id = request.id.rawValue
        let highest = try db.first("SELECT max(id) FROM quarantine", []) { $0[0] as Int64? } ?? nil
        // The clock was set back while the bridge did not run.
        if let highest, highest >= id { id = highest + 1 }
        try db.run(
            """
            INSERT INTO quarantine (id, hook, destination, source, received_at, last_at, times, diagnosis, body_size,
                is_body_kept, size, identity)
            VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?)
            """,
            id,
            request.hook.rawValue,
            request.destination.rawValue,
            request.source,
            request.receivedAt.milliseconds,
            request.receivedAt.milliseconds,
            request.diagnosis,
            request.bodySize,
            request.body != nil,
            encoded.keptSize,
            request.identity
        )
        try db.run(
            """
            INSERT INTO quarantined_request (id, remote, method, target, headers, gaps, encoding, size, body, sealed)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            id,
            request.remoteAddress,
            request.method,
            encoded.target,
            encoded.headers,
            encoded.gaps,
            encoded.encoding.rawValue,
            encoded.size,
            encoded.bytes,
            request.sealed
        )
    }

    /// The same request again: the first one stays, and the last one's headers are kept beside it. False where it is new.
    private func keepAgain(_ encoded: EncodedRefusal) throws -> Bool {
        let request = encoded.request
        let known = try db.first(
            "SELECT id FROM quarantine WHERE identity = ?",
            [request.identity]
        ) { $0[0] as Int64 }
        guard let known else { return false }
        try db.run(
            "UPDATE quarantine SET times = times + 1, last_at = max(last_at, ?) WHERE id = ?",
            request.receivedAt.milliseconds,
            known
        )
        try db.run(
            "UPDATE quarantined_request SET last_headers = ?2, last_sealed = ?3 WHERE id = ?1 AND headers <> ?2",
            known,
            encoded.headers,
            request.sealed
        )
        return true
    }
}
