/// A raw mail with its people, its subject and its text replaced: the headers that decide what a mail is stay.
enum MailDisguise {
    /// Headers that say what kind of mail it is and nothing about anybody.
    private static let kept: Set<String> = [
        "date", "mime-version", "auto-submitted", "precedence", "x-auto-response-suppress", "x-autoreply", "importance",
    ]
    private static let addressed: Set<String> = [
        "from", "to", "cc", "bcc", "reply-to", "sender", "return-path", "delivered-to", "x-original-to",
        "x-forwarded-to",
        "x-failed-recipients",
    ]
    private static let identifying: Set<String> = ["message-id", "in-reply-to", "references", "list-id"]

    /// True for the names of headers that mails have.
    static func isHeader(_ name: String) -> Bool {
        let lower = name.lowercased()
        let others = [
            "subject", "received", "content-type", "authentication-results", "received-spf", "dkim-signature",
        ]
        return kept.contains(lower) || addressed.contains(lower) || identifying.contains(lower)
            || others.contains(lower)
            || ["x-", "list-", "arc-", "auto-", "content-"].contains(where: lower.hasPrefix)
    }

    static func isMail(_ text: String) -> Bool {
        guard text.count > 40, let colon = text.prefix(60).firstIndex(of: ":"),
            text[..<colon].allSatisfy({ $0.isASCII && ($0.isLetter || $0 == "-") }), text.contains("\n")
        else { return false }
        let head = text.replacing("\r\n", with: "\n").prefix(20_000).lowercased()
        return head.hasPrefix("from:") || head.contains("\nfrom:")
    }

    static func mail(_ text: String, _ disguise: inout Disguise) -> String {
        let lines = text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
        let end = lines.firstIndex { $0.isEmpty } ?? lines.count
        var headers: [(name: String, value: String)] = []
        for line in lines[..<end] {
            if line.first == " " || line.first == "\t", let last = headers.indices.last {
                headers[last].value += " " + line.drop { $0 == " " || $0 == "\t" }
            } else if let colon = line.firstIndex(of: ":") {
                let value = line[line.index(after: colon)...].drop { $0 == " " }
                headers.append((String(line[..<colon]), String(value)))
            }
        }
        var made: [String] = []
        for (name, value) in headers {
            guard let value = header(name, value, &disguise) else { continue }
            made.append("\(name): \(value)")
        }
        made += ["Content-Type: text/plain; charset=utf-8", ""]
        let body = lines.dropFirst(end + 1).joined(separator: " ")
        made.append(
            disguise.text(String(body.prefix(300)).replacing("@", with: " ").replacing("://", with: " "), "body")
        )
        return made.joined(separator: "\r\n") + "\r\n"
    }

    private static func header(_ name: String, _ value: String, _ disguise: inout Disguise) -> String? {
        let lower = name.lowercased()
        if kept.contains(lower) { return value }
        if addressed.contains(lower) { return value.contains("@") ? disguise.text(value, "from") : value }
        if identifying.contains(lower) { return disguise.text(value, "message_id") }
        return lower == "subject" ? disguise.text(value.replacing("@", with: " "), "text") : nil
    }
}
