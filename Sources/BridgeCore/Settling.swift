/// How a draft waits for the later facts of its subject (design §6): beside the entry that it describes.
package struct Settling: Sendable {
    /// What becomes of facts that come after the insert.
    package enum Late: String, Sendable, CaseIterable {
        /// A short entry of its own says what is new.
        case followUp = "follow_up"
        case ignore
    }

    /// What the events have in common, in the provider's own ids; within a hook.
    package let subject: String
    /// SHA-256 of the subject.
    package let subjectDigest: Digest256
    /// How long the first event of a subject holds the entry.
    package let window: Duration
    /// True for an event that names no parties and only completes what another one tells.
    package let completes: Bool
    package let late: Late
    /// The key of the follow-up where the event's own key is that of the entry, and its digest.
    package let lateKey: String
    package let lateDigest: Digest256
    /// Whether the merged draft lacks nothing more; nil where only the window tells.
    package let isComplete: (@Sendable (EntryDraft) -> Bool)?

    package init(
        subject: String,
        subjectDigest: Digest256,
        window: Duration,
        completes: Bool = false,
        late: Late = .followUp,
        lateKey: String,
        lateDigest: Digest256,
        isComplete: (@Sendable (EntryDraft) -> Bool)? = nil
    ) {
        self.subject = subject
        self.subjectDigest = subjectDigest
        self.window = window
        self.completes = completes
        self.late = late
        self.lateKey = lateKey
        self.lateDigest = lateDigest
        self.isComplete = isComplete
    }
}

extension Settling: Equatable {
    /// All that is written in the adapter's file but `until`, which is code.
    package static func == (left: Settling, right: Settling) -> Bool {
        left.subjectDigest == right.subjectDigest && left.window == right.window && left.completes == right.completes
            && left.late == right.late && left.lateDigest == right.lateDigest
    }
}
