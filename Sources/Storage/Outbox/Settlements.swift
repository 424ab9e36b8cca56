import BridgeCore
import GRDB
import JSON
import Logging

/// What follows from an attempt, carried out on the entry that made it.
extension StoreTransaction {
    /// Does nothing for an entry that is no longer in this attempt: the same settlement may come twice.
    func settle(_ settlement: Settlement, at now: Timestamp) throws {
        let attempt = settlement.attempt
        guard var entry = try entry(attempt.entry), entry.state == .sending, entry.attempts == attempt.number,
            let lane = entry.lane
        else { return }
        try finish(attempt)
        let isUnwanted = try entry.contact.map { try isForgotten($0.id, in: entry.destination) } ?? false
        do {
            try apply(settlement.verdict, to: &entry, chID: attempt.chID, at: now)
        } catch let error as StorageError {
            entry.leave(for: .held, reason: error.reason)
        }
        if isUnwanted, !entry.state.isFinal, entry.state != .unknown, entry.unknowns > 0 {
            entry.leave(for: .unknown, reason: "not sent again: the person was forgotten")
        }
        try save(entry, from: .sending, at: now)
        try advanceLane(lane, of: entry.destination)
        if entry.lane != nil, entry.lane != lane { try joinLane(entry) }
        guard isUnwanted, !entry.state.isFinal, entry.state != .unknown else { return }
        // The person was forgotten while it was under way, and it did not arrive.
        var report = ForgetReport()
        try erase([entry.id], isDryRun: false, into: &report, at: now)
    }

    func finish(_ attempt: Attempt) throws {
        let outcome: String
        var status: Int?
        let detail: String
        switch attempt.outcome {
        case .notSent(let reason): (outcome, detail) = (AttemptWord.notSent, reason)
        case .answered(let code, let text): (outcome, status, detail) = (AttemptWord.answered, code, text)
        case .unknown(let reason): (outcome, detail) = (AttemptWord.unknown, reason)
        }
        try db.run(
            HotSQL.finishAttempt,
            [
                attempt.endedAt.milliseconds, outcome, status, detail, attempt.chID, attempt.entry.rawValue,
                attempt.number,
            ]
        )
    }

    private func apply(_ verdict: Verdict, to entry: inout EntryRow, chID: Int64?, at now: Timestamp) throws {
        switch verdict {
        case .delivered:
            entry.leave(for: .delivered)
            entry.chID = chID
        case .retry(let time, let countsAsFailure):
            entry.queue(at: time)
            if countsAsFailure { entry.failures += 1 }
        case .contactNotFound: try seekAnew(&entry, at: now)
        case .memberNotFound: try replaceMember(of: &entry, at: now)
        case .refused(let reason): entry.leave(for: .refused, reason: reason)
        case .resend(let time):
            entry.queue(at: time)
            entry.unknowns += 1
        case .unknown(let reason):
            entry.leave(for: .unknown, reason: reason)
            entry.unknowns += 1
        case .held(let reason): entry.leave(for: .held, reason: reason)
        }
    }

    /// Zyntro no longer knows the member: it is marked, and the entry goes out under the default member at once.
    private func replaceMember(of entry: inout EntryRow, at now: Timestamp) throws {
        if let destination = destinations[entry.destination], entry.member != destination.defaultMember {
            try db.run(
                "INSERT OR IGNORE INTO unknown_member (destination, member_id, noticed_at) VALUES (?, ?, ?)",
                [entry.destination.rawValue, entry.member.rawValue, now.milliseconds]
            )
            if db.changesCount > 0 {
                context.logger.warning(
                    "Zyntro does not know a member: the default member stands in until an import names the member again",
                    metadata: ["destination": "\(entry.destination)", "member": "\(entry.member)"]
                )
            }
            entry.member = destination.defaultMember
            if let name = entry.memberName { try setHandledBy(name, of: entry) }
            entry.memberName = nil
        }
        entry.queue(at: now)
    }

    private func setHandledBy(_ name: String, of entry: EntryRow) throws {
        var draft = try draft(of: entry)
        guard draft.data[CommsDataKey.handledBy.rawValue] == nil else { return }
        draft.data = draft.data.inserting(.string(name), for: .handledBy)
        let text = DraftCoding.encode(draft)
        let isLarge = text.utf8.count > StoredContent.inlineLimit
        try db.run("UPDATE entry SET draft = ? WHERE id = ?", [isLarge ? String?.none : text, entry.id.rawValue])
        if isLarge { try db.run(HotSQL.insertEntryDraft, [entry.id.rawValue, text]) }
    }
}

/// How the outcome of an attempt is written in the store.
enum AttemptWord {
    static let notSent = "not_sent"
    static let answered = "answered"
    static let unknown = "unknown"
}
