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
        for (name, value) in ordered(data) {
            let key = CommsDataKey(rawValue: name)
            guard key != .summary, key != .reference, let kept = shape(value, of: key, zone: zone) else { continue }
            shaped.append((name, kept))
        }
        return JSONObject(shaped)
    }

    /// `data` with `value` at the place that the order gives to `key`.
    static func setting(_ key: CommsDataKey, to value: JSONValue, in data: JSONObject) -> JSONObject {
        var data = data
        data[key.rawValue] = value
        return JSONObject(ordered(data))
    }

    /// Known keys in their order, unknown ones as they come before `reference`.
    static func ordered(_ data: JSONObject) -> [(String, JSONValue)] {
        let members = data.map { ($0.name, $0.value) }
        let known = CommsDataKey.allCases.filter { $0 != .reference }.compactMap { key in
            data[key.rawValue].map { (key.rawValue, $0) }
        }
        let others = members.filter { CommsDataKey(rawValue: $0.0) == nil }
        let last = data[CommsDataKey.reference.rawValue].map { [(CommsDataKey.reference.rawValue, $0)] } ?? []
        return known + others + last
    }

    private static func shape(_ value: JSONValue, of key: CommsDataKey?, zone: Zone) -> JSONValue? {
        switch key {
        case .recordingURL:
            guard let url = value.string, CredentialURL.isOne(url) else { break }
            return nil
        case .attachments:
            return nonEmpty(withoutCredentials(value))
        case .possibleDuplicate, .imported:
            guard value == .bool(true) else { return nil }
        case .occurredAt:
            guard let text = value.string, let time = Timestamp(rfc3339: text, zone: zone) else { break }
            return .string(time.rfc3339(in: zone))
        default:
            break
        }
        return nonEmpty(value)
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

    /// The value without what is null or empty in it; nil when nothing is left.
    ///
    /// No `? nil :` here: beside a JSON value `nil` is the JSON null.
    private static func nonEmpty(_ value: JSONValue) -> JSONValue? {
        switch value {
        case .null:
            return nil
        case .bool, .number:
            return value
        case .string(let text):
            guard !text.isEmpty else { return nil }
            return value
        case .array(let elements):
            let kept = elements.compactMap(nonEmpty)
            guard !kept.isEmpty else { return nil }
            return .array(kept)
        case .object(let object):
            let kept = object.compactMap { member in nonEmpty(member.value).map { (member.name, $0) } }
            guard !kept.isEmpty else { return nil }
            return .object(JSONObject(kept))
        }
    }
}

extension JSONObject {
    subscript(key: CommsDataKey) -> JSONValue? { self[key.rawValue] }
}
