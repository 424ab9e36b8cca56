import BridgeCore
import GRDB

/// What becomes of an entry when Zyntro knows nobody by any of its addresses.
extension StoreTransaction {
    private static let nobody = "no contact has this address"
    /// An address is tried once in so long, whatever came of it.
    private static let creationInterval = Duration.seconds(86_400)

    /// Applies the destination's policy to an entry whose look-ups have all missed.
    func leaveUnmatched(
        _ entry: inout EntryRow,
        draft: EntryDraft,
        for destination: Destination,
        at now: Timestamp
    ) throws {
        switch destination.unmatchedPolicy {
        case .hold: entry.leave(for: .unmatched, reason: Self.nobody)
        case .discard:
            try stopWaiting(entry)
            entry.leave(for: .discarded, reason: "\(Self.nobody) (the destination discards what is unmatched)")
        case .create:
            let remark = try askForContact(of: entry, draft: draft, for: destination, at: now)
            entry.leave(for: .unmatched, reason: "\(Self.nobody); \(remark)")
        }
    }

    /// Makes the creation of a contact due where that may be; what to tell about it.
    private func askForContact(
        of entry: EntryRow,
        draft: EntryDraft,
        for destination: Destination,
        at now: Timestamp
    ) throws -> String {
        guard let address = try addressesAwaited(by: entry).first else { return "none is created without an address" }
        if entry.soughtAnew { return "none is created: Zyntro had a contact for it and has it no more" }
        if let objection = ContactCreation.objection(to: draft, by: address) {
            return "none is created: \(objection)"
        }
        let place: [any StatementValue] = [destination.name.rawValue, address.uri]
        let known = try db.first(
            "SELECT asked_at, outcome, detail FROM creation WHERE destination = ? AND address = ?",
            place
        ) { row in (askedAt: row.timestampIfAny(0), outcome: row[1] as String?, detail: row[2] as String?) }
        if let askedAt = known?.askedAt, askedAt.advanced(by: Self.creationInterval) > now {
            return Self.remark(known?.outcome, known?.detail)
        }
        try db.run(
            """
            INSERT INTO creation (destination, address, entry_id, due_at) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT DO UPDATE SET entry_id = ?3, due_at = coalesce(due_at, ?4), asked_at = NULL, outcome = NULL,
                detail = NULL
            """,
            [destination.name.rawValue, address.uri, entry.id.rawValue, now.milliseconds]
        )
        wakes = true
        return "one is being created"
    }

    private static func remark(_ outcome: String?, _ detail: String?) -> String {
        let word = outcome.flatMap(CreationWord.init(rawValue:)) ?? .asking
        return switch word {
        case .asking: "one is being created"
        case .created: "one was created and is not found yet"
        case .refused: "Zyntro refused to create one: \(detail ?? "")"
        case .unknown: "whether one was created is unknown: \(detail ?? "")"
        }
    }

    /// Takes the creation of a contact on; nil where it is not due, or nobody waits for it any more.
    func claimCreation(of address: Address, for destination: Destination, at now: Timestamp) throws -> ContactCreation?
    {
        let place: [any StatementValue] = [destination.name.rawValue, address.uri]
        let due = try db.first("SELECT due_at FROM creation WHERE destination = ? AND address = ?", place) {
            $0.timestampIfAny(0)
        }
        guard let due = due ?? nil, due <= now else { return nil }
        guard destination.unmatchedPolicy == .create, try !isForgotten(address, in: destination.name),
            let (entry, draft) = try creator(of: address, in: destination.name)
        else {
            try db.run("DELETE FROM creation WHERE destination = ? AND address = ?", place)
            return nil
        }
        try db.run(
            """
            UPDATE creation SET due_at = NULL, asked_at = ?3, outcome = 'asking', detail = NULL
            WHERE destination = ?1 AND address = ?2
            """,
            [destination.name.rawValue, address.uri, now.milliseconds]
        )
        return ContactCreation(
            addresses: [address] + (try addressesAwaited(by: entry)),
            name: draft.contact.name,
            member: entry.member
        )
    }

    /// The oldest entry that waits for a contact to be created; one that a person is to look at does not.
    private func creator(of address: Address, in destination: DestinationName) throws -> (EntryRow, EntryDraft)? {
        for id in try entriesWaiting(for: address, in: destination) {
            guard let entry = try entry(id), entry.state == .unmatched, !entry.soughtAnew else { continue }
            let draft = try draft(of: entry)
            if ContactCreation.objection(to: draft, by: address) == nil { return (entry, draft) }
        }
        return nil
    }

    func record(
        _ answer: CreationAnswer,
        for address: Address,
        of destination: Destination,
        at now: Timestamp
    ) throws {
        switch answer {
        case .created(let id):
            try note(.created, for: address, of: destination)
            guard let id else { return try setLookup(address, in: destination.name, due: now, missed: nil) }
            try record(.found(KnownContact(id: id)), for: address, of: destination, at: now)
        case .refused(let reason):
            try note(.refused, reason, for: address, of: destination)
            try tell(Self.remark(CreationWord.refused.rawValue, reason), those: address, of: destination, at: now)
        case .unknown(let reason):
            try note(.unknown, reason, for: address, of: destination)
            try tell(Self.remark(CreationWord.unknown.rawValue, reason), those: address, of: destination, at: now)
            let known = try lookup(of: address, in: destination.name)
            let soon = now.advanced(by: Self.shortestRecheck)
            try setLookup(address, in: destination.name, due: soon, missed: known?.missedAt)
        case .notAsked(let retryAt):
            try db.run(
                """
                UPDATE creation SET due_at = ?3, asked_at = NULL, outcome = NULL WHERE destination = ?1 AND address = ?2
                """,
                [destination.name.rawValue, address.uri, retryAt.milliseconds]
            )
        }
        wakes = true
    }

    private func note(
        _ word: CreationWord,
        _ detail: String? = nil,
        for address: Address,
        of destination: Destination
    ) throws {
        try db.run(
            "UPDATE creation SET outcome = ?, detail = ? WHERE destination = ? AND address = ?",
            [word.rawValue, detail, destination.name.rawValue, address.uri]
        )
    }

    private func tell(_ remark: String, those address: Address, of destination: Destination, at now: Timestamp) throws {
        for id in try entriesWaiting(for: address, in: destination.name) {
            guard var entry = try entry(id), entry.state == .unmatched else { continue }
            entry.reason = "\(Self.nobody); \(remark)"
            try save(entry, from: .unmatched, at: now)
        }
    }

    /// Nobody can say what became of creations that were under way at a crash: look-ups will.
    func recoverCreations(at now: Timestamp) throws {
        try db.run(
            """
            UPDATE lookup SET due_at = ? WHERE (destination, address) IN (
                SELECT destination, address FROM creation WHERE outcome = 'asking')
            """,
            [now.milliseconds]
        )
        try db.run(
            "UPDATE creation SET outcome = 'unknown', detail = ? WHERE outcome = 'asking'",
            [Self.stoppedBeforeAnswer]
        )
    }
}

/// What became of a creation, as the store writes it.
enum CreationWord: String {
    case asking, created, refused, unknown
}
