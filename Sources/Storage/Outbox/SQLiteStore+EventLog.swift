package import BridgeCore
import GRDB
import JSON

extension SQLiteStore: EventLog {
    package func append(_ submission: Submission) async throws(StoreError) -> Receipt {
        let encoded = EncodedSubmission(submission)
        return try await writer.commit { transaction in try transaction.append(encoded) }
    }
}

/// A submission with everything written out that the writer need not do: its one thread is what all requests share.
struct EncodedSubmission: Sendable {
    let event: Event
    let headers: String
    let body: StoredContent
    let drafts: [EncodedDraft]
    let region: String
    let isDry: Bool
    let policies: HookPolicies
    let review: Int
    let recheck: Recheck?
    let filedAt: Timestamp

    init(_ submission: Submission) {
        event = submission.event
        headers = HeaderCoding.encode(submission.event.headers)
        body = StoredContent(submission.event.body)
        drafts = submission.drafts.map(EncodedDraft.init)
        region = submission.region
        isDry = submission.isDry
        policies = submission.policies
        review = submission.review
        recheck = submission.recheck
        filedAt = submission.filedAt
    }
}

extension StoreTransaction {
    func append(_ submission: EncodedSubmission) throws -> Receipt {
        let event = submission.event
        let destination = try destination(event.destination)
        if let recheck = submission.recheck, !submission.isDry {
            try self.recheck(recheck, of: destination, at: event.receivedAt)
        }
        if let known = try takeFingerprint(of: event) {
            return try receiveAgain(submission, as: known, for: destination)
        }
        let outcome = try file(submission, as: event.id, for: destination)
        try insert(submission, state: outcome.state, reason: outcome.reason)
        note(event.id)
        return .accepted(event.id)
    }

    /// The same request again is a duplicate, unless a mapping that has changed since left it `untranslated`: then what
    /// the mapping makes of it now is filed under the event that is there.
    private func receiveAgain(
        _ submission: EncodedSubmission,
        as known: EventID,
        for destination: Destination
    ) throws -> Receipt {
        let event = submission.event
        let stored = try db.first(
            "SELECT state, adapter_version, destination FROM event WHERE id = ?",
            [known.rawValue]
        ) { (state: $0[0] as String, version: $0[1] as String, destination: DestinationName($0[2])) }
        guard let stored, stored.state == EventState.untranslated.rawValue, stored.version != event.adapterVersion
        else { return .duplicate(of: known) }
        let outcome = try file(submission, as: known, for: destination)
        try db.run(
            HotSQL.setEventState,
            [outcome.state.rawValue, outcome.reason, event.adapter, event.adapterVersion, known.rawValue]
        )
        count(-1, EventState.untranslated, in: stored.destination)
        count(1, outcome.state, in: stored.destination)
        return .accepted(known)
    }

    /// Files every draft under the event `id`; what becomes of the event: `ignored`, for the first reason given, where
    /// nothing came out.
    private func file(
        _ submission: EncodedSubmission,
        as id: EventID,
        for destination: Destination
    ) throws -> (state: EventState, reason: String?) {
        var entries = 0
        var ignored: String?
        var subjects: Set<Digest256> = []
        let reviews = try reviewsLeft(for: submission)
        var left = reviews
        let event = submission.event
        for draft in submission.drafts {
            var origin = origin(of: submission, as: id, for: destination)
            if left > 0 { origin.review = "review of adapter \(event.adapter) \(event.adapterVersion)" }
            if let settling = draft.draft.settling {
                origin.isFurther = !subjects.insert(settling.subjectDigest).inserted
                switch try settle(draft, settling, from: origin, hook: event.hook) {
                case .opened:
                    entries += 1
                    left -= 1
                case .taken: entries += 1
                case .ignored(let reason): ignored = ignored ?? reason
                }
                continue
            }
            switch try decide(draft.draft, from: origin) {
            case .ignored(let reason): ignored = ignored ?? reason
            case .entries(let filed):
                left -= try insert(filed, of: draft, from: origin).count { $0.state == .held }
                entries += filed.count
            }
        }
        if left < reviews { try setReview(event, left: max(0, left)) }
        guard event.state == .accepted, entries == 0, let ignored else { return (event.state, event.reason) }
        return (.ignored, ignored)
    }

    /// Who the draft is about, by the directory as it is now; nobody who was forgotten.
    func decide(_ draft: EntryDraft, from origin: EntryOrigin) throws -> Filing.Decision {
        let decision = try Filing(destination: origin.destination).decide(
            draft,
            region: origin.region,
            from: origin.hook,
            directory: DirectoryView(
                db: db,
                destination: origin.destination,
                now: origin.receivedAt,
                memory: lineMemory
            )
        )
        guard case .entries(let all) = decision else { return decision }
        let filed = try withoutForgotten(all, region: origin.region, in: origin.destination.name)
        return filed.isEmpty && !all.isEmpty ? .ignored(reason: ForgottenPeople.reason) : .entries(filed)
    }

    private func origin(
        of submission: EncodedSubmission,
        as id: EventID,
        for destination: Destination
    ) -> EntryOrigin {
        EntryOrigin(
            destination: destination,
            event: id,
            region: submission.region,
            receivedAt: submission.filedAt,
            isDry: submission.isDry,
            hook: submission.event.hook,
            policies: submission.policies
        )
    }

    private func insert(_ submission: EncodedSubmission, state: EventState, reason: String?) throws {
        let event = submission.event
        // Nothing of a request of somebody who was forgotten is kept; a rule that gives this reason keeps its own.
        let isForgotten = reason == ForgottenPeople.reason && event.reason == nil
        let body = isForgotten ? StoredContent.inline([]) : submission.body
        var inline: [UInt8]?
        if case .inline(let bytes) = body { inline = bytes }
        try db.run(
            HotSQL.insertEvent,
            event.id.rawValue,
            event.hook.rawValue,
            event.destination.rawValue,
            event.adapter,
            event.adapterVersion,
            event.receivedAt.milliseconds,
            event.method,
            isForgotten ? "/hooks/\(event.hook)" : event.target,
            isForgotten ? "[]" : submission.headers,
            state.rawValue,
            reason,
            event.bodyDigest,
            inline
        )
        if case .apart(let encoding, let size, let bytes) = body {
            try db.run(HotSQL.insertEventBody, [event.id.rawValue, encoding.rawValue, size, bytes])
        }
        count(1, state, in: event.destination)
    }
}

/// Headers as a JSON list of `[name, value]` pairs, in their order.
enum HeaderCoding {
    static func encode(_ headers: [HeaderField]) -> String {
        JSONValue.array(headers.map { .array([.string($0.name), .string($0.value)]) }).text()
    }

    static func decode(_ text: String) throws -> [HeaderField] {
        guard let pairs = try? JSONParser().parse(Array(text.utf8)).value.array else {
            throw StorageError.unreadable("event.headers")
        }
        return try pairs.map { pair in
            guard let parts = pair.array, parts.count == 2, let name = parts[0].string, let value = parts[1].string
            else {
                throw StorageError.unreadable("event.headers")
            }
            return HeaderField(name: name, value: value)
        }
    }
}
