import JSON

/// Calls of functions, checked as far as they can be without values.
extension Parser {
    @inline(never)
    mutating func call(_ name: String, at offset: Int) throws(JMESPathError) -> Node {
        guard let function = functions[name] else { throw unknownFunction(name, at: offset) }
        functionNames.insert(name)
        let arguments = try arguments()
        try checkCount(of: arguments, for: function, at: offset)
        for (place, argument) in arguments.enumerated() {
            let types = function.parameter(at: place).types
            if case .reference = argument.kind {
                guard types.contains(.expression) else {
                    throw JMESPathError(
                        .type,
                        "argument \(place + 1) of \(name)() is a value and takes no \"&\"",
                        offset: argument.offset
                    )
                }
            } else if types == .expression {
                throw JMESPathError(
                    .type,
                    "argument \(place + 1) of \(name)() must be an expression, written with \"&\" before it",
                    offset: argument.offset
                )
            }
        }
        try checkLiterals(of: arguments, for: function)
        return try node(.call(Call(function: function, arguments: arguments)), at: offset)
    }

    @inline(never)
    private func checkLiterals(of arguments: [Node], for function: Function) throws(JMESPathError) {
        guard let check = function.checkLiteral else { return }
        for (place, argument) in arguments.enumerated() {
            guard case .literal(let literal) = argument.kind, let fault = check(place, literal) else { continue }
            throw JMESPathError(.value, "\(function.name)(): \(fault)", offset: argument.offset)
        }
    }

    @inline(never)
    private func unknownFunction(_ name: String, at offset: Int) -> JMESPathError {
        let nearest = nearestName(to: name, among: functions.names)
        let hint = nearest.map { "; did you mean \"\($0)\"?" } ?? ""
        return JMESPathError(.unknownFunction, "there is no function \"\(name)\"\(hint)", offset: offset)
    }

    @inline(never)
    private mutating func arguments() throws(JMESPathError) -> [Node] {
        try expect(.leftParenthesis, "\"(\"")
        var arguments: [Node] = []
        guard !take(.rightParenthesis) else { return arguments }
        repeat {
            let offset = token.start
            if take(.ampersand) {
                arguments.append(try node(.reference(expression()), at: offset))
            } else {
                arguments.append(try expression())
            }
        } while take(.comma)
        try expect(.rightParenthesis, "\",\" or \")\"")
        return arguments
    }

    @inline(never)
    private func checkCount(of arguments: [Node], for function: Function, at offset: Int) throws(JMESPathError) {
        let counts = function.argumentCounts
        guard !counts.contains(arguments.count) else { return }
        let expected =
            switch (counts.lowerBound, counts.upperBound) {
            case (let least, Int.max): "at least \(least)"
            case (let least, let most) where least == most: "\(least)"
            case (let least, let most): "\(least) to \(most)"
            }
        throw JMESPathError(
            .arity,
            "\(function.name)() takes \(expected) argument\(expected.hasSuffix(" 1") || expected == "1" ? "" : "s"), "
                + "found \(arguments.count)",
            offset: offset
        )
    }
}
