package import BridgeCore
import GRDB
import JSON

import struct Foundation.Data

extension SQLiteStore: EventLog {
    package func append(_ submission: Submission) async throws(StoreError) -> Receipt {
        let content = StoredContent(submission.event.body)
        let headers = HeaderCoding.encode(submission.event.headers)
        return try await writer.commit { transaction in
            try transaction.append(submission, body: content, headers: headers)
        }
    }
}

extension StoreTransaction {
    func append(_ submission: Submission, body: StoredContent, headers: String) throws -> Receipt {
        let event = submission.event
        let destination = try destination(event.destination)
        let fingerprint = event.fingerprint.data
        try db.run(HotSQL.insertEventKey, [fingerprint, event.id.rawValue])
        if db.changesCount == 0, let known = try db.first(HotSQL.eventByKey, [fingerprint], { $0[0] as Int64 }) {
            return try receiveAgain(submission, as: EventID(rawValue: known), for: destination)
        }
        let outcome = try file(submission, as: event.id, for: destination)
        try insert(event, state: outcome.state, reason: outcome.reason, body: body, headers: headers)
        note(event.id)
        return .accepted(event.id)
    }

    /// The same request again is a duplicate, unless a mapping that has changed since left it `untranslated`: then what
    /// the mapping makes of it now is filed under the event that is there.
    private func receiveAgain(
        _ submission: Submission,
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
        _ submission: Submission,
        as id: EventID,
        for destination: Destination
    ) throws -> (state: EventState, reason: String?) {
        var entries = 0
        var ignored: String?
        let filing = Filing(destination: destination)
        let event = submission.event
        for draft in submission.drafts {
            let directory = DirectoryView(db: db, destination: destination, now: event.receivedAt)
            switch try filing.decide(draft, region: submission.region, directory: directory) {
            case .ignored(let reason): ignored = ignored ?? reason
            case .entries(let filed):
                let origin = EntryOrigin(
                    destination: destination,
                    event: id,
                    region: submission.region,
                    receivedAt: event.receivedAt,
                    isDry: submission.isDry
                )
                try insert(filed, from: origin)
                entries += filed.count
            }
        }
        guard event.state == .accepted, entries == 0, let ignored else { return (event.state, event.reason) }
        return (.ignored, ignored)
    }

    private func insert(
        _ event: Event,
        state: EventState,
        reason: String?,
        body: StoredContent,
        headers: String
    ) throws {
        var inline: Data?
        if case .inline(let bytes) = body { inline = Data(bytes) }
        try db.run(
            HotSQL.insertEvent,
            [
                event.id.rawValue, event.hook.rawValue, event.destination.rawValue, event.adapter, event.adapterVersion,
                event.receivedAt.milliseconds, event.method, event.target, headers, state.rawValue, reason,
                event.bodyDigest.data, inline,
            ]
        )
        if case .apart(let encoding, let size, let bytes) = body {
            try db.run(HotSQL.insertEventBody, [event.id.rawValue, encoding.rawValue, size, Data(bytes)])
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
