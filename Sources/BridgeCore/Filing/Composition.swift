package import JSON

/// Writes the `comms_data` that Zyntro receives: the draft's keys in order, with the sentence, the marks and the reference.
package struct Composition: Sendable {
    /// What is known at the moment of sending beside the draft.
    package struct Facts: Sendable {
        package var contactName: String?
        package var memberName: String?
        package var possibleDuplicate = false
        package var imported = false
        package var receivedAt: Timestamp
        package var reference: EntryID

        package init(receivedAt: Timestamp, reference: EntryID) {
            self.receivedAt = receivedAt
            self.reference = reference
        }
    }

    package let zone: String
    package let format: Destination.DataFormat

    package init(zone: String, format: Destination.DataFormat) {
        self.zone = zone
        self.format = format
    }

    /// An object, or a text rendered from the same keys; at most 20 000 characters, marked where cut.
    package func compose(_ draft: EntryDraft, facts: Facts) -> JSONValue {
        let zone = Zone(named: zone) ?? .utc
        var draft = draft
        draft.data = CommsDataShape.shaped(draft.data, zone: zone)
        var facts = facts
        facts.imported = facts.imported || draft.data[.imported] == true
        let summary = Summary(draft: draft, facts: facts, zone: zone).sentence
        var data = draft.data
        data[CommsDataKey.summary.rawValue] = .string(summary)
        if facts.possibleDuplicate { data[CommsDataKey.possibleDuplicate.rawValue] = true }
        if facts.imported { data[CommsDataKey.imported.rawValue] = true }
        data[CommsDataKey.reference.rawValue] = .string(facts.reference.description)
        if data[.occurredAt] == nil {
            data[CommsDataKey.occurredAt.rawValue] = .string(facts.receivedAt.rfc3339(in: zone))
        }
        let fitted = LengthBudget(limit: CommsDataShape.limit).fitted(JSONObject(CommsDataShape.ordered(data)))
        switch format {
        case .object: return .object(fitted)
        case .text: return .string(CommsDataText.rendered(fitted))
        }
    }
}
