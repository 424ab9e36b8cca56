package import JSON

/// A compiled JMESPath expression (https://jmespath.org/specification.html).
///
/// Two things go beyond the specification: `$name` reads a variable of the scope, and `let $a = …, $b = … in …` binds some
/// (JEP-18). Three are read otherwise than by the reference parser: `!` takes the whole path after it (`!a.b` is `!(a.b)`),
/// where that one negates `a`; `a.*.b.c` goes on through `b` for every value, as `a[*].b.c` does for every element, where
/// that one looks for `c` in the list of all `b`; and a slice is a projection behind an index, too (`a[0][1:].b`).
/// Compiling finds unknown functions and wrong argument counts; evaluating always ends.
package final class Expression: Sendable {
    package let text: String
    /// Where the expression began in the text it was compiled from, in UTF-8 bytes.
    package let offset: Int
    /// The variables that must be in scope, without the `$`; those bound by a `let` inside are not among them.
    package let variables: Set<String>
    package let functionNames: Set<String>

    let root: Node
    private let operation: any Operation

    /// Compiles a text that is one whole expression.
    package convenience init(_ text: String, functions: FunctionTable = .standard) throws(JMESPathError) {
        let source = Array(text.utf8)
        do throws(JMESPathError) {
            var parser = Parser(source: source, start: 0, functions: functions)
            let root = try parser.expression()
            try parser.expectEnd()
            self.init(root, parser, text: text, offset: 0)
        } catch {
            throw error.located(in: source)
        }
    }

    private init(_ root: Node, _ parser: Parser, text: String, offset: Int) {
        self.text = text
        self.offset = offset
        self.root = root
        operation = root.compiled()
        variables = parser.variables
        functionNames = parser.functionNames
    }

    /// A part of an expression, whose errors are told in the text of the whole.
    init(_ part: Node, of whole: Expression) {
        text = whole.text
        offset = whole.offset
        root = part
        operation = part.compiled()
        variables = whole.variables
        functionNames = whole.functionNames
    }

    /// Compiles the longest expression that begins at a byte offset of a longer text, after optional white space.
    ///
    /// Yields it with the offset of the first byte that is not part of it (white space included), whatever stands
    /// there. Offsets of compile errors count from the beginning of `text`, those of evaluation from the expression's.
    package static func parsePrefix(
        of text: String,
        from offset: Int = 0,
        functions: FunctionTable = .standard
    ) throws(JMESPathError) -> (expression: Expression, endOffset: Int) {
        let source = Array(text.utf8)
        let start = source.dropFirst(max(offset, 0)).firstIndex { !$0.isWhitespace } ?? source.count
        do throws(JMESPathError) {
            var parser = Parser(source: source, start: start, functions: functions)
            let root = try parser.expression()
            let end = start + parser.end
            let expressionText = String(decoding: source[start..<end], as: UTF8.self)
            return (Expression(root, parser, text: expressionText, offset: start), end)
        } catch {
            throw error.located(in: source, start: start)
        }
    }

    /// The members of the value itself that are read by name, such as `a` and `d` in `a.b[?c].e || d`.
    package var fields: Set<String> { root.fields }

    /// Every place where a variable of the scope is read, and how far its names are written out.
    package func reads(of variable: String) -> [VariableRead] { root.reads(of: variable) }

    /// The result for a value; paths that lead nowhere yield null, functions are strict about their arguments.
    package func evaluate(_ value: JSONValue, scope: Scope = .empty) throws(JMESPathError) -> JSONValue {
        do throws(JMESPathError) {
            return try operation.evaluate(value, scope)
        } catch {
            throw error.located(in: text.utf8)
        }
    }

    /// Whether the result counts as true (``JSON/JSONValue/isTrue``).
    package func holds(_ value: JSONValue, scope: Scope = .empty) throws(JMESPathError) -> Bool {
        do throws(JMESPathError) {
            return try operation.holds(value, scope)
        } catch {
            throw error.located(in: text.utf8)
        }
    }
}
