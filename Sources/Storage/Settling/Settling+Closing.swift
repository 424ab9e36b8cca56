import BridgeCore
import GRDB
import JSON

/// The end of a window: the entry is filed as if it had come in at that moment, complete.
extension StoreTransaction {
    /// Closes windows that are due, oldest first and at most `limit` of each destination; how many, and whether others
    /// are open still.
    ///
    /// A window that was opened in the future, because the clock was set back, starts anew: it lasts at most as long as
    /// its adapter says, by whatever clock.
    func closeDueWindows(limit: Int, at now: Timestamp) throws -> (closed: Int, isAnyOpen: Bool) {
        var closed = 0
        var isAnyOpen = false
        for name in destinations.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
            let future = now.advanced(by: Self.clockTolerance)
            for window in try windows(HotSQL.misdatedWindows, name, future, limit, at: now) {
                try restart(window, at: now)
            }
            let due = try windows(HotSQL.dueWindows, name, now, limit, at: now)
            for window in due { try closeOrHold(window, at: now) }
            closed += due.count
            if !isAnyOpen { isAnyOpen = try db.first(HotSQL.hasOpenWindow, [name.rawValue]) { _ in true } ?? false }
        }
        return (closed, isAnyOpen)
    }

    /// Events are dated when their last byte was read, which is a little before the writer's turn.
    private static let clockTolerance = Duration.seconds(2)

    private func windows(
        _ sql: String,
        _ destination: DestinationName,
        _ time: Timestamp,
        _ limit: Int,
        at now: Timestamp
    ) throws -> [SettlingWindow] {
        let found = try db.all(sql, [destination.rawValue, time.milliseconds, limit]) { row in
            (id: EntryID(rawValue: row[0]), result: Result { () throws(StorageError) in try SettlingWindow(row) })
        }
        var windows: [SettlingWindow] = []
        for window in found {
            switch window.result {
            case .success(let readable): windows.append(readable)
            case .failure(let error): try setAside(windowOf: window.id, in: destination, because: error, at: now)
            }
        }
        return windows
    }

    private func restart(_ window: SettlingWindow, at now: Timestamp) throws {
        var window = window
        window.openedAt = now
        window.dueAt = now.advanced(by: window.length)
        try save(window)
        try db.run(
            HotSQL.deferEntry,
            [window.waitingReason, window.dueAt?.milliseconds, now.milliseconds, window.id.rawValue]
        )
    }

    private func closeOrHold(_ window: SettlingWindow, at now: Timestamp) throws {
        do {
            try attempting { try close(window, at: now) }
        } catch let error as StorageError {
            try setAside(windowOf: window.id, in: window.destination, because: error, at: now)
        }
    }

    /// Files the entry that a window held. Its place among its contact's entries is now.
    func close(_ window: SettlingWindow, at now: Timestamp) throws {
        guard let entry = try entry(window.id), entry.state == .settling else {
            try endWindow(of: window.id)
            return
        }
        try file(try draft(of: entry), of: entry, window, at: now)
    }

    /// Puts entries as the directory has them now in the place of `entry`, with all its events.
    func file(_ merged: EntryDraft, of entry: EntryRow, _ window: SettlingWindow, at now: Timestamp) throws {
        guard let destination = destinations[entry.destination] else { return }
        var draft = merged
        if draft.data[CommsDataKey.occurredAt.rawValue] == nil {
            let zone = Zone(named: destination.zone) ?? .utc
            draft.data = draft.data.inserting(.string(entry.createdAt.rfc3339(in: zone)), for: .occurredAt)
        }
        let events = try db.all(HotSQL.eventsOfEntry, [entry.id.rawValue]) { EventID(rawValue: $0[0]) }
        guard let first = events.first else { throw StorageError.unreadable("entry_event") }
        let origin = EntryOrigin(
            destination: destination,
            event: first,
            region: entry.region,
            receivedAt: now,
            isDry: window.isDry,
            hook: window.hook,
            review: window.review
        )
        var window = window
        window.dueAt = nil
        let filed: [FiledEntry]
        switch try decide(draft, window, from: origin) {
        case .ignored(let reason):
            try end(entry, because: reason, at: now)
            try save(window)
            return
        case .entries(let entries): filed = entries
        }
        try remove(entry)
        let rows = try insert(filed, of: EncodedDraft(draft), from: origin)
        for row in rows { for event in events { try link(row.id, to: event) } }
        window.became = try stands(for: filed, as: rows, from: origin)
        // What another event says word for word: its entry has the events now.
        if rows.isEmpty, let owner = window.became { for event in events { try link(owner, to: event) } }
        try save(window)
    }

    /// The directory says meanwhile that there is nothing to log; nothing is kept of somebody who was forgotten.
    private func end(_ entry: EntryRow, because reason: String, at now: Timestamp) throws {
        guard reason != ForgottenPeople.reason else {
            var report = ForgetReport()
            return try erase([entry.id], isDryRun: false, into: &report, at: now)
        }
        var ended = entry
        try stopWaiting(entry)
        ended.leave(for: .discarded, reason: reason)
        try save(ended, from: entry.state, at: now)
        if let lane = entry.lane { try reviseLane(lane, of: entry.destination) }
    }

    /// Without the event that names the parties a person has to see the entry, unless one told that it is nobody's.
    private func decide(
        _ draft: EntryDraft,
        _ window: SettlingWindow,
        from origin: EntryOrigin
    ) throws -> Filing.Decision {
        guard !window.hasMain, !draft.namesParties else { return try decide(draft, from: origin) }
        if let reason = window.reason { return .ignored(reason: reason) }
        return .entries([unaddressed(draft, window, in: origin.destination)])
    }

    func unaddressed(_ draft: EntryDraft, _ window: SettlingWindow, in destination: Destination) -> FiledEntry {
        FiledEntry(
            contact: .unaddressed(reason: window.missingReason),
            member: destination.defaultMember,
            draft: draft
        )
    }

    /// Takes out an entry that others stand in for in the same transaction, and gives up its keys to them.
    private func remove(_ entry: EntryRow) throws {
        try stopWaiting(entry)
        try fileKeys(of: entry.keyDigest)
        let place: [any StatementValue] = [entry.destination.rawValue, entry.keyDigest]
        let parties = try db.all(HotSQL.keysOfEntry, place + [entry.id.rawValue]) { $0[0] as String }
        for party in parties { try db.run(HotSQL.deleteKey, place + [party]) }
        try db.run(HotSQL.deleteEntryEvents, [entry.id.rawValue])
        try db.run(HotSQL.deleteEntryDraft, [entry.id.rawValue])
        try db.run(HotSQL.deleteEntry, [entry.id.rawValue])
        if let lane = entry.lane { try reviseLane(lane, of: entry.destination) }
        count(-1, entry.state, in: entry.destination)
    }

    /// Closes the window of an entry now, because an operator asks for it.
    func closeNow(_ id: EntryID, at now: Timestamp) throws -> EntryID {
        guard let window = try db.first(HotSQL.windowByID, [id.rawValue], SettlingWindow.init) else { return id }
        try close(window, at: now)
        return try db.became(id) ?? id
    }
}

extension Database {
    /// The entry that one which settled is now.
    func became(_ id: EntryID) throws -> EntryID? {
        try first(HotSQL.becameOf, [id.rawValue]) { ($0[0] as Int64?).map(EntryID.init(rawValue:)) } ?? nil
    }
}
