import BridgeCore
import JSON

/// Replaces personal data in a request by stand-ins, so that it can be kept beside an adapter as an example.
///
/// What stays is what the mapping decides by: words that the adapter's file compares with, the values of fields such as
/// status and type, times, durations and other small numbers. Everything else is replaced by its shape.
struct Disguise {
    /// Texts that the adapter's file compares with: what stands between quotes in it.
    private let literals: Set<String>
    private(set) var standIns = StandIns()

    /// `source` is the text of the adapter's file.
    init(source: String) {
        var literals = Set<String>()
        for quote in ["'", "\""] as [Character] {
            for text in source.split(separator: quote, omittingEmptySubsequences: false)
            where (1...60).contains(text.count) {
                literals.insert(String(text))
            }
        }
        self.literals = literals
    }

    mutating func value(_ value: JSONValue, _ name: String = "") -> JSONValue {
        switch value {
        case .null, .bool: return value
        case .string(let text): return .string(self.text(text, name))
        case .number(let number): return self.number(number, name)
        case .array(let elements):
            // A header as a pair: ["Precedence", "bulk"].
            if elements.count == 2, let header = elements[0].string, MailDisguise.isHeader(header) {
                return .array([elements[0], self.value(elements[1], header)])
            }
            if let pairs = LabelledPair.list(elements) { return .array(zip(elements, pairs).map { self.pair($1, $0) }) }
            return .array(elements.map { self.value($0, name) })
        case .object(let object):
            if let header = header(object) { return header }
            var made = JSONObject()
            for (key, member) in object {
                let isPersonal = key.contains("@") || Self.isPhone(key, FieldName("phone"))
                made[isPersonal ? text(key, "phone") : key] = self.value(member, key)
            }
            return .object(made)
        }
    }

    /// A field as a pair: its label says what its value is, and stays where it can name nobody.
    private mutating func pair(_ pair: LabelledPair, _ element: JSONValue) -> JSONValue {
        let object = element.object ?? JSONObject()
        if let header = header(object) { return header }
        let isKept = pair.isPlain || literals.contains(pair.label) || literals.contains(pair.label.lowercased())
        var made = JSONObject()
        for (name, member) in object {
            switch name {
            case pair.labelName where isKept: made[name] = member
            case pair.valueName: made[name] = value(member, pair.label)
            default: made[name] = value(member, name)
            }
        }
        return .object(made)
    }

    /// A header as an object: `{"Name": "Precedence", "Value": "bulk"}`, or with its whole line.
    private mutating func header(_ object: JSONObject) -> JSONValue? {
        guard object.count == 2, let name = object.first(where: { ["name", "key"].contains($0.name.lowercased()) }),
            let value = object.first(where: { ["value", "line"].contains($0.name.lowercased()) }),
            let header = name.value.string, MailDisguise.isHeader(header)
        else { return nil }
        var made = object
        let text = value.value.string ?? ""
        if text.lowercased().hasPrefix("\(header.lowercased()): ") {
            let prefix = text.prefix(header.count + 2)
            made[value.name] = .string(prefix + self.text(String(text.dropFirst(prefix.count)), header))
        } else {
            made[value.name] = self.value(value.value, header)
        }
        return .object(made)
    }

    private mutating func number(_ number: JSONNumber, _ name: String) -> JSONValue {
        let field = FieldName(name)
        let text = number.text
        if field.has(["latitude", "longitude", "lat", "lng", "lon"]) { return 0 }
        guard text.count >= 6, text.allSatisfy(\.isNumber), !field.isTime else { return .number(number) }
        let isPhone = field.isPhone && text.count >= 7
        let made = isPhone ? standIns.phone(text) : standIns.identifier(text)
        return Int(made).map { .number(JSONNumber($0)) } ?? .string(made)
    }

    /// A text by its shape and by the name of its field.
    mutating func text(_ text: String, _ name: String) -> String {
        let field = FieldName(name)
        guard !text.allSatisfy(\.isWhitespace) else { return text }
        if let inner = nested(text, name) { return inner }
        if text.contains("://") { return standIns.url(text) }
        if text.contains("@") { return addresses(text, field) }
        if literals.contains(text) || Self.isMediaType(text) { return text }
        if Self.isNeutral(text, field) {
            return standIns.betrays(text) ? standIns.identifier(text) : text
        }
        if let number = phone(text, field) { return number }
        if field.isPlace, !text.contains(" "), text.contains(where: \.isNumber) { return standIns.identifier(text) }
        if field.isName, text.contains(where: \.isLetter), text.count <= 80 {
            return standIns.person(text, isLast: field.has(["last", "lastname", "family", "surname"]))
        }
        if !text.contains(where: \.isWhitespace), text.contains(where: \.isNumber) || field.isIdentifier {
            return text.count <= 5 && text.allSatisfy(\.isNumber) ? text : standIns.identifier(text)
        }
        return standIns.text(text)
    }

