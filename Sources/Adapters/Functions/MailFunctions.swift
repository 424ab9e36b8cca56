import JMESPath
import JSON

extension DomainFunctions {
    static let mails: [Function] = [
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
