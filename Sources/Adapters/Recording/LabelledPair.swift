import JSON

/// An element of a list in which a payload keeps its fields: `{"name": "phone", "value": "+15550100"}`.
struct LabelledPair {
    private static let labelNames = ["name", "key", "label", "field", "question", "type"]
    private static let valueNames = ["value", "answer", "values"]

    /// The members' names as they are written, such as `Name` and `Value`.
    let labelName: String
    let valueName: String
    let label: String
    let value: JSONValue

    /// Nil where an object is none: it has a name for its value, the value, and little besides.
    init?(_ element: JSONValue) {
        guard let object = element.object, (2...5).contains(object.count) else { return nil }
        func member(_ names: [String]) -> (name: String, value: JSONValue)? {
            names.lazy.compactMap { name in object.first { $0.name.lowercased() == name } }.first
                .map { ($0.name, $0.value) }
        }
        guard let label = member(Self.labelNames), let value = member(Self.valueNames),
            let text = label.value.string, (1...60).contains(text.count), value.name != label.name
        else { return nil }
        labelName = label.name
        valueName = value.name
        self.label = text
        self.value = value.value
    }

    /// The pairs of a list; nil where one element is none, where labels repeat or the elements differ in their form, and
    /// where no label is a word that names a field (a list of people with their numbers is no list of fields).
    static func list(_ elements: [JSONValue]) -> [LabelledPair]? {
        let pairs = elements.compactMap(LabelledPair.init)
        guard let first = pairs.first, pairs.count == elements.count,
            pairs.allSatisfy({ $0.labelName == first.labelName && $0.valueName == first.valueName }),
            Set(pairs.map { $0.label.lowercased() }).count == pairs.count, pairs.contains(where: \.isField)
        else { return nil }
        return pairs
    }

    /// True where the label names a field, as `phone`, `E-mail` and `Your message` do.
    var isField: Bool {
        let words = FieldName(label).words
        guard (1...5).contains(words.count) else { return false }
        return words.contains { Self.fieldWords.contains($0) }
    }

    /// True where the label is made of such words alone, so that it can name nobody.
    var isPlain: Bool {
        let words = FieldName(label).words
        return isField && words.allSatisfy { Self.fieldWords.contains($0) || Self.fillers.contains($0) }
    }

    private static let fillers: Set<String> = [
        "your", "my", "the", "of", "e", "a", "contact", "customer", "client", "first", "last", "full", "work", "home",
        "best", "preferred", "street", "for", "how", "what", "is", "can", "we", "help", "you", "call", "sms", "form",
    ]

    private static let fieldWords: Set<String> = [
        "phone", "telephone", "tel", "mobile", "cell", "number", "email", "mail", "name", "firstname", "lastname",
        "fullname",
        "message", "text", "comment", "comments", "question", "inquiry", "note", "notes", "subject", "date", "time",
        "timestamp", "id", "status", "source", "direction", "duration", "address", "city", "zip", "postcode", "state",
        "country", "company", "from", "to", "caller", "sender", "recipient", "body", "channel", "campaign", "url",
    ]
}
