package import BridgeCore

/// A compiled adapter: how one provider's requests are authenticated, decoded, translated and answered.
package struct Adapter: Sendable {
    /// The folder's name.
    package let name: String
    /// The first 12 hexadecimal digits of the SHA-256 of `adapter.yaml`.
    package let version: String
    package let title: String
    package let provider: String
    package let receive: ReceiveRules

    /// Judges a request by the adapter's schemes with the hook's secrets, by the clock of its arrival
    /// (`request.receivedAt`). Constant time in the secrets.
    package func authenticate(_ request: RawRequest, hook: Hook) -> Authentication { .refused(Refusal(.noSignature)) }

    /// Decodes and maps a request. Never fails: what cannot be translated is kept as `untranslated` with its reason.
    package func translate(_ request: AuthenticatedRequest, hook: Hook, event: EventID) -> Translation {
        Translation(disposition: .ignored, reason: nil, drafts: [], storedBody: request.raw.body, warnings: [])
    }
}

/// What a receiver must know before it reads a body, and what it answers.
package struct ReceiveRules: Sendable {
    /// Upper case; `POST` alone where the adapter says nothing.
    package let methods: Set<String>
    /// How many bytes a body may have, compressed or not.
    package let bodyLimit: Int
    package let answers: Answers

    package init(methods: Set<String>, bodyLimit: Int, answers: Answers) {
        self.methods = methods
        self.bodyLimit = bodyLimit
        self.answers = answers
    }
}

/// The adapter's answers (design: answers are provider semantics).
package struct Answers: Sendable, Equatable {
    package var accepted: Answer
    package var duplicate: Answer
    package var unauthentic: Answer
    package var untranslatable: Answer
    package var tooLarge: Answer
    package var overloaded: Answer

    package init(
        accepted: Answer, duplicate: Answer, unauthentic: Answer, untranslatable: Answer, tooLarge: Answer,
        overloaded: Answer
    ) {
        self.accepted = accepted
        self.duplicate = duplicate
        self.unauthentic = unauthentic
        self.untranslatable = untranslatable
        self.tooLarge = tooLarge
        self.overloaded = overloaded
    }
}

/// What a request came to.
package struct Translation: Sendable {
    package enum Disposition: String, Sendable {
        case translated, partly, ignored, untranslated
    }

    package let disposition: Disposition
    /// Why it was ignored or (in part) not translated.
    package let reason: String?
    package let drafts: [EntryDraft]
    /// The body to store: as received, contents of attachments replaced by name, type, size and hash.
    package let storedBody: [UInt8]
    /// For logs and metrics: a key that fell back to the event's hash, characters that were replaced …
    package let warnings: [String]
    /// A sentence that must raise an alert now (a ringing call, an opt-out); nil for most.
    package var alert: String?
    /// Overrides ``Answers/accepted`` for this request.
    package var answer: Answer?

    package init(
        disposition: Disposition, reason: String?, drafts: [EntryDraft], storedBody: [UInt8], warnings: [String],
        alert: String? = nil, answer: Answer? = nil
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
