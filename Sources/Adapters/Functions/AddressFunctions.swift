import BridgeCore
import JMESPath
import JSON

extension DomainFunctions {
    static let addresses: [Function] = [
        Function(
            lazy: "phone",
            [Parameter("number", .text)],
            summary: "The number in E.164 (national numbers by the hook's region); null for what is no phone number.",
            example: "phone('whatsapp:+12125550142') → \"+12125550142\""
        ) { arguments in
            guard let text = try arguments[0].evaluate().scalarText else { return .null }
            return JSONValue(PhoneNumber(text, region: arguments[0].hook("region") ?? "US")?.e164)
        },
        Function(
            "email",
            [Parameter("text", .text)],
            summary: "The first e-mail address in a text, in lower case; null where there is none.",
            example: "email('Ana Ruiz <Ana@Example.com>') → \"ana@example.com\""
        ) { arguments in
            guard let text = arguments.text(0) else { return .null }
            return JSONValue(EmailAddress(text)?.normalized ?? mailboxes(in: [text]).first?.address.normalized)
        },
        Function(
            "emails",
            [Parameter("texts", [.text, .array])],
            summary: "Every e-mail address in a header's text or a list of them, in lower case, none twice.",
            example:
                "emails('\"Ruiz, Ana\" <ana@example.com>, sam@example.com') → [\"ana@example.com\", \"sam@example.com\"]"
        ) { arguments in
            guard let texts = arguments.texts(0) else { return .null }
            var seen = Set<String>()
            let addresses = mailboxes(in: texts).map(\.address.normalized).filter { seen.insert($0).inserted }
            return .array(addresses.map(JSONValue.string))
        },
        Function(
            "email_name",
            [Parameter("text", .text)],
            summary: "The display name beside the first e-mail address; null where there is none.",
            example: "email_name('\"Ruiz, Ana\" <ana@example.com>') → \"Ruiz, Ana\""
        ) { arguments in
            let name = arguments.texts(0).flatMap { mailboxes(in: $0).first?.name }
            return name == "" ? .null : JSONValue(name)
        },
    ]

    private static func mailboxes(in texts: [String]) -> [(name: String?, address: EmailAddress)] {
        texts.flatMap { EmailAddress.list($0) }
    }
}

extension [Argument] {
    /// The texts of a list, or a single text as a list of one; nil for null.
    fileprivate func texts(_ index: Int) -> [String]? {
        guard let elements = self[index].value.array else { return text(index).map { [$0] } }
        return elements.compactMap(\.string)
    }
}

extension Thunk {
    /// A text of `$hook`.
    func hook(_ name: String) -> String? { scope["hook"]?[name]?.string }
}
