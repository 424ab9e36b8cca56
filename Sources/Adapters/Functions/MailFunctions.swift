import JMESPath
import JSON

extension DomainFunctions {
    static let mails: [Function] = [
        Function(
            "mime",
            [Parameter("mail", .text)],
            summary: "A raw mail, as text or in base64, taken apart: headers, from, subject, text, html, attachments …",
            example: "mime('Subject: =?utf-8?Q?caf=C3=A9?=\n\nHello').subject → \"café\""
        ) { arguments in arguments.text(0).map { MIMEMessage(source: $0).value } ?? JSONValue.null },
        Function(
            "html_to_text",
            [Parameter("html", .text)],
            summary: "The text that a reader of the HTML would see.",
            example: "html_to_text('<p>Fish &amp; chips</p><p>Ana</p>') → \"Fish & chips\\n\\nAna\""
        ) { arguments in JSONValue(arguments.text(0).map(HTMLText.text)) },
        Function(
            "strip_reply",
            [Parameter("text", .text)],
            summary: "A mail's text without the quoted history below; never nothing, and forwards stay whole.",
            example: "strip_reply('Agreed.\n\n> Offer') → \"Agreed.\""
        ) { arguments in JSONValue(arguments.text(0).map(ReplyText.stripped)) },
    ]
}
