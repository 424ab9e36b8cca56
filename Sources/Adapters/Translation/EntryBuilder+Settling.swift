import BridgeCore
import JMESPath
import JSON

extension EntryBuilder {
    /// What `settle:` comes to for one request. Without a subject an entry does not wait; one that names no parties waits
    /// by itself, so that a person sees it in the end.
    func settling(
        _ rule: SettleRule,
        of draft: EntryDraft,
        _ reader: FieldReader,
        _ warnings: inout [TranslationWarning]
    ) throws(TranslationFault) -> Settling? {
        let given = try reader.identity(rule.subject)
        if given == nil {
            guard rule.completes, !draft.namesParties else { return nil }
            let text = "settle.subject came out empty; the key stands in"
            warnings.append(TranslationWarning(.emptySubject, text, line: rule.subject.line))
        }
        let subject = given ?? draft.key
        let lateKey = "\(draft.key):late"
        return Settling(
            subject: subject,
            subjectDigest: EventFingerprint.digest(of: Array(subject.utf8)),
            window: rule.window,
            completes: rule.completes,
            late: rule.late,
            lateKey: lateKey,
            lateDigest: Self.digest(provider: provider, key: lateKey),
            isComplete: rule.until.map(Self.condition)
        )
    }

    /// `until:` as the store asks it. An expression that fails over the facts so far does not hold: the window decides.
    private static func condition(_ until: Template) -> @Sendable (EntryDraft) -> Bool {
        { draft in
            do {
                return try until.holds(.object(draft.data), scope: .empty)
            } catch {
                return false
            }
        }
    }
}
