import Adapters
import JMESPath
import JSON

extension Subject {
    /// A mail gives the same twice; its texts and sizes are bounded by the input; text of it survives the other functions.
    static let mime = Subject("mime", corpus: mimeCorpus, words: mimeWords) { chance in
        Sample(chance.mail(depth: 3))
    } check: { sample in
        guard let expression = try? Expression("mime(@)", functions: DomainFunctions.table),
            let texts = try? Expression(
                "[html_to_text(html), strip_reply(text), email(from), emails(to), email_name(from), timestamp(date)]",
                functions: DomainFunctions.table
            )
        else { throw Violation("the functions for mail do not compile") }
        let scope = Scope(["hook": ["region": "US", "zone": "America/New_York"]])
        let mail = try expression.evaluate(.string(sample.text))
        try require(try expression.evaluate(.string(sample.text)) == mail, "two readings differ")
        try require(mail.object != nil, "a mail is no object")
        // A header stands in `headers` and under its name; a byte of a charset becomes up to three of UTF-8.
        let size = sample.text.utf8.count
        try require(mail.textSize <= 12 * size + 2000, "\(mail.textSize) bytes of text came of \(size)")
        try require(attachmentSize(mail) <= 4 * size, "attachments are larger than the mail")
        let found = try texts.evaluate(mail, scope: scope)
        try require(found.textSize <= 3 * mail.textSize + 200, "texts grow")
        return mail["headers"]?.object?.isEmpty == false
    }

    private static func attachmentSize(_ mail: JSONValue) -> Int {
        let own = (mail["attachments"]?.array ?? []).reduce(0) { $0 + ($1["size"]?.int ?? 0) }
        return (mail["messages"]?.array ?? []).reduce(own) { $0 + attachmentSize($1) }
    }

    private static let mimeCorpus = [
        "From: =?utf-8?Q?Ana_Ru=C3=ADz?= <ana@example.com>\r\nTo: sam@example.com,\r\n Lee <lee@example.com>\r\n"
            + "Subject: =?iso-8859-1?B?Y2Fm6Q==?= =?utf-8?q?_au_lait?=\r\nDate: Tue, 3 Mar 2026 09:14:05 +0100 (CET)\r\n"
            + "Content-Type: multipart/mixed; boundary=\"b1\"\r\n\r\n--b1\r\nContent-Type: multipart/alternative; boundary=b2\r\n\r\n"
            + "--b2\r\nContent-Type: text/plain; charset=windows-1252\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
            + "Hello=E9 =\r\nworld\r\n\r\nOn Mon, Sam wrote:\r\n> Offer\r\n--b2\r\nContent-Type: text/html\r\n\r\n<p>Hello &amp; <b>world</b>"
            + "</p><table><tr><td>a<td>b</table>\r\n--b2--\r\n--b1\r\nContent-Type: application/pdf; name*=UTF-8''caf%C3%A9.pdf\r\n"
            + "Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename*0=\"a\"; filename*1*=b%20c\r\n\r\nSGVsbG8=\r\n--b1--\r\n",
        "From: mailer-daemon@example.com\nContent-Type: multipart/report; boundary=r\n\n--r\nContent-Type: message/delivery-status\n\n"
            + "Reporting-MTA: dns; example.com\n\nFinal-Recipient: rfc822; ana@example.com\nAction: failed\nStatus: 5.1.1\n--r\n"
            + "Content-Type: message/rfc822\n\nSubject: inner\n\ntext\n--r--\n",
        "Content-Type: text/plain; charset=utf-16le\r\nContent-Transfer-Encoding: base64\r\n\r\naABpAA==",
    ]
    private static let mimeWords = [
        "\r\n", "\n", "\r\n\r\n", "--b1", "--b2\r\n", "--b1--", "Content-Type: ", "multipart/mixed; boundary=b1",
        "message/rfc822",
        "text/html", "Content-Transfer-Encoding: ", "base64", "quoted-printable", "=\r\n", "=E9", "=?utf-8?B?",
        "=?x?Q?", "?=", "; name=",
        "filename*0*=", "charset=", "iso-2022-jp", "gb18030", "shift_jis", "utf-7", "<p>", "&#x1F600;", "&amp", "<!--",
        "<style>", "> ",
        "On Mon, Sam wrote:", "From: ", "Content-Type: multipart/mixed; boundary=b1\r\n\r\n--b1\r\n",
        "message/delivery-status",
    ]
}

extension Chance {
    /// A mail or one of its parts.
    fileprivate mutating func mail(depth: Int) -> String {
        var headers = ""
        for _ in 0..<number(below: 4) {
            let name = pick([
                "Subject", "From", "To", "Date", "Message-ID", "X-\(word())", "References", "Auto-Submitted",
            ])
            let value = once(in: 3) ? "=?utf-8?Q?\(word())_=C3=A9?= \(word())" : text(upTo: 30).filter { !$0.isNewline }
            headers += "\(name): \(value)\(once(in: 5) ? "\r\n \(word())" : "")\r\n"
        }
        if depth > 0, once(in: 2) {
            let boundary = once(in: 6) ? "b" : "b\(depth)"
            let kind = pick(["mixed", "alternative", "related", "report", "digest"])
            let parts = (0..<number(in: 1...3)).map { _ in "--\(boundary)\r\n\(mail(depth: depth - 1))\r\n" }.joined()
            return headers
                + "Content-Type: multipart/\(kind); boundary=\"\(boundary)\"\r\n\r\n\(parts)--\(boundary)--\r\n"
        }
        if depth > 0, once(in: 5) {
            return headers + "Content-Type: message/rfc822\r\n\r\n\(mail(depth: depth - 1))"
        }
        let type = pick([
            "text/plain", "text/html", "application/pdf; name=\"\(word()).pdf\"", "text/calendar",
            "message/delivery-status",
        ])
        let charset = pick([
            "utf-8", "iso-8859-2", "windows-1251", "utf-16", "us-ascii", "unknown-8bit", "iso-2022-jp", "big5",
        ])
        let encoding = pick(["7bit", "8bit", "base64", "quoted-printable", "binary", "uuencode"])
        return headers
            + "Content-Type: \(type); charset=\(charset)\r\nContent-Transfer-Encoding: \(encoding)\r\n\r\n\(text(upTo: 120))"
    }
}
