import BridgeCore
import GRDB

/// Events: an event comes to its end with the last of its entries.
extension StoreTransaction {
    /// Nil where there is nothing to age.
    func agingEvent(_ id: EventID, hasContents: Bool, at now: Timestamp) throws -> AgingRow? {
        let event = try db.first(AgingSQL.eventToAge, [id.rawValue]) { row in
            (state: EventState(rawValue: row[0]), received: row.timestamp(1), aged: row.timestampIfAny(2))
        }
        guard let event, !hasContents || event.aged == nil else { return nil }
        var since: Timestamp? = max(event.received, id.time(by: now))
        // Those of its entries whose rows are gone have left word.
        if let end = since, let kept = try keptSince(id, as: .event) { since = max(end, kept) }
        if event.state == nil || event.state == .untranslated { since = nil }
        if try !hasContents && isNewest(id.rawValue, AgingSQL.newestEvent) { since = nil }
        let entries = try db.all(AgingSQL.entriesOfEvent, [id.rawValue]) { row in
            (state: EntryState(rawValue: row[0]), updated: row.timestamp(1))
        }
        for entry in entries {
            guard let end = since, let state = entry.state, state.isFinal else { return AgingRow(event.received, nil) }
            since = max(end, entry.updated)
        }
        return AgingRow(event.received, since)
    }

    func ageContents(of id: EventID, _ budget: inout AgingBudget, at now: Timestamp) throws {
        budget.bytes += try db.first(AgingSQL.bodySize, [id.rawValue]) { $0[0] as Int } ?? 0
        try db.run(AgingSQL.deleteBody, [id.rawValue])
        try db.run(AgingSQL.ageEvent, [now.milliseconds, id.rawValue])
    }

    /// Deletes what is left of an event; its key stays.
    func ageRow(of id: EventID, since: Timestamp) throws {
        let event = try db.first(AgingSQL.stateOfEvent, [id.rawValue]) { row in
            (state: EventState(rawValue: row[0]), destination: DestinationName(row[1]))
        }
        try keepKeys(of: id, as: .event, since: since)
        try db.run(AgingSQL.deleteLinks, [id.rawValue])
        try db.run(AgingSQL.deleteBody, [id.rawValue])
        try db.run(AgingSQL.deleteEvent, [id.rawValue])
        if let event, let state = event.state { count(-1, state, in: event.destination) }
    }
}

extension AgingRow {
    fileprivate init(_ received: Timestamp, _ since: Timestamp?) { self.init(received: received, since: since) }
}
