/// What texts and mails say that a machine wrote, or that a machine is to read, told by their wording: where a provider
/// marks it in a field of its own, an adapter reads that first.
enum MachineText {
    /// What becomes of a customer's consent by a text that is nothing but one of the keywords: the defaults of Twilio
    /// (https://help.twilio.com/articles/223134027) and Telnyx, which other carriers share. "YES", an opt-in to some, is
    /// an answer more often.
    static func optKeyword(_ text: String) -> String? {
        guard text.utf8.count <= longestKeyword else { return nil }
        return optKeywords[text.unpadded.uppercased()]
    }

    private static let optKeywords = [
        "STOP": "opt_out", "STOPALL": "opt_out", "STOP ALL": "opt_out", "UNSUBSCRIBE": "opt_out", "CANCEL": "opt_out",
        "END": "opt_out", "QUIT": "opt_out", "REVOKE": "opt_out", "OPTOUT": "opt_out", "START": "opt_in",
        "UNSTOP": "opt_in",
    ]
    /// Bytes, with some white space about it.
    private static let longestKeyword = 32

    /// The words by which a mail program begins the subject of an answer that nobody wrote.
    static func automaticSubject(_ subject: String) -> String? {
        let subject = subject.unpadded
        let start = subject.prefix(longestSubjectStart).lowercased()
        return subjectStarts.first { start.hasPrefix($0) && !continues(start, behind: $0) }
    }

    /// True where the word goes on: "automatic replying" is none.
    private static func continues(_ text: String, behind prefix: String) -> Bool {
        text.dropFirst(prefix.count).first.map { $0.isLetter || $0.isNumber || $0 == "_" } ?? false
    }

    private static let subjectStarts = [
        "autoreply", "auto reply", "auto-reply", "automaticreply", "automatic reply", "automatic-reply", "autoresponse",
        "auto response", "auto-response", "out of office", "out of the office", "abwesenheitsnotiz",
        "automatische antwort", "réponse automatique", "respuesta automática", "automatisch antwoord",
        "risposta automatica", "autosvar",
    ]
    /// Characters.
    private static let longestSubjectStart = 40
}
