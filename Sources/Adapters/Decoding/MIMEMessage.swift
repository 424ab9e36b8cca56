import BridgeCore
import JSON

/// A raw mail (RFC 5322, RFC 2045 to 2049) as a value that expressions can read; see the function `mime`.
struct MIMEMessage {
    private var text: String?
    private var html: String?
    private var attachments: [JSONValue] = []
    private var messages: [JSONValue] = []
    private var deliveries: [JSONValue] = []
    private var partCount = 0
    private let entity: MIMEEntity

    init(_ bytes: [UInt8]) { self.init(MIMEEntity(bytes[...]), depth: 0) }

    private init(_ entity: MIMEEntity, depth: Int) {
        self.entity = entity
        let found = collect(entity, depth: depth)
        text = found.text
        html = found.html
    }

    /// Absent members are left out: `headers`, `from`, `to`, `cc`, `bcc`, `reply_to`, `subject`, `date`, `message_id`,
    /// `in_reply_to`, `references`, `text`, `html`, `attachments`, `messages` and `delivery_status`.
    var value: JSONValue {
        var object = JSONObject()
        object["headers"] = .object(headerObject)
        for name in [
            "from", "to", "cc", "bcc", "reply-to", "subject", "date", "message-id", "in-reply-to", "references",
        ] {
            guard let value = entity.headers.text(name) else { continue }
            object[name.replacing("-", with: "_")] = .string(value)
        }
        if let text { object["text"] = .string(text) }
        if let html { object["html"] = .string(html) }
        object["attachments"] = .array(attachments)
        if !messages.isEmpty { object["messages"] = .array(messages) }
        if !deliveries.isEmpty { object["delivery_status"] = .array(deliveries) }
        return .object(object)
    }

    /// Names in lower case; a repeated header is a list.
    private var headerObject: JSONObject {
        var headers = JSONObject()
        for field in entity.headers.fields {
            let value = JSONValue.string(MIMEEncodedWords.decode(field.value))
            switch headers[field.name] {
            case nil: headers[field.name] = value
            case .array(let values)?: headers[field.name] = .array(values + [value])
            case let first?: headers[field.name] = .array([first, value])
            }
        }
        return headers
    }

    private struct Texts {
        var text: String?
        var html: String?

        /// Of alternatives the first of each kind counts; elsewhere texts follow each other.
        mutating func add(_ other: Texts, isAlternative: Bool) {
            text = Self.joined(text, other.text, isAlternative)
            html = Self.joined(html, other.html, isAlternative)
        }

        private static func joined(_ first: String?, _ second: String?, _ isAlternative: Bool) -> String? {
            guard let first, let second else { return first ?? second }
            return isAlternative ? first : first + "\n" + second
        }
    }

    private mutating func collect(_ part: MIMEEntity, depth: Int) -> Texts {
        partCount += 1
        guard depth < MIMEEntity.depthLimit, partCount <= MIMEEntity.partLimit else { return Texts() }
        let type = part.type
        if type.hasPrefix("multipart/") {
            var texts = Texts()
            for inner in part.parts {
                texts.add(collect(inner, depth: depth + 1), isAlternative: type == "multipart/alternative")
            }
            return texts
        }
        switch type {
        case "message/rfc822", "text/rfc822-headers": addMessage(part, depth: depth)
        case "message/delivery-status": addDeliveries(part)
        case "text/plain" where !part.isAttachment: return Texts(text: part.text)
        case "text/html" where !part.isAttachment: return Texts(html: part.text)
        default: addAttachment(part)
        }
        return Texts()
    }

    private mutating func addAttachment(_ part: MIMEEntity) {
        var attachment = JSONObject()
        if let name = part.filename { attachment["name"] = .string(name) }
        attachment["content_type"] = .string(part.type)
        attachment["size"] = .number(JSONNumber(part.content.count))
        attachments.append(.object(attachment))
    }

    private mutating func addMessage(_ part: MIMEEntity, depth: Int) {
        let inner = MIMEMessage(MIMEEntity(part.content[...]), depth: depth + 1)
        messages.append(inner.value)
        // Of a bounce only the headers may come back; that is no file that somebody attached.
        if part.isAttachment { addAttachment(part) }
    }

    /// Groups of fields (RFC 3464 §2.1): the first is about the mail, each other one about a recipient.
    private mutating func addDeliveries(_ part: MIMEEntity) {
        var rest = part.content[...]
        var groups: [MIMEHeaders] = []
        while !rest.isEmpty, groups.count < 100 {
            let headers = MIMEHeaders(rest)
            if !headers.fields.isEmpty { groups.append(headers) }
            while let line = MIMEHeaders.line(of: &rest), !line.isEmpty {}
        }
        for group in groups where group.raw("final-recipient") != nil || group.raw("action") != nil {
            var delivery = JSONObject()
            for name in ["final-recipient", "original-recipient"] {
                // `rfc822; ana@example.com`
                guard let value = group.raw(name)?.split(separator: ";", maxSplits: 1).last else { continue }
                delivery[name.replacing("-", with: "_")] = .string(String(value.drop { $0 == " " }))
            }
            for name in ["action", "status", "diagnostic-code"] {
                guard let value = group.text(name) else { continue }
                delivery[name.replacing("-", with: "_")] = .string(value)
            }
            deliveries.append(.object(delivery))
        }
    }
}

extension MIMEMessage {
    /// A mail as text, or its bytes in base64: no base64 holds the colon that every header line has.
    init(source: String) {
        let isSource = source.utf8.prefix(8192).contains(UInt8(ascii: ":"))
        self.init(isSource ? Array(source.utf8) : MIMETransfer.base64(source.utf8))
    }
}
