/// The keys of `comms_data` in the order in which they are written: the one shape of all channels.
package enum CommsDataKey: String, Sendable, CaseIterable {
    case summary, channel, direction, kind
    case occurredAt = "occurred_at"
    case from, to, recipients, subject, body
    case durationSeconds = "duration_seconds"
    case outcome
    case handledBy = "handled_by"
    case recordingURL = "recording_url"
    case transcript, attachments, note, thread, tags, campaign
    case possibleDuplicate = "possible_duplicate"
    case imported, reference
}
