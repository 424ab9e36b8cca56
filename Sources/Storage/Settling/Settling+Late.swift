import BridgeCore
import GRDB
import JSON

/// Facts that come after the window closed.
extension StoreTransaction {
    func takeLate(
        _ encoded: EncodedDraft,
        _ settling: Settling,
        _ window: SettlingWindow,
        from origin: EntryOrigin
    ) throws -> SettlingOutcome {
        guard let id = window.became, let entry = try entry(id) else {
            return try takeWithoutEntry(encoded, settling, window, from: origin)
        }
        guard try origin.isFurther || !isLinked(entry, to: origin.event) else { return .taken }
        if !settling.completes, !window.hasMain {
            return try takeLateMain(encoded, settling, into: entry, window, from: origin)
        }
        if entry.reason == ForgottenPeople.reason { return .ignored(reason: ForgottenPeople.reason) }
        switch entry.state {
        case .discarded, .duplicate:
            return .ignored(reason: "it adds to \(id), which is \(entry.state.rawValue)")
        default: break
        }
        if try db.agedAt(id) != nil { return .ignored(reason: "it adds to \(id), whose contents have aged out") }
        let told = try draft(of: entry)
        let news = told.news(in: encoded.draft)
        if news.isEmpty {
            try link(id, to: origin.event)
            return .taken
        }
        if try isUnsent(entry) {
            try save(told.merged(with: encoded.draft), of: entry, at: origin.receivedAt)
            try link(id, to: origin.event)
            return .taken
        }
        guard settling.late == .followUp else { return .ignored(reason: "it came after \(id) was made") }
        let draft = followUp(to: entry, told, saying: news, encoded.draft, settling)
        switch try decide(draft, from: origin) {
        case .ignored(let reason): return .ignored(reason: reason)
        case .entries(let filed):
            try insert(filed, of: EncodedDraft(draft), from: origin)
            return .taken
        }
    }

    /// True where the event was taken before: it is carried out once more.
    private func isLinked(_ entry: EntryRow, to event: EventID) throws -> Bool {
        try db.first(HotSQL.isLinked, [entry.id.rawValue, event.rawValue]) { _ in true } != nil
    }

    private func followUp(
        to entry: EntryRow,
        _ told: EntryDraft,
        saying news: JSONObject,
        _ later: EntryDraft,
        _ settling: Settling
    ) -> EntryDraft {
        let hasOwnKey = later.keyDigest != told.keyDigest
        var draft = told.followUp(
            saying: news,
            key: hasOwnKey ? later.key : settling.lateKey,
            digest: hasOwnKey ? later.keyDigest : settling.lateDigest,
            to: entry.id
        )
        if let contact = entry.contact { draft.contact.contactID = contact.id }
        return draft
    }

    /// Nothing of it can have reached Zyntro, and no other entry was made of the same draft.
    private func isUnsent(_ entry: EntryRow) throws -> Bool {
        guard entry.attempts == 0 else { return false }
        switch entry.state {
        case .settling, .queued, .resolving, .unmatched, .held, .rehearsed: break
        case .sending, .unknown, .delivered, .refused, .duplicate, .discarded: return false
        }
        let sibling: [any StatementValue] = [entry.id.rawValue, entry.keyDigest, Self.everyState]
        return try db.first(HotSQL.siblingInState, sibling) { _ in true } == nil
    }

    private static let everyState = JSONValue.array(EntryState.allCases.map { .string($0.rawValue) }).text()

    /// The event that names the parties came after the window: what waited for it is completed, or it goes by itself.
    private func takeLateMain(
        _ encoded: EncodedDraft,
        _ settling: Settling,
        into entry: EntryRow,
        _ window: SettlingWindow,
        from origin: EntryOrigin
    ) throws -> SettlingOutcome {
        var window = window
        window.hasMain = true
        guard entry.state != .held, try isUnsent(entry), try db.agedAt(entry.id) == nil else {
            return try fileAlone(encoded, settling, window, from: origin)
        }
        let merged = try draft(of: entry).merged(with: encoded.draft, named: .later)
        try link(entry.id, to: origin.event)
        try file(merged, of: entry, window, at: origin.receivedAt)
        return .taken
    }

    /// Nothing was logged of the subject, or it was so long ago that the entry has aged out.
    private func takeWithoutEntry(
        _ encoded: EncodedDraft,
        _ settling: Settling,
        _ window: SettlingWindow,
        from origin: EntryOrigin
    ) throws -> SettlingOutcome {
        if settling.completes, let reason = window.reason { return .ignored(reason: reason) }
        if let id = window.became, settling.completes || window.hasMain {
            return .ignored(reason: "it adds to \(id), which has aged out")
        }
        guard window.reason != nil else { return try fileAlone(encoded, settling, window, from: origin) }
        try db.run(HotSQL.deleteWindow, [window.id.rawValue])
        return try open(encoded, settling, from: origin, hook: window.hook)
    }

    /// Files the event by itself, at once.
    func fileAlone(
        _ encoded: EncodedDraft,
        _ settling: Settling,
        _ window: SettlingWindow,
        from origin: EntryOrigin
    ) throws -> SettlingOutcome {
        let filed: [FiledEntry]
        if settling.completes, !encoded.draft.namesParties {
            filed = [unaddressed(encoded.draft, window, in: origin.destination)]
        } else {
            switch try decide(encoded.draft, from: origin) {
            case .ignored(let reason): return .ignored(reason: reason)
            case .entries(let entries): filed = entries
            }
        }
        let rows = try insert(filed, of: encoded, from: origin)
        guard !settling.completes else { return .taken }
        var window = window
        window.dueAt = nil
        window.hasMain = true
        window.became = rows.first?.id ?? window.became
        try save(window)
        return .taken
    }
}