    /// JSON inside a text, a raw mail, or a raw mail in base64.
    private mutating func nested(_ text: String, _ name: String) -> String? {
        if text.first == "{" || text.first == "[", let inner = try? JSONParser().parse(Array(text.utf8)).value {
            return value(inner, name).text()
        }
        if MailDisguise.isMail(text) { return MailDisguise.mail(text, &self) }
        guard text.utf8.count > 60, !text.contains(" "),
            let bytes = SignatureEncoding.base64.decode(bytes: text.utf8.filter { $0 > 0x20 }),
            case let inner = String(decoding: bytes, as: UTF8.self), MailDisguise.isMail(inner)
        else { return nil }
        return SignatureEncoding.base64.encode(Array(MailDisguise.mail(inner, &self).utf8))
    }

    /// What says nothing about anybody: words of a few, times, small numbers, keywords of opting out.
    private static func isNeutral(_ text: String, _ field: FieldName) -> Bool {
        let keywords: Set<String> = [
            "STOP", "START", "UNSTOP", "HELP", "END", "QUIT", "CANCEL", "UNSUBSCRIBE", "TRUE", "FALSE", "YES", "NO",
            "NULL",
            "INBOUND", "OUTBOUND",
            // Who speaks, and where, as providers say it without a name.
            "USER", "VISITOR", "OPERATOR", "AGENT", "ADMIN", "BOT", "SYSTEM", "CUSTOMER", "CONTACT", "CHAT", "EMAIL",
            "SMS",
            "PHONE", "WEB", "API", "CALL",
        ]
        if keywords.contains(text.uppercased()) { return true }
        if isTime(text, field) { return true }
        if text.count <= 5, text.allSatisfy({ $0.isNumber || $0 == "." || $0 == ":" }), !field.isPlace { return true }
        let isWord =
            text.count <= 60
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-/:;=+ ".contains($0)) }
        let digits = text.count(where: \.isNumber)
        return isWord && field.isChoice && !field.isName && !field.isPlace && digits < 6
            && text.count(where: { $0 == " " }) <= 3 && !field.has(["body", "text"])
    }

    /// Such as `application/json`.
    private static func isMediaType(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let types = ["application", "text", "image", "audio", "video", "message", "multipart"]
        return parts.count == 2 && types.contains { $0 == parts[0] } && text.count < 60
            && parts[1].allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || ".+-".contains($0)) }
    }

    private static func isTime(_ text: String, _ field: FieldName) -> Bool {
        if text.allSatisfy({ $0.isNumber || $0 == "." }) {
            return field.isTime && !field.isPhone && text.count >= 9 && Timestamp(parsing: text) != nil
        }
        let isCompact = text.count >= 8 && text.allSatisfy { $0.isNumber || "TZ:-+. ".contains($0) }
        if isCompact, field.has(["date", "time", "timestamp", "datetime"]), !field.isPhone { return true }
        return text.contains(":") && text.count >= 16 && text.count <= 60 && Timestamp(parsing: text) != nil
            || text.count == 10 && Timestamp(parsing: text + "T00:00:00Z") != nil
    }

    private mutating func phone(_ text: String, _ field: FieldName) -> String? {
        for prefix in ["whatsapp:", "tel:", "sip:", "messenger:"] where text.lowercased().hasPrefix(prefix) {
            let rest = String(text.dropFirst(prefix.count))
            return text.prefix(prefix.count)
                + (Self.isPhone(rest, field) ? standIns.phone(rest) : standIns.identifier(rest))
        }
        return Self.isPhone(text, field) ? standIns.phone(text) : nil
    }

    /// 7 to 15 digits with what people write between them.
    private static func isPhone(_ text: String, _ field: FieldName) -> Bool {
        guard text.count <= 25, text.allSatisfy({ $0.isASCII && ($0.isNumber || "+ ().-".contains($0)) }),
            (7...15).contains(text.count(where: \.isNumber))
        else { return false }
        let groups = text.split { " .-".contains($0) }.map(\.count)
        return text.hasPrefix("+") || text.contains("(") || field.isPhone
            || text.count(where: { $0 == "-" }) == 2 && !field.isTime
            || [[3, 3, 4], [1, 3, 3, 4]].contains(groups) && !field.isTime && !field.isIdentifier
    }

    /// Texts with mail addresses: lists of them keep their form, anything else is a text like others.
    private mutating func addresses(_ text: String, _ field: FieldName) -> String {
        let parts = EmailAddress.list(text)
        let isMessageID =
            text.hasPrefix("<") && text.hasSuffix(">")
            && field.has(["message", "id", "reply", "references", "reference"])
        if isMessageID || field.isIdentifier && !text.contains(" ") && !text.contains("<") {
            return standIns.identifier(text)
        }
        var length = 0
        for part in parts { length += part.address.normalized.count + (part.name?.count ?? 0) }
        let isList = !parts.isEmpty && !text.contains("\n") && text.count < 2000 && length * 2 >= text.count
        guard isList else { return standIns.text(text) }
        let made = parts.map { name, address -> String in
            let mail = standIns.email(address.normalized)
            let bare = name.map { String($0.trimming { $0 == "\"" || $0.isWhitespace }) } ?? ""
            return bare.isEmpty || bare.contains("@") ? mail : "\(standIns.person(bare)) <\(mail)>"
        }.joined(separator: ", ")
        standIns.note(text, made)
        return made
    }
}
