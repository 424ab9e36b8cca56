import BridgeCore
import GRDB

/// What became of a draft that settles.
enum SettlingOutcome {
    /// It is an entry of its own now, one that waits or one that was complete.
    case opened
    /// It is part of an entry, or a short one that follows it.
    case taken
    case ignored(reason: String)
}

/// Events whose entries wait for more facts of the same subject.
extension StoreTransaction {
    /// Opens the window of a subject, merges into the entry that it holds, or takes what came after it closed.
    func settle(
        _ encoded: EncodedDraft,
        _ settling: Settling,
        from origin: EntryOrigin,
        hook: HookName
    ) throws -> SettlingOutcome {
        guard let window = try window(of: settling, from: origin, hook: hook) else {
            return try open(encoded, settling, from: origin, hook: hook)
        }
        do {
            return try attempting {
                if let reason = try reasonToLeave(encoded.draft, settling, window, from: origin) {
                    return .ignored(reason: reason)
                }
                if window.dueAt != nil, let entry = try entry(window.id), entry.state == .settling {
                    return try merge(encoded.draft, settling, into: entry, window, from: origin)
                }
                return try takeLate(encoded, settling, window, from: origin)
            }
        } catch let error as StorageError {
            return try fileApart(encoded, settling, window, from: origin, because: error)
        }
    }

    /// What would be ignored anyway is ignored at once, and so is what completes it, unless a leg of the call was logged
    /// under its key: a click-to-call rings at a phone of ours first, and its recording is that of the leg to the customer.
    func open(
        _ encoded: EncodedDraft,
        _ settling: Settling,
        from origin: EntryOrigin,
        hook: HookName
    ) throws -> SettlingOutcome {
        let draft = encoded.draft
        var window = SettlingWindow(
            nextEntryID(at: origin.receivedAt),
            for: settling,
            from: origin,
            hook: hook
        )
        var filed: [FiledEntry] = []
        if !settling.completes {
            switch try decide(draft, from: origin) {
            case .ignored(let reason):
                window.dueAt = nil
                window.became = origin.isDry ? nil : try anyOwner(of: draft.keyDigest, in: origin.destination.name)
                window.reason = reason
                try insert(window)
                return .ignored(reason: reason)
            case .entries(let entries): filed = entries
            }
        }
        let isComplete = !settling.completes && settling.isComplete?(draft) == true
        let owner = origin.isDry ? nil : try owner(ofKeysOf: filed, in: origin)
        if isComplete || owner != nil {
            window.dueAt = nil
            let rows = try insert(filed, of: encoded, from: origin)
            window.became = try stands(for: filed, as: rows, from: origin)
            try insert(window)
            return owner == nil ? .opened : .taken
        }
        if window.review == nil, !origin.isDry { window.review = try reasonOfHook(draft, from: origin) }
        let row = EntryRow(settling: draft, member: filed.first?.member, window: window, origin: origin)
        try insert(row, draft: encoded.text(of: draft))
        try takeKeys(of: row, for: filed, isDry: origin.isDry)
        try link(row.id, to: origin.event)
        try insert(window)
        return .opened
    }

    /// Why an event of the subject adds nothing: it is nobody's by itself (a leg between our own people), and would take
    /// the entry from the contact whom another event names. Without such an event it tells why nothing is logged.
    private func reasonToLeave(
        _ draft: EntryDraft,
        _ settling: Settling,
        _ window: SettlingWindow,
        from origin: EntryOrigin
    ) throws -> String? {
        guard !settling.completes, case .ignored(let reason) = try decide(draft, from: origin) else { return nil }
        if window.dueAt != nil, !window.hasMain {
            var window = window
            window.reason = reason
            try save(window)
        }
        return reason
    }

    private func merge(
        _ later: EntryDraft,
        _ settling: Settling,
        into entry: EntryRow,
        _ window: SettlingWindow,
        from origin: EntryOrigin
    ) throws -> SettlingOutcome {
        var window = window
        let isMain = !settling.completes
        let isFirstMain = isMain && !window.hasMain
        let merged = try draft(of: entry).merged(with: later, named: isFirstMain ? .later : .earlier)
        window.hasMain = window.hasMain || isMain
        if isMain { window.reason = nil }
        try save(merged, of: entry, at: origin.receivedAt)
        try link(entry.id, to: origin.event)
        try save(window)
        var isDone = false
        if isFirstMain {
            switch try decide(merged, from: origin) {
            case .ignored: isDone = true
            case .entries(let filed):
                var named = entry
                named.keyDigest = merged.keyDigest
                try takeKeys(of: named, for: filed, isDry: origin.isDry)
            }
        }
        let isKnown = window.hasMain || merged.namesParties
        if isDone || (isKnown && settling.isComplete?(merged) == true) {
            try close(window, at: origin.receivedAt)
        }
        return .taken
    }

    /// The entry cannot be read: it is held for a person, and the event stands for itself.
    private func fileApart(
        _ encoded: EncodedDraft,
        _ settling: Settling,
        _ window: SettlingWindow,
        from origin: EntryOrigin,
        because error: StorageError
    ) throws -> SettlingOutcome {
        try setAside(windowOf: window.id, in: window.destination, because: error, at: origin.receivedAt)
        return try fileAlone(encoded, settling, window, from: origin)
    }

    /// The entry that later facts of the subject complete: one that was made of it, or the one that had its key before.
    func stands(for filed: [FiledEntry], as rows: [EntryRow], from origin: EntryOrigin) throws -> EntryID? {
        if let row = rows.first(where: { $0.state != .duplicate }) { return row.id }
        return try owner(ofKeysOf: filed, in: origin) ?? rows.first?.id
    }

    /// The entry that has one of the keys already.
    private func owner(ofKeysOf filed: [FiledEntry], in origin: EntryOrigin) throws -> EntryID? {
        for entry in filed {
            let owner = try owner(of: entry.draft.keyDigest, party: entry.party, in: origin.destination.name)
            if let owner { return owner }
        }
        return nil
    }

    /// From the first event on the keys belong to the entry that settles; a dry one takes none.
    private func takeKeys(of row: EntryRow, for filed: [FiledEntry], isDry: Bool) throws {
        guard !isDry else { return }
        for entry in filed { _ = try takeKey(of: row, party: entry.party) }
    }

    func save(_ draft: EntryDraft, of entry: EntryRow, at now: Timestamp) throws {
        let text = DraftCoding.encode(draft)
        let isLarge = text.utf8.count > StoredContent.inlineLimit
        try db.run(
            HotSQL.mergeEntry,
            [
                draft.commsType.rawValue, draft.commsSource, draft.keyDigest, isLarge ? String?.none : text,
                now.milliseconds, entry.id.rawValue,
            ]
        )
        if isLarge { try db.run(HotSQL.insertEntryDraft, [entry.id.rawValue, text]) }
    }
}

extension EntryRow {
    /// An entry that waits in a window; who it is about is decided when that closes.
    fileprivate init(settling draft: EntryDraft, member: MemberID?, window: SettlingWindow, origin: EntryOrigin) {
        self.init(
            id: window.id,
            destination: origin.destination.name,
            state: .settling,
            reason: window.waitingReason,
            address: draft.contact.addresses(region: origin.region).first?.uri,
            member: member ?? origin.destination.defaultMember,
            commsType: draft.commsType,
            commsSource: draft.commsSource,
            keyDigest: draft.keyDigest,
            region: origin.region,
            nextAttemptAt: window.dueAt,
            createdAt: origin.receivedAt
        )
    }
}
