import JSON

extension FunctionTable {
    static let stringFunctions: [Function] = [
        Function(
            "starts_with",
            [Parameter("text", .string), Parameter("beginning", .string)],
            summary: "Whether a text begins with another.",
            example: "starts_with('+15550100', '+1') → true"
        ) { arguments in
            .bool(arguments.string(0).utf8.starts(with: arguments.string(1).utf8))
        },
        Function(
            "ends_with",
            [Parameter("text", .string), Parameter("ending", .string)],
            summary: "Whether a text ends with another.",
            example: "ends_with('voice.mp3', '.mp3') → true"
        ) { arguments in
            .bool(arguments.string(0).utf8.reversed().starts(with: arguments.string(1).utf8.reversed()))
        },
        Function(
            "contains",
            [Parameter("subject", [.string, .array]), Parameter("search", .any)],
            summary: "Whether an array holds a value, or a text another text.",
            example: "contains('Call me back', 'back') → true"
        ) { arguments in
            if case .array(let elements) = arguments[0].value {
                return .bool(elements.contains(arguments[1].value))
            }
            guard case .string(let search) = arguments[1].value else { return false }
            return .bool(arguments.string(0).hasOccurrence(of: search))
        },
        Function(
            "join",
            [Parameter("glue", .string), Parameter("texts", .strings)],
            summary: "The texts as one, with the glue between them.",
            example: "join(', ', ['Ana', 'Sam']) → \"Ana, Sam\""
        ) { arguments in
            .string(arguments.array(1).compactMap(\.string).joined(separator: arguments.string(0)))
        },
        Function(
            "length",
            [Parameter("value", [.string, .array, .object])],
            summary: "How many code points, elements or members there are.",
            example: "length('abc') → 3"
        ) { arguments in
            switch arguments[0].value {
            case .array(let elements): .number(JSONNumber(elements.count))
            case .object(let object): .number(JSONNumber(object.count))
            default: .number(JSONNumber(arguments.string(0).unicodeScalars.count))
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

extension String {
    /// Whether the code points of another text occur in this one, in linear time (Knuth, Morris, Pratt 1977), because
    /// both texts may come from a sender.
    fileprivate func hasOccurrence(of search: String) -> Bool {
        let pattern = Array(search.utf8)
        guard pattern.count > 1 else { return pattern.first.map(utf8.contains) ?? true }
        var borders = [0]
        var border = 0
        for place in pattern.indices.dropFirst() {
            while border > 0, pattern[border] != pattern[place] { border = borders[border - 1] }
            if pattern[border] == pattern[place] { border += 1 }
            borders.append(border)
        }
        func occurs(in bytes: some Sequence<UInt8>) -> Bool {
            var matched = 0
            for byte in bytes {
                while matched > 0, pattern[matched] != byte { matched = borders[matched - 1] }
                if pattern[matched] == byte { matched += 1 }
                if matched == pattern.count { return true }
            }
            return false
        }
        return utf8.withContiguousStorageIfAvailable { occurs(in: $0) } ?? occurs(in: utf8)
    }
}
