import BridgeCore
import JMESPath
import JSON

extension DomainFunctions {
    static let addresses: [Function] = [
        Function(
            scoped: "phone",
            Parameter("number", .text),
            summary: "The number in E.164 (national numbers by the hook's region); null for what is no phone number.",
            example: "phone('whatsapp:+12125550142') → \"+12125550142\""
        ) { number, scope in
            guard let text = number.scalarText else { return .null }
            return JSONValue(PhoneNumber(text, region: scope.hook(region) ?? "US")?.e164)
        },
        Function(
            "email",
            Parameter("text", .text),
            summary: "The first e-mail address in a text, in lower case; null where there is none.",
            example: "email('Ana Ruiz <Ana@Example.com>') → \"ana@example.com\""
        ) { text in
            guard let text = text.scalarText else { return .null }
            return JSONValue(EmailAddress(text)?.normalized ?? mailboxes(in: [text]).first?.address.normalized)
        },
        Function(
            "emails",
            Parameter("texts", [.text, .array]),
            summary: "Every e-mail address in a header's text or a list of them, in lower case, none twice.",
            example:
                "emails('\"Ruiz, Ana\" <ana@example.com>, sam@example.com') → [\"ana@example.com\", \"sam@example.com\"]"
        ) { value in
            guard let texts = texts(value) else { return .null }
            var seen = Set<String>()
            let addresses = mailboxes(in: texts).map(\.address.normalized).filter { seen.insert($0).inserted }
            return .array(addresses.map(JSONValue.string))
        },
        Function(
            "email_name",
            Parameter("text", .text),
            summary: "The display name beside the first e-mail address; null where there is none.",
            example: "email_name('\"Ruiz, Ana\" <ana@example.com>') → \"Ruiz, Ana\""
        ) { text in
            let name = texts(text).flatMap { mailboxes(in: $0).first?.name }
            return name == "" ? .null : JSONValue(name)
        },
    ]

    private static func mailboxes(in texts: [String]) -> [(name: String?, address: EmailAddress)] {
        texts.flatMap { EmailAddress.list($0) }
    }

    /// The texts of a list, or a single text as a list of one; nil for null.
    private static func texts(_ value: JSONValue) -> [String]? {
        guard let elements = value.array else { return value.scalarText.map { [$0] } }
        return elements.compactMap(\.string)
    }

    private static let region = JSONKey("region")
}

extension Scope {
    private static let hook = JSONKey("hook")

    /// A text of `$hook`.
    func hook(_ name: JSONKey) -> String? { member(Self.hook, name)?.string }
}
