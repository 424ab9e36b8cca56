import BridgeCore
import JSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

// The JSON of every record that the admin API shows: snake_case names, ids as text, times in RFC 3339 and UTC, states by
// their raw value. What is not known is null, so that a record has the same members every time.

extension JSONValue {
    static func text(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
    static func id(_ id: some RecordID) -> JSONValue { .string(id.description) }
    static func count(_ count: Int) -> JSONValue { .number(JSONNumber(count)) }

    /// `2026-03-02T14:15:00.250Z`; RFC 3339 to the millisecond.
    static func time(_ time: Timestamp?) -> JSONValue {
        guard let time else { return .null }
        let whole = time.rfc3339(in: .utc)
        let fraction = String(1000 + time.milliseconds - time.seconds * 1000).dropFirst()
        return .string("\(whole.dropLast()).\(fraction)Z")
    }

    /// Bytes as the pair `body` and `body_encoding`: text where they are UTF-8, else Base64.
    static func body(_ bytes: [UInt8]) -> (text: JSONValue, encoding: JSONValue) {
        if let text = String(validating: bytes, as: UTF8.self) { return (.string(text), "utf-8") }
        return (.string(Data(bytes).base64EncodedString()), "base64")
    }
}

extension EventRecord {
    var json: JSONObject {
        [
            "id": .id(id), "hook": .string(hook.rawValue), "destination": .string(destination.rawValue),
            "adapter": .string(adapter), "adapter_version": .string(adapterVersion),
            "received_at": .time(receivedAt), "state": .string(state.rawValue), "reason": .text(reason),
            "entries": .array(entries.map(JSONValue.id)),
        ]
    }
}

extension EventDetail {
    /// Target, headers and body are contents; without them the record says how large the body is and its hash. Those that
    /// aged out are shown to nobody.
    func json(showingContents: Bool) -> JSONValue {
        let showingContents = showingContents && agedAt == nil
        var object = record.json
        object["method"] = .string(method)
        object["body_size"] = .count(body.count)
        object["body_sha256"] = .string(bodyDigest.description)
        object["contents_aged_at"] = .time(agedAt)
        object["contents_shown"] = .bool(showingContents)
        guard showingContents else { return .object(object) }
        object["target"] = .string(target)
        object["headers"] = .array(headers.map { ["name": .string($0.name), "value": .string($0.value)] })
        let body = JSONValue.body(body)
        object["body"] = body.text
        object["body_encoding"] = body.encoding
        return .object(object)
    }
}

extension EntryRecord {
    var json: JSONObject {
        [
            "id": .id(id), "destination": .string(destination.rawValue), "state": .string(state.rawValue),
            "reason": .text(reason), "comms_type": .string(commsType.rawValue), "comms_source": .string(commsSource),
            "contact_id": .text(contact?.rawValue), "address": .text(address?.uri), "created_at": .time(createdAt),
            "next_attempt_at": .time(nextAttemptAt), "attempts": .count(attempts),
            "ch_id": chID.map { .count(Int($0)) } ?? .null,
        ]
    }
}

extension EntryDetail {
    /// The draft's contents are what will be or was sent; the attempts show Zyntro's words only. `attempts` stays the
    /// count, as in lists.
    func json(showingContents: Bool) -> JSONValue {
        let showingContents = showingContents && agedAt == nil
        var object = record.json
        object["member_id"] = .string(member.rawValue)
        object["provider"] = .string(draft.provider)
        object["key"] = .string(draft.key)
        object["events"] = .array(events.map(JSONValue.id))
        object["attempt_log"] = .array(attempts.map(\.json))
        object["contents_aged_at"] = .time(agedAt)
        object["contents_shown"] = .bool(showingContents)
        guard showingContents else { return .object(object) }
        object["contact"] = draft.contact.json
        object["member"] = draft.member.json
        object["comms_data"] = .object(draft.data)
        object["comms_sentiment"] = .text(draft.sentiment)
        object["comms_next"] = .text(draft.next)
        object["comms_status"] = .text(draft.status)
        return .object(object)
    }
}

extension ContactHint {
    var json: JSONValue {
        ["phone": .text(phone), "email": .text(email), "name": .text(name), "contact_id": .text(contactID?.rawValue)]
    }
}

extension MemberHint {
    var json: JSONValue { ["phone": .text(phone), "email": .text(email), "member_id": .text(memberID?.rawValue)] }
}

extension Attempt {
    var json: JSONValue {
        var object: JSONObject = [
            "number": .count(number), "started_at": .time(startedAt), "ended_at": .time(endedAt),
            "ch_id": chID.map { .count(Int($0)) } ?? .null,
        ]
        switch outcome {
        case .notSent(let reason):
            object["outcome"] = "not_sent"
            object["detail"] = .string(reason)
        case .answered(let status, let text):
            object["outcome"] = "answered"
            object["status"] = .count(status)
            object["detail"] = .string(text)
        case .unknown(let reason):
            object["outcome"] = "unknown"
            object["detail"] = .string(reason)
        }
        return .object(object)
    }
}

extension DestinationRecord {
    var json: JSONValue {
        [
            "name": .string(name.rawValue), "paused": .bool(isPaused), "pause_reason": .text(pauseReason),
            "paused_at": .time(pausedAt), "waiting": .count(waiting), "configured": .bool(isConfigured),
            "paused_as_copy": .bool(isPausedAsCopy),
        ]
    }
}

extension ImportReport {
    var json: JSONObject {
        [
            "added": .count(added), "changed": .count(changed), "unchanged": .count(unchanged),
            "lines_replaced": .count(linesReplaced), "freed": .count(freed),
            "assigned": .count(assigned),
        ]
    }
}

extension DirectoryAnswer {
    var json: JSONValue {
        [
            "address": .string(address.uri), "line": line?.json ?? .null,
            "contacts": .array(contacts.map { ["contact_id": .string($0.id.rawValue), "name": .text($0.name)] }),
            "source": .text(source), "checked_at": .time(checkedAt), "missed_at": .time(missedAt),
            "fault": .text(fault),
            "next_lookup_at": .time(dueAt), "waiting": .count(waiting), "creation": .text(creation),
            "member_unknown_since": .time(memberUnknownSince), "forgotten": .bool(isForgotten),
        ]
    }
}

extension Line {
    var json: JSONValue {
        [
            "kind": .string(kind.rawValue), "member_id": .text(member?.rawValue), "name": .text(name),
            "logged_by": .text(loggedBy?.rawValue),
        ]
    }
}

extension StoreStatistics {
    func json(at now: Timestamp) -> JSONValue {
        let entries = entries.sorted { $0.key.rawValue < $1.key.rawValue }.flatMap { destination, counts in
            EntryState.allCases.compactMap { state -> JSONValue? in
                guard let count = counts[state] else { return nil }
                return [
                    "destination": .string(destination.rawValue), "state": .string(state.rawValue),
                    "count": .count(count),
                ]
            }
        }
        let eventCounts = EventState.allCases.map { state -> JSONValue in
            ["state": .string(state.rawValue), "count": .count(events[state] ?? 0)]
        }
        return [
            "entries": .array(entries), "oldest_waiting": Self.ages(of: oldestWaiting, at: now),
            "oldest_unmatched": Self.ages(of: oldestUnmatched, at: now), "events": .array(eventCounts),
            "quarantine": .array(
                quarantine.sorted { $0.key.rawValue < $1.key.rawValue }.map { hook, count in
                    [
                        "hook": .string(hook.rawValue), "requests": .count(count.requests),
                        "bytes": .count(count.bytes),
                    ]
                }
            ),
            "database_bytes": .count(databaseBytes), "database_free_bytes": .count(freeDatabaseBytes),
            "free_disk_bytes": freeDiskBytes.map(JSONValue.count) ?? .null,
        ]
    }
}

extension StoreStatistics {
    private static func ages(of oldest: [DestinationName: Timestamp], at now: Timestamp) -> JSONValue {
        let sorted = oldest.sorted { $0.key.rawValue < $1.key.rawValue }
        return .array(
            sorted.map { destination, since in
                let age = Int(now.seconds - since.seconds)
                return ["destination": .string(destination.rawValue), "since": .time(since), "seconds": .count(age)]
            }
        )
    }
}

extension ReloadReport {
    var json: JSONValue {
        [
            "succeeded": .bool(succeeded), "problems": .array(problems.map(JSONValue.string)),
            "changed_adapters": .array(changedAdapters.map(JSONValue.string)), "hooks": .count(hooks),
        ]
    }
}

extension HookStatus {
    var json: JSONValue {
        [
            "name": .string(name.rawValue), "adapter": .string(adapter), "adapter_version": .string(adapterVersion),
            "destination": .string(destination.rawValue), "url": .string(url), "dry": .bool(isDry),
        ]
    }
}
