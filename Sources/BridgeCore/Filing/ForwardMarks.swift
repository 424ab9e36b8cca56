/// How mail programs announce a mail inside a mail: their lines and the names of their header fields, in the languages of
/// Gmail, Outlook, Apple Mail and Thunderbird (as those write them, 2026).
package enum ForwardMarks {
    enum Field {
        case sender, date, to, cc, subject
        /// A field that is skipped, such as Reply-To.
        case other
    }

    /// True for a line above a forwarded mail (`---------- Forwarded message ---------`, `Begin forwarded message:`);
    /// `-----Original Message-----` stands above an answered one as well and is none.
    package static func isForwardLine(_ line: some StringProtocol) -> Bool { forwardTitles.contains(title(of: line)) }

    /// True for `-----Original Message-----` in any of the languages.
    package static func isOriginalLine(_ line: some StringProtocol) -> Bool {
        isRuled(line) && originalTitles.contains(title(of: line))
    }

    /// True where a block of From:/Sent:/To:/Subject: lines begins, in any order, with no line between them.
    package static func startsHeaderBlock(_ lines: some RandomAccessCollection<Substring>) -> Bool {
        guard let first = lines.first, field(of: first) != nil else { return false }
        var found: Set<Field> = []
        for line in lines.prefix(6) {
            guard let field = field(of: line) else { continue }
            if field.field != .other { found.insert(field.field) }
        }
        return found.contains(.sender) && found.count >= 3
    }

    /// The field that a line begins, with what stands behind its colon; nil for every other line.
    static func field(of line: some StringProtocol) -> (field: Field, value: String)? {
        // The longest name has two words; what is further right is text.
        guard let colon = line.utf8.prefix(48).firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let words = line[..<colon].lowercased().filter { $0 != "*" && $0 != "_" }.split(whereSeparator: \.isWhitespace)
        guard words.count <= 2, let field = names[words.joined(separator: " ")] else { return nil }
        let value = line[line.utf8.index(after: colon)...].drop { $0 == "*" || $0.isWhitespace }
        return (field, String(trimmed(value)))
    }

    static func trimmed(_ text: some StringProtocol) -> Substring {
        var text = Substring(text).drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }

    private static func isRuled(_ line: some StringProtocol) -> Bool { trimmed(line).hasPrefix("--") }

    /// The words between the dashes, or before the colon that ends Apple's line, in lower case.
    private static func title(of line: some StringProtocol) -> String {
        guard line.utf8.count <= 120 else { return "" }
        let text = trimmed(line)
        guard text.hasPrefix("--") || text.hasSuffix(":") else { return "" }
        var words = text.drop { $0 == "-" || $0.isWhitespace || $0 == "*" }
        while let last = words.last, last == "-" || last == ":" || last == "*" || last.isWhitespace {
            words.removeLast()
        }
        return words.lowercased()
    }

    private static let forwardTitles: Set<String> = [
        "forwarded message", "weitergeleitete nachricht", "message transféré", "message transféré/forwarded message",
        "mensaje reenviado", "mensagem encaminhada", "mensagem reencaminhada", "messaggio inoltrato",
        "doorgestuurd bericht", "begin forwarded message", "anfang der weitergeleiteten nachricht",
        "anfang der weitergeleiteten e-mail", "début du message réexpédié", "début du message transféré",
        "inicio del mensaje reenviado", "início da mensagem reencaminhada", "início da mensagem encaminhada",
        "inizio messaggio inoltrato", "begin doorgestuurd bericht", "forwarded by", "weitergeleitete mail",
        "courriel transféré", "e-mail transféré", "correo reenviado", "e-mail inoltrata", "doorgestuurde e-mail",
    ]

    private static let originalTitles: Set<String> = [
        "original message", "ursprüngliche nachricht", "originalnachricht", "original-nachricht", "message d'origine",
        "message d’origine", "message original", "mensaje original", "mensagem original", "messaggio originale",
        "oorspronkelijk bericht", "oorspronkelijk e-mailbericht", "original appointment",
    ]

    private static let names: [String: Field] = {
        let fields: [(Field, [String])] = [
            (.sender, ["from", "von", "de", "da", "van"]),
            (
                .date,
                [
                    "date", "sent", "sent on", "datum", "gesendet", "gesendet am", "envoyé", "envoyé le", "fecha",
                    "enviado", "enviado el", "enviado em", "enviada", "enviada em", "data", "inviato", "inviato il",
                    "verzonden", "verzonden op",
                ]
            ),
            (.to, ["to", "an", "à", "para", "a", "aan"]),
            (.cc, ["cc", "kopie", "copie", "copie à", "con copia", "copia", "kopie (cc)", "cópia"]),
            (.subject, ["subject", "betreff", "objet", "asunto", "assunto", "oggetto", "onderwerp"]),
            (
                .other,
                [
                    "reply-to", "antwort an", "répondre à", "responder a", "responder para", "rispondi a",
                    "antwoord aan", "bcc", "importance", "wichtigkeit", "priorität", "importancia", "importância",
                    "priorità", "attachments", "anlagen", "pièces jointes", "datos adjuntos", "anexos", "allegati",
                    "bijlagen", "organization", "resent-from",
                ]
            ),
        ]
        var names: [String: Field] = [:]
        for (field, words) in fields {
            for word in words { names[word] = field }
        }
        return names
    }()
}
