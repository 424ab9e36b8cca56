import JMESPath

/// What is wrong with an expression, with one concrete mend.
enum ExpressionDiagnosis {
    static func said(_ error: JMESPathError) -> (message: String, mend: String) {
        // The parser's own hint stands behind a semicolon.
        let parts = error.message.split(separator: "; ", maxSplits: 1).map(String.init)
        let message = parts.first ?? error.message
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

    private static func syntax(_ message: String) -> String {
        if message.hasSuffix("is not closed") { return "close it with the same quote that opens it" }
        if message.contains("means nothing") { return "remove it, or quote the text that it belongs to: 'text'" }
        if message.contains("expected \",\" or \")\"") { return "close the call with \")\"" }
        if message.contains("\"]\"") { return "close the bracket with \"]\"" }
        if message.contains("\"}\"") { return "close the braces with \"}\"" }
        if message.contains("expected an expression") { return "put a value here, or remove the operator before it" }
        return "complete the expression, or remove what is too much"
    }
}
