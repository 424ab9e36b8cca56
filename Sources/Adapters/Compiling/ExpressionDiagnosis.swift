import JMESPath

/// What is wrong with an expression, with one concrete mend.
enum ExpressionDiagnosis {
    static func said(_ error: JMESPathError) -> (message: String, mend: String) {
        // The parser's own hint stands behind a semicolon.
        let parts = error.message.split(separator: "; ", maxSplits: 1).map(String.init)
        let message = parts.first ?? error.message
        // What another language calls it says more than a name that is spelt alike.
        if error.kind == .unknownFunction, let mend = otherNames[functionName(in: message)] { return (message, mend) }
        if parts.count == 2 { return (message, parts[1]) }
        return (message, mend(of: error))
    }

    private static func mend(of error: JMESPathError) -> String {
        switch error.kind {
        case .arity: return usage(of: error.message)
        case .unknownFunction: return "the functions are listed in adapters/README.md"
        case .unknownVariable: return "define it under \"let:\""
        case .type: return usage(of: error.message)
        case .value:
            return error.message.hasPrefix("extract()")
                ? "mend the pattern: close its groups with ) and its sets with ], and write a backslash before a literal one"
                : "mend the text that stands in the expression"
        case .syntax: return syntax(error.message)
        }
    }

    /// How the function is called that the message begins with, or names.
    private static func usage(of message: String) -> String {
        let word = message.split(separator: " ").first { $0.hasSuffix("()") || $0.hasSuffix("():") } ?? ""
        let name = String(word.prefix { $0 != "(" })
        guard let function = DomainFunctions.table[name] else { return "see the functions in adapters/README.md" }
        let parameters = function.parameters.map { parameter in
            switch parameter.presence {
            case .required: parameter.name
            case .optional: "\(parameter.name)?"
            case .repeated: "\(parameter.name)…"
            }
        }
        return "call it as \(name)(\(parameters.joined(separator: ", ")))"
    }

    /// Functions of other languages, and what does the same here.
    private static let otherNames: [String: String] = [
        "not": "write ! before it", "and": "write &&", "or": "write ||", "len": "call length(value)",
        "count": "call length(value)", "size": "call length(value)", "str": "call to_string(value)",
        "string": "call to_string(value)", "int": "call number(value)", "float": "call number(value)",
        "bool": "call boolean(value)", "date": "call timestamp(value)", "datetime": "call timestamp(value)",
        "to_date": "call timestamp(value)", "parse_time": "call timestamp(value)",
        "substr": "call truncate(text, `10`)",
        "substring": "call truncate(text, `10`)", "slice": "call truncate(text, `10`)",
        "left": "call truncate(text, `10`)",
        "lowercase": "call lower(text)", "to_lower": "call lower(text)", "tolower": "call lower(text)",
        "uppercase": "call upper(text)", "to_upper": "call upper(text)", "toupper": "call upper(text)",
        "strip": "call trim(text)", "match": "call extract(text, 'pattern')", "regex": "call extract(text, 'pattern')",
        "regexp": "call extract(text, 'pattern')", "test": "call extract(text, 'pattern')",
        "includes": "call contains(list, value)", "in": "call contains(list, value)",
        "iif": "call if(condition, then, else)",
        "ternary": "call if(condition, then, else)", "default": "call coalesce(value, otherwise)",
        "ifnull": "call coalesce(value, otherwise)", "nvl": "call coalesce(value, otherwise)",
        "switch": "call lookup(value, {a: 'x', b: 'y'}, otherwise)",
        "map_value": "call lookup(value, {a: 'x'}, otherwise)",
        "parse_json": "call json(text)", "from_json": "call json(text)", "format": "call concat(a, b)",
    ]

    /// In lower case.
    private static func functionName(in message: String) -> String {
        message.split(separator: "\"").dropFirst().first.map { $0.lowercased() } ?? ""
    }

    /// What there is in place of an operator or a word that JMESPath has not.
    private static func replacement(of message: String) -> String? {
        if message.hasSuffix("is a function of three arguments") { return "write if(condition, then, else)" }
        if message == "the text that begins here ends inside a word" {
            return "put its closing quote where it ends, and write \\' for a quote inside it"
        }
        guard message.hasSuffix(" is no operator") else { return nil }
        switch message.split(separator: "\"").first {
        case "+": return "join texts with concat(a, b), add numbers with sum([a, b])"
        case "-": return "count seconds between two moments with seconds_between(start, end)"
        case "*", "/", "%":
            return "turn milliseconds and minutes into seconds with duration(value, 'ms') or duration(value, 'min')"
        case "?", "if", "else", "then", "unless": return "write if(condition, then, else)"
        default: return nil
        }
    }

    private static func syntax(_ message: String) -> String {
        if let replacement = replacement(of: message) { return replacement }
        if message.hasSuffix("is not closed") { return "close it with the same quote that opens it" }
        if message.contains("means nothing") { return "remove it, or quote the text that it belongs to: 'text'" }
        if message.contains("expected \",\" or \")\"") { return "close the call with \")\"" }
        if message.contains("\"]\"") { return "close the bracket with \"]\"" }
        if message.contains("\"}\"") { return "close the braces with \"}\"" }
        if message.hasSuffix("is too large") { return "an index has at most 18 digits" }
        if message.hasSuffix("operations within each other") {
            return "name a part of it under \"let:\", or ask a table: lookup(value, {a: 'x', b: 'y'})"
        }
        if message.hasPrefix("its result may be") { return "leave out what repeats the value, such as [@, @]" }
        if message.contains("expected an expression") { return "put a value here, or remove the operator before it" }
        return "complete the expression, or remove what is too much"
    }
}
