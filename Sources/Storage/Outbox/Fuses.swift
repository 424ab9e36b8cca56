import BridgeCore
import GRDB
import Logging

/// What keeps an entry from going out by itself: a sender who is not proven, and fuses against loops and floods.
extension StoreTransaction {
    /// Counts a new entry; why it is `held`, nil where nothing is the matter.
    func reasonToHold(_ filed: FiledEntry, from origin: EntryOrigin) throws -> String? {
        guard let hook = origin.hook else { return nil }
        if let reason = try reasonOfHook(filed.draft, from: origin) { return reason }
        // Nobody's entries wait for a person anyway.
        guard let limit = origin.destination.entriesPerContactAndHour, !filed.party.isEmpty else { return nil }
        let subject = Fuse.subject(of: filed.party)
        return try count(subject, against: limit, called: "about this contact", from: origin, hook)
    }

    /// The hook's part of ``reasonToHold(_:from:)``: what settles is counted when it comes, not when its window closes.
    func reasonOfHook(_ draft: EntryDraft, from origin: EntryOrigin) throws -> String? {
        guard let hook = origin.hook else { return nil }
        if origin.policies.unauthenticated == .hold, draft.isAuthenticated == false {
            return "its sender is not authenticated (SPF, DKIM or DMARC)"
        }
        guard let limit = origin.policies.entriesPerHour else { return nil }
        return try count("hook \(hook)", against: limit, called: "by the hook \(hook)", from: origin, hook)
    }

    private func count(
        _ subject: String,
        against limit: Int,
        called name: String,
        from origin: EntryOrigin,
        _ hook: HookName
    ) throws -> String? {
        let hour = Fuse.hour(of: origin.receivedAt)
        let place: [any StatementValue] = [hour, origin.destination.name.rawValue, subject]
        let total = try db.first(HotSQL.countFuse, place) { $0[0] as Int } ?? 0
        if total == 1 { try forgetFuses(before: hour) }
        guard total > limit else { return nil }
        let reason = "a fuse: more than \(limit) entries \(name) in one hour"
        if total == limit + 1 {
            context.logger.warning(
                "a fuse holds entries; find out what sends so many, then retry or discard them",
                metadata: [
                    "alert": "yes", "destination": "\(origin.destination.name)", "hook": "\(hook)",
                    "event": "\(origin.event)", "reason": "\(reason)",
                ]
            )
        }
        return reason
    }

    /// Counts of hours gone by go a few at a time, faster than new ones come.
    private func forgetFuses(before hour: Int64) throws {
        let stale = try db.all(HotSQL.staleFuses, [hour, Fuse.forgottenAtOnce]) { row in
            (destination: row[0] as String, subject: row[1] as String, hour: row[2] as Int64)
        }
        for fuse in stale { try db.run(HotSQL.deleteFuse, fuse.destination, fuse.subject, fuse.hour) }
    }
}

enum Fuse {
    static let forgottenAtOnce = 4

    /// What counts the entries about one contact, or about one address while nobody is known.
    static func subject(of party: String) -> String { "contact \(party)" }

    /// Hours since 1970: a fuse is whole again with each new one.
    static func hour(of time: Timestamp) -> Int64 { time.seconds / 3600 }
}
