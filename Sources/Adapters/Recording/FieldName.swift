/// What the name of a field says about its value, across providers' ways of writing names (`fromNumber`, `From`,
/// `caller_number`).
struct FieldName {
    /// The name's words in lower case.
    let words: [String]

    init(_ name: String) {
        var words: [String] = []
        var word = ""
        var wasSmall = false
        for character in name {
            guard character.isLetter || character.isNumber else {
                if !word.isEmpty { words.append(word) }
                word = ""
                wasSmall = false
                continue
            }
            if character.isUppercase, wasSmall {
                words.append(word)
                word = ""
            }
            word += character.lowercased()
            wasSmall = character.isLowercase || character.isNumber
        }
        if !word.isEmpty { words.append(word) }
        self.words = words
    }

    /// The words without anything between them: `messagesid`.
    var joined: String { words.joined() }

    func has(_ candidates: Set<String>) -> Bool { words.contains(where: candidates.contains) }

    var isPhone: Bool {
        has([
            "phone", "number", "from", "to", "caller", "called", "callee", "customer", "msisdn", "mobile", "tel",
            "telephone",
            "cell", "ani", "dnis", "recipient", "sender", "destination", "source", "originator", "contact", "fax",
            "waid",
            "line", "did", "tracking", "forwarded", "receiver",
        ]) && !has(["type", "status", "carrier", "provider", "id", "sid", "country", "name"])
    }

    var isTime: Bool {
        has([
            "time", "timestamp", "date", "at", "created", "updated", "started", "ended", "sent", "received", "ts",
            "start",
            "end", "when", "iat", "exp", "datetime", "on",
        ])
    }

    var isIdentifier: Bool {
        has([
            "id", "sid", "uuid", "guid", "token", "key", "ids", "arn", "ref", "reference", "secret", "signature",
            "hash",
        ])
            || ["sid", "uuid"].contains { joined.hasSuffix($0) }
    }

    var isName: Bool {
        has([
            "name", "firstname", "lastname", "fullname", "username", "displayname", "person", "author", "agent", "lead",
            "cnam", "nickname",
        ])
            && !has(["file", "event", "type", "host", "domain", "template"])
    }

    var isPlace: Bool {
        has(["city", "zip", "postal", "postcode", "street", "address", "location", "company", "latitude", "longitude"])
            || ["zip", "city"].contains { joined.hasSuffix($0) }
    }

    /// Where providers write one of a few words.
    var isChoice: Bool {
        has([
            "status", "type", "event", "kind", "direction", "reason", "channel", "method", "version", "country",
            "language",
            "lang", "locale", "currency", "encoding", "charset", "charsets", "outcome", "result", "disposition",
            "action",
            "provider", "object", "category", "code", "priority", "format", "mode", "state", "verdict", "media",
            "topic",
            "answered", "precedence", "submitted", "suppress", "autoreply", "auto", "spf", "dkim", "dmarc", "mime",
            "content", "stir", "model", "classification", "sentiment",
            "zone",
        ])
    }
}
