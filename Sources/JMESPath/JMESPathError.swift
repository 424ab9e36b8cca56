/// Why an expression cannot be compiled or evaluated, and where in its text.
package struct JMESPathError: Error, Equatable, CustomStringConvertible {
    package enum Kind: Sendable {
        case syntax, arity, type, value, unknownFunction, unknownVariable
    }

    package let kind: Kind
    /// One sentence without a position; it may name functions and variables, never values.
    package let message: String
    /// Zero-based, in UTF-8 bytes of the text that was compiled.
    package private(set) var offset: Int
    /// From 1.
    package private(set) var line = 1
    /// From 1, in code points.
    package private(set) var column = 1

    package init(_ kind: Kind, _ message: String, offset: Int) {
        self.kind = kind
        self.message = message
        self.offset = offset
    }

    package var description: String { "\(message) (line \(line), column \(column))" }

    /// The same error with its line and column in `text`, of which the expression begins at byte `start`.
    func located(in text: some Collection<UInt8>, start: Int = 0) -> JMESPathError {
        var located = self
        located.offset += start
        located.line = 1
        located.column = 1
        for byte in text.prefix(located.offset) {
            if byte == UInt8(ascii: "\n") {
                located.line += 1
                located.column = 1
            } else if byte & 0xC0 != 0x80 {
                located.column += 1
            }
        }
        return located
    }
}

/// What a function's body throws; evaluation adds the function's name and the position.
package struct FunctionError: Error, Equatable {
    package let message: String
    package let kind: JMESPathError.Kind

    /// `message` says what is wrong with which argument and must not hold the argument's value.
    package init(_ message: String, kind: JMESPathError.Kind = .value) {
        self.message = message
        self.kind = kind
    }
}
