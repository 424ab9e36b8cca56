package import JSON

/// The one shape of `comms_data`: which keys come in which order, what is left out, how long it may be.
package enum CommsDataShape {
    /// How many characters `comms_data` has at most, written as JSON or as text (design §4).
    package static let limit = 20_000
    /// What a translation may fill, so that summary, marks and reference fit without a second cut.
    static let draftLimit = limit - 1000

    /// The data in the one shape: known keys in their order, then others, nothing null or empty, `occurred_at` in
    /// `zone`, no URL that carries a credential, no summary and no reference, which are made at sending.
    package static func normalized(_ data: JSONObject, zone: Zone) -> JSONObject {
        LengthBudget(limit: draftLimit).fitted(shaped(data, zone: zone))
    }

    /// ``normalized(_:zone:)`` at whatever length.
    static func shaped(_ data: JSONObject, zone: Zone) -> JSONObject {
        var shaped: [(String, JSONValue)] = []
        for member in arranged(data) where member.key != .summary && member.key != .reference {
            guard let kept = shape(member.value, of: member.key, zone: zone) else { continue }
            shaped.append((member.name, kept))
        }
        return JSONObject(shaped)
    }

    /// `data` with `value` at the place that the order gives to `key`.
    package static func setting(_ key: CommsDataKey, to value: JSONValue, in data: JSONObject) -> JSONObject {
        var data = data
        data[key.rawValue] = value
        return JSONObject(ordered(data))
    }

    /// Known keys in their order, unknown ones as they come before `reference`.
    static func ordered(_ data: JSONObject) -> [(String, JSONValue)] {
        arranged(data).map { ($0.name, $0.value) }
    }

    private typealias Arranged = (key: CommsDataKey?, name: String, value: JSONValue)

    /// The keys with their names, so that arranging asks for no raw value: every translation passes here.
    private static let known: [(key: CommsDataKey, name: String)] = CommsDataKey.allCases.map { ($0, $0.rawValue) }
    private static let knownNames = Set(known.map(\.name))

    private static func arranged(_ data: JSONObject) -> [Arranged] {
        var arranged: [Arranged] = []
        arranged.reserveCapacity(data.count)
        var last: Arranged?
        for (key, name) in known {
            guard let value = data[name] else { continue }
            if key == .reference { last = (key, name, value) } else { arranged.append((key, name, value)) }
        }
        if arranged.count < data.count {
            for member in data where !knownNames.contains(member.name) {
                arranged.append((nil, member.name, member.value))
            }
        }
        if let last { arranged.append(last) }
        return arranged
    }

    private static func shape(_ value: JSONValue, of key: CommsDataKey?, zone: Zone) -> JSONValue? {
        if key == .occurredAt, let text = value.string, let time = Timestamp(rfc3339: text, zone: zone) {
            return .string(time.rfc3339(in: zone))
        }
        return kept(value, of: key)
    }

    /// What stays of a value: nothing null or empty, no URL that carries a credential; nil when nothing is left.
    static func kept(_ value: JSONValue, of key: CommsDataKey?) -> JSONValue? {
        switch key {
        case .recordingURL:
            guard let url = value.string, CredentialURL.isOne(url) else { break }
            return nil
        case .attachments:
            return withoutCredentials(value).filled
        case .possibleDuplicate, .imported:
            guard value == .bool(true) else { return nil }
        default:
            break
        }
        return value.filled
    }

    private static func withoutCredentials(_ attachments: JSONValue) -> JSONValue {
        guard let list = attachments.array else { return attachments }
        return .array(
            list.map { attachment in
                guard var object = attachment.object, let url = object["url"]?.string, CredentialURL.isOne(url) else {
                    return attachment
                }
                object["url"] = nil
                return .object(object)
            }
        )
    }
}

extension JSONObject {
    subscript(key: CommsDataKey) -> JSONValue? { self[key.rawValue] }
}
