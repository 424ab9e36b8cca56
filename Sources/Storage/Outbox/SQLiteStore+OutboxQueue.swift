package import BridgeCore
import GRDB

extension SQLiteStore: OutboxQueue {
    package func exchange(
        _ settlements: [Settlement],
        claiming slots: [DestinationName: Int],
        at now: Timestamp
    ) async throws(StoreError) -> Exchange {
        try await writer.commit { transaction in
            for settlement in settlements { try transaction.settle(settlement, at: now) }
            return try transaction.claim(slots, at: now)
        }
    }

    package func wakeups() -> AsyncStream<Void> { context.wakeups.stream() }

    package func pause(
        _ destination: DestinationName,
        reason: String,
        returning entries: [EntryID],
        at now: Timestamp
    ) async throws(StoreError) {
        try await writer.commit { transaction in
            try transaction.pause(destination, reason: reason, at: now)
            for id in entries { try transaction.returnToQueue(id, to: destination, at: now) }
        }
    }
}

extension StoreTransaction {
    /// Claims what is due, destination by destination in the order of their names.
    func claim(_ slots: [DestinationName: Int], at now: Timestamp) throws -> Exchange {
        var claims: [Claim] = []
        var nextDue: Timestamp?
        for name in slots.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
            guard try !db.isPaused(name) else { continue }
            if let limit = slots[name], limit > 0 { claims += try claim(limit, of: name, at: now) }
            let due = try db.first(HotSQL.nextDue, [name.rawValue, now.milliseconds]) { $0.timestamp(0) }
            nextDue = [nextDue, due].compactMap { $0 }.min()
        }
        return Exchange(claims: claims, nextDue: nextDue)
    }

    private func claim(_ limit: Int, of destination: DestinationName, at now: Timestamp) throws -> [Claim] {
        let due = try db.all(HotSQL.dueEntries, [destination.rawValue, now.milliseconds, limit]) { row in
            (entry: try EntryRow(row), draft: row[EntryRow.columnCount] as String?)
        }
        return try due.map { row in try claim(row.entry, draft: row.draft, at: now) }
    }

    private func claim(_ entry: EntryRow, draft: String?, at now: Timestamp) throws -> Claim {
        guard let contact = entry.contact, let draft else { throw StorageError.unreadable("entry.contact_id") }
        let number = entry.attempts + 1
        try db.run(HotSQL.claimEntry, [number, now.milliseconds, entry.id.rawValue])
        try db.run(HotSQL.insertAttempt, [entry.id.rawValue, number, now.milliseconds])
        try db.run(HotSQL.occupyLane, [entry.destination.rawValue, contact.id.rawValue])
        count(-1, .queued, in: entry.destination)
        count(1, .sending, in: entry.destination)
        return Claim(
            entry: entry.id,
            destination: entry.destination,
            contact: contact.id,
            contactName: contact.name,
            member: entry.member,
            memberName: entry.memberName,
            draft: try DraftCoding.decode(draft, of: entry),
            receivedAt: entry.createdAt,
            attempt: number,
            failures: entry.failures,
            unknowns: entry.unknowns
        )
    }

    func pause(_ destination: DestinationName, reason: String, at now: Timestamp) throws {
        _ = try self.destination(destination)
        try db.run(
            "UPDATE destination SET paused_at = coalesce(paused_at, ?), pause_reason = ? WHERE name = ?",
            [now.milliseconds, reason, destination.rawValue]
        )
    }

    /// Alike refusals were not the entry's fault: it waits as if it had never been refused.
    func returnToQueue(_ id: EntryID, to destination: DestinationName, at now: Timestamp) throws {
        guard var entry = try entry(id), entry.destination == destination, entry.contact != nil else { return }
        let previous = entry.state
        switch previous {
        case .refused, .held, .unmatched, .resolving, .unknown: break
        default: return
        }
        try stopWaiting(entry)
        entry.soughtAnew = false
        entry.queue(at: now)
        try save(entry, from: previous, at: now)
        try joinLane(entry)
    }
}

extension Database {
    func isPaused(_ destination: DestinationName) throws -> Bool {
        try first(HotSQL.pauseOf, [destination.rawValue]) { $0[0] as Int64? } ?? nil != nil
    }
}
