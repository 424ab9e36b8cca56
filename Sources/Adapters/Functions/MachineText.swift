/// What texts and mails say that a machine wrote, or that a machine is to read, told by their wording: where a provider
/// marks it in a field of its own, an adapter reads that first.
enum MachineText {
    /// What becomes of a customer's consent by a text that is nothing but one of the keywords: the defaults of Twilio
    /// (https://help.twilio.com/articles/223134027) and Telnyx, which other carriers share. "YES", an opt-in to some, is
    /// an answer more often. No carrier listens in chats, where most of the words are answers, too.
    static func optKeyword(_ text: String, channel: String?) -> String? {
        guard text.utf8.count <= longestKeyword else { return nil }
        let word = text.unpadded.uppercased()
        let isChat = channel.map { !["", "sms", "mms"].contains($0.lowercased()) } ?? false
        return isChat && !chatKeywords.contains(word) ? nil : optKeywords[word]
    }

    private static let optKeywords = [
        "STOP": "opt_out", "STOPALL": "opt_out", "STOP ALL": "opt_out", "UNSUBSCRIBE": "opt_out", "CANCEL": "opt_out",
        "END": "opt_out", "QUIT": "opt_out", "REVOKE": "opt_out", "OPTOUT": "opt_out", "START": "opt_in",
        "UNSTOP": "opt_in",
    ]
    private static let chatKeywords: Set = ["STOP", "UNSUBSCRIBE", "START"]
    /// Bytes, with some white space about it.
    private static let longestKeyword = 32

    /// The words by which a mail program begins the subject of an answer that nobody wrote.
    static func automaticSubject(_ subject: String) -> String? {
        let subject = subject.unpadded
        guard let first = subject.utf8.first, firstLetters.contains(first | 0x20) else { return nil }
        let start = Array(subject.prefix(longestSubjectStart).lowercased().utf8)
        return subjectStarts.first { start.starts(with: $0.utf8) && endsWord(start.dropFirst($0.utf8.count)) }
    }

    /// False where the word goes on: "automatic replying" is none.
    private static func endsWord(_ rest: ArraySlice<UInt8>) -> Bool {
        String(decoding: rest, as: UTF8.self).first.map { !$0.isLetter && !$0.isNumber && $0 != "_" } ?? true
    }

    private static let firstLetters = Set(subjectStarts.compactMap(\.utf8.first))
    private static let subjectStarts = [
        "autoreply", "auto reply", "auto-reply", "automaticreply", "automatic reply", "automatic-reply", "autoresponse",
        "auto response", "auto-response", "out of office", "out of the office", "abwesenheitsnotiz",
        "automatische antwort", "réponse automatique", "respuesta automática", "automatisch antwoord",
        "risposta automatica", "autosvar",
    ]
    /// Characters.
    private static let longestSubjectStart = 40
}
