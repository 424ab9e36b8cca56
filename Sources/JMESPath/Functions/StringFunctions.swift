import JSON

extension FunctionTable {
    static let stringFunctions: [Function] = [
        Function(
            "starts_with",
            Parameter("text", .string),
            Parameter("beginning", .string),
            summary: "Whether a text begins with another.",
            example: "starts_with('+15550100', '+1') → true"
        ) { text, beginning in
            .bool(text.textOrNone.utf8.starts(with: beginning.textOrNone.utf8))
        },
        Function(
            "ends_with",
            Parameter("text", .string),
            Parameter("ending", .string),
            summary: "Whether a text ends with another.",
            example: "ends_with('voice.mp3', '.mp3') → true"
        ) { text, ending in
            .bool(text.textOrNone.utf8.reversed().starts(with: ending.textOrNone.utf8.reversed()))
        },
        Function(
            "contains",
            Parameter("subject", [.string, .array]),
            Parameter("search", .any),
            summary: "Whether an array holds a value, or a text another text.",
            example: "contains('Call me back', 'back') → true"
        ) { subject, search in
            if case .array(let elements) = subject { return .bool(elements.contains(search)) }
            guard case .string(let search) = search, case .string(let text) = subject else { return false }
            return .bool(text.hasOccurrence(of: search))
        },
        Function(
            "join",
            Parameter("glue", .string),
            Parameter("texts", .strings),
            summary: "The texts as one, with the glue between them.",
            example: "join(', ', ['Ana', 'Sam']) → \"Ana, Sam\""
        ) { glue, texts in
            guard case .array(let texts) = texts, let first = texts.first else { return "" }
            var joined = first.textOrNone
            for text in texts.dropFirst() {
                joined += glue.textOrNone
                joined += text.textOrNone
            }
            return .string(joined)
        },
        Function(
            "length",
            Parameter("value", [.string, .array, .object]),
            summary: "How many code points, elements or members there are.",
            example: "length('abc') → 3"
        ) { value in
            switch value {
            case .array(let elements): .number(JSONNumber(elements.count))
            case .object(let object): .number(JSONNumber(object.count))
            default: .number(JSONNumber(value.textOrNone.unicodeScalars.count))
            }
        },
        Function(
            "reverse",
            [Parameter("value", [.string, .array])],
            summary: "The array, or the text by its code points, from the end to the beginning.",
            example: "reverse('abc') → \"cba\""
        ) { arguments in
            if case .array(let elements) = arguments[0].value { return .array(elements.reversed()) }
            var reversed = String.UnicodeScalarView()
            reversed.append(contentsOf: arguments.string(0).unicodeScalars.reversed())
            return .string(String(reversed))
        },
    ]
}

extension JSONValue {
    /// The text of what a parameter promises to be one.
    fileprivate var textOrNone: String {
        guard case .string(let text) = self else { return "" }
        return text
    }
}

extension String {
    /// Whether the code points of another text occur in this one, in a time that is linear or small, because both texts
    /// may come from a sender.
    fileprivate func hasOccurrence(of search: String) -> Bool {
        var text = self
        var search = search
        return text.withUTF8 { text in
            search.withUTF8 { search in
                guard search.count <= text.count else { return false }
                guard let first = search.first else { return true }
                let isSmall = text.count &* search.count <= 1 << 14
                return isSmall ? occurs(search, first, in: text) : occursInLinearTime(search, in: text)
            }
        }
    }
}

private func occurs(
    _ pattern: UnsafeBufferPointer<UInt8>,
    _ first: UInt8,
    in text: UnsafeBufferPointer<UInt8>
) -> Bool {
    var start = 0
    while start <= text.count &- pattern.count {
        if text[start] == first {
            var matched = 1
            while matched < pattern.count, text[start &+ matched] == pattern[matched] { matched &+= 1 }
            if matched == pattern.count { return true }
        }
        start &+= 1
    }
    return false
}

/// Knuth, Morris, Pratt 1977.
private func occursInLinearTime(_ pattern: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>) -> Bool {
    var borders = [0]
    var border = 0
    for place in pattern.indices.dropFirst() {
        while border > 0, pattern[border] != pattern[place] { border = borders[border - 1] }
        if pattern[border] == pattern[place] { border += 1 }
        borders.append(border)
    }
    var matched = 0
    for byte in text {
        while matched > 0, pattern[matched] != byte { matched = borders[matched - 1] }
        if pattern[matched] == byte { matched += 1 }
        if matched == pattern.count { return true }
    }
    return false
}
