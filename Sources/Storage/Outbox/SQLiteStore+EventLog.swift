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
            return .duplicate(of: EventID(rawValue: known))
        }
        let outcome = try file(submission, for: destination)
        let isIgnored = event.state == .accepted && outcome.entries == 0 && outcome.ignored != nil
        try insert(
            event,
            state: isIgnored ? .ignored : event.state,
            reason: isIgnored ? outcome.ignored : event.reason,
            body: body,
            headers: headers
        )
        note(event.id)
        return .accepted(event.id)
    }

    /// Files every draft; `entries` counts what came out, `ignored` is the first reason why something did not.
    private func file(
        _ submission: Submission,
        for destination: Destination
    ) throws -> (entries: Int, ignored: String?) {
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
                    event: event.id,
                    region: submission.region,
                    receivedAt: event.receivedAt,
                    isDry: submission.isDry
                )
                try insert(filed, from: origin)
                entries += filed.count
            }
        }
        return (entries, ignored)
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
