package import BridgeCore
import GRDB

extension SQLiteStore: OutboxQueue {
    package func exchange(
        _ settlements: [Settlement],
        pausing pauses: [PauseOrder],
        claiming slots: [DestinationName: Int],
        at now: Timestamp
    ) async throws(StoreError) -> Exchange {
        try await writer.commit { transaction in
            for settlement in settlements { try transaction.settle(settlement, at: now) }
            for order in pauses { try transaction.carryOut(order, at: now) }
            return try transaction.claim(slots, at: now)
        }
    }

    package func wakeups() -> AsyncStream<Void> { context.wakeups.stream() }
}

extension StoreTransaction {
    /// Claims what is due, destination by destination in the order of their names.
    func claim(_ slots: [DestinationName: Int], at now: Timestamp) throws -> Exchange {
        var claims: [Claim] = []
        var nextDue: Timestamp?
        for name in slots.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
            guard try !db.isPaused(name) else { continue }
            try bringForward(name, at: now)
            if let limit = slots[name], limit > 0 { claims += try claim(limit, of: name, at: now) }
            let due = try db.first(HotSQL.nextDue, [name.rawValue, now.milliseconds]) { $0.timestamp(0) }
            nextDue = [nextDue, due].compactMap { $0 }.min()
        }
        return Exchange(claims: claims, nextDue: nextDue)
    }

    private func claim(_ limit: Int, of destination: DestinationName, at now: Timestamp) throws -> [Claim] {
        var claims: [Claim] = []
        var held: Int
        repeat {
            held = 0
            for head in try dueHeads(limit - claims.count, of: destination, at: now) {
                switch head.result {
                case .success(let ready): claims.append(try claim(ready, at: now))
                case .failure(let error):
                    try hold(head.id, in: destination, from: .queued, because: error, at: now)
                    try advanceLane(head.lane, of: destination)
                    held += 1
                }
            }
        } while held > 0 && claims.count < limit
        return claims
    }

    /// The head of a lane that is due: what a claim needs of it, or why its row cannot be read.
    private struct DueHead {
        let id: EntryID
        let lane: String
        let result: Result<ReadyEntry, StorageError>
    }

    private struct ReadyEntry {
        let row: EntryRow
        let contact: KnownContact
        let draft: EntryDraft

        init(_ columns: StatementRow) throws(StorageError) {
            row = try EntryRow(columns)
            guard let contact = row.contact else { throw .unreadable("entry.contact_id") }
            guard let text = columns[EntryRow.columnCount] as String? else { throw .unreadable("entry.draft") }
            self.contact = contact
            draft = try DraftCoding.decode(text, of: row)
        }
    }

    private func dueHeads(_ limit: Int, of destination: DestinationName, at now: Timestamp) throws -> [DueHead] {
        try db.all(HotSQL.dueEntries, [destination.rawValue, now.milliseconds, limit]) { row in
            DueHead(
                id: EntryID(rawValue: row[0]),
                lane: row[EntryRow.columnCount + 1],
                result: Result { () throws(StorageError) in try ReadyEntry(row) }
            )
        }
    }

    private func claim(_ ready: ReadyEntry, at now: Timestamp) throws -> Claim {
        let (entry, contact) = (ready.row, ready.contact)
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
            draft: ready.draft,
            receivedAt: entry.createdAt,
            attempt: number,
            failures: entry.failures,
            unknowns: entry.unknowns
        )
    }

    /// A destination that was removed meanwhile delivers nothing and needs no pause.
    func carryOut(_ order: PauseOrder, at now: Timestamp) throws {
        if destinations[order.destination] != nil { try pause(order.destination, reason: order.reason, at: now) }
        for id in order.returning { try returnToQueue(id, to: order.destination, at: now) }
    }

    /// The reason of a pause that is on already stays: an operator's own words are not overwritten.
    func pause(_ destination: DestinationName, reason: String, at now: Timestamp) throws {
        _ = try self.destination(destination)
        try db.run(
            "UPDATE destination SET paused_at = coalesce(paused_at, ?), pause_reason = coalesce(pause_reason, ?) WHERE name = ?",
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
