package import BridgeCore

/// What a request came to.
package struct Translation: Sendable {
    package enum Disposition: String, Sendable {
        case translated, partly, ignored, untranslated
    }

    package let disposition: Disposition
    /// Why it was ignored or (in part) not translated, or what it did instead of making entries.
    package let reason: String?
    package let drafts: [EntryDraft]
    /// The body to store: as received, contents of attachments replaced by name, type, size and hash.
    package let storedBody: [UInt8]
    /// For logs and metrics: a key that fell back to the event's hash, characters that were replaced …
    package let warnings: [TranslationWarning]
    /// A sentence that must raise an alert now (a ringing call, an opt-out); nil for most.
    package var alert: String?
    /// Overrides ``Answers/accepted`` for this request.
    package var answer: Answer?
    /// News of contacts in Zyntro, in place of entries.
    package var recheck: Recheck?
    /// True for a request that asked for a proof or a confirmation; it is ignored as an event.
    package var isHandshake = false
    /// A subscription that this request, for which the adapter's own scheme vouched, asks to confirm by a visit.
    package var confirmation: (url: String, topic: String)?

    package init(
        disposition: Disposition,
        reason: String?,
        drafts: [EntryDraft],
        storedBody: [UInt8],
        warnings: [TranslationWarning],
        alert: String? = nil,
        answer: Answer? = nil
    ) {
        self.disposition = disposition
        self.reason = reason
        self.drafts = drafts
        self.storedBody = storedBody
        self.warnings = warnings
        self.alert = alert
        self.answer = answer
    }
}
