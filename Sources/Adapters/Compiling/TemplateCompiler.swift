import JMESPath
import JSON

/// Turns values of an adapter file into templates, and knows which names expressions may read.
struct TemplateCompiler {
    /// The names that every expression may read.
    static let builtIn: [(name: String, source: Binding.Source)] = [
        ("body", .body), ("headers", .headers), ("query", .query), ("event", .event), ("hook", .hook),
    ]

    private(set) var problems: [SourceProblem] = []
    private(set) var bindings: [Binding]
    /// Names in double quotes where a text may have been meant.
    private(set) var quotedNames: [QuotedName] = []
    /// What expressions read of `$hook`.
    private(set) var hookReads: [VariableRead] = []
    /// Names that only the present entry has.
    var localNames: [String] = []
    /// Names whose values are written out, and only chosen among; what is known of a hook is the same for all its events.
    private(set) var choosingNames: Set<String> = ["hook"]
    /// Names that the present `let:` defines further down.
    private var laterNames: [String] = []

    init(knowing names: [(name: String, source: Binding.Source)] = TemplateCompiler.builtIn) {
        bindings = names.map { Binding(name: $0.name, source: $0.source, needs: []) }
    }

    /// A value of any shape; keys whose value is "nothing" are left out.
    mutating func template(_ node: SourceNode) -> Template {
        switch node.content {
        case .scalar(let text, _): return node.isNothing ? .constant(.null) : scalar(text, node)
        case .sequence(let elements):
            let templates = elements.map { template($0) }
            let constants = templates.compactMap(\.constant)
            return constants.count == templates.count ? .constant(.array(constants)) : .list(templates)
        case .mapping(let members):
            let templates = members.map { (name: $0.name, value: template($0.value)) }
            let constants = templates.compactMap { member in member.value.constant.map { (member.name, $0) } }
            guard constants.count == templates.count else { return .object(templates) }
            return .constant(.object(JSONObject(constants.filter { !$0.1.isNull })))
        }
    }

    /// ``template(_:)`` with the bindings that it reads.
    mutating func prepared(_ node: SourceNode) -> Prepared {
        let template = template(node)
        return Prepared(template: template, needs: needs(of: template.expressions), place: node.place)
    }

    /// Brings the names of a `let:` of the adapter's own level into scope, one after the other.
    mutating func bind(_ node: SourceNode) {
        let members = names(of: node)
        for (index, member) in members.enumerated() {
            laterNames = members[index...].map(\.name)
            defer { laterNames = [] }
            let value = template(member.value)
            note(member.name, value)
            bindings.append(
                Binding(name: member.name, source: .template(value), needs: needs(of: value.expressions))
            )
        }
    }

    /// The names of a `let:` that belongs to one entry.
    mutating func locals(_ node: SourceNode) -> [(name: String, value: Prepared)] {
        var locals: [(name: String, value: Prepared)] = []
        let members = names(of: node)
        for (index, member) in members.enumerated() {
            laterNames = members[index...].map(\.name)
            defer { laterNames = [] }
            let value = prepared(member.value)
            note(member.name, value.template)
            locals.append((member.name, value))
            localNames.append(member.name)
        }
        return locals
    }

    /// Keeps what the name's value can tell from another; the name may have had another value in the entry before.
    private mutating func note(_ name: String, _ value: Template) {
        if value.distinguishing(constants: choosingNames).isEmpty {
            choosingNames.insert(name)
        } else {
            choosingNames.remove(name)
        }
    }

    /// The indices of the bindings that these expressions read, what those read included, in the order of making.
    func needs(of expressions: [Expression]) -> [Int] {
        var indices = Set<Int>()
        for expression in expressions {
            var names = expression.variables
            if !expression.functionNames.isDisjoint(with: DomainFunctions.needingHook) { names.insert("hook") }
            for name in names where !localNames.contains(name) {
                guard let index = bindings.firstIndex(where: { $0.name == name }) else { continue }
                indices.insert(index)
                indices.formUnion(bindings[index].needs)
            }
        }
        return indices.sorted()
    }

    mutating func report(_ place: SourcePlace, _ message: String, mend: String? = nil) {
        problems.append(SourceProblem(at: place, message, mend: mend))
    }

    mutating func report(_ more: [SourceProblem]) { problems += more }

    private mutating func names(of node: SourceNode) -> [SourceNode.Member] {
        guard case .mapping(let members) = node.content else {
            report(node.place, "let: must be a mapping from names to values")
            return []
        }
        return members.filter { member in
            guard isName(member.name) else {
                report(member.place, "\"\(member.name)\" cannot be a name", mend: "use letters, digits and _")
                return false
            }
            guard !allNames.contains(member.name) else {
                report(member.place, "the name \"\(member.name)\" is taken", mend: "choose another one")
                return false
            }
            return true
        }
    }

    private func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(48...57).contains(first) else { return false }
        return text.utf8.allSatisfy { (48...57).contains($0) || (97...122).contains($0 | 32) || $0 == 95 }
    }

    private var allNames: [String] { bindings.map(\.name) + localNames }

    private var knownNames: String {
        guard !allNames.isEmpty else { return "no names can be read here" }
        return "known are \(allNames.map { "$\($0)" }.joined(separator: ", "))"
    }

    private mutating func scalar(_ text: String, _ node: SourceNode) -> Template {
        var pieces: [Template.Piece] = []
        var start = text.utf8.startIndex
        while let opening = text.opening(from: start) {
            if start < opening { pieces.append(.text(String(text[start..<opening]))) }
            guard let (expression, end) = expression(in: text, at: opening, node) else { return .constant(.null) }
            pieces.append(.expression(expression))
            start = end
        }
        guard !pieces.isEmpty else { return .constant(.string(text)) }
        let rest = String(text[start...])
        // A block scalar ends with a line end that nobody wrote.
        if !rest.isEmpty, pieces.count > 1 || rest != "\n" { pieces.append(.text(rest)) }
        if case .expression(let expression) = pieces[0], pieces.count == 1 {
            return .expression(expression, line: node.place.line)
        }
        return .text(pieces, line: node.place.line)
    }

    /// Compiles the expression behind a `${{` and finds its `}}`; nil, and a problem, where either is not there.
    private mutating func expression(
        in text: String,
        at opening: String.Index,
        _ node: SourceNode
    ) -> (Expression, String.Index)? {
        let offset = text.utf8.distance(from: text.startIndex, to: opening)
        do {
            let (expression, end) = try Expression.parsePrefix(
                of: text,
                from: offset + 3,
                functions: DomainFunctions.table
            )
            var close = text.utf8.index(text.startIndex, offsetBy: end)
            while close < text.endIndex, text[close].isWhitespace { close = text.index(after: close) }
            guard text[close...].hasPrefix("}}") else {
                reportSurplus(text, node, opening: offset, close: close)
                return nil
            }
            let start = end - expression.text.utf8.count
            check(expression, in: node, at: start)
            hookReads += expression.reads(of: "hook")
            reportRemarks(expression, in: node, at: start)
            return (expression, text.index(close, offsetBy: 2))
        } catch {
            let (message, mend) = ExpressionDiagnosis.said(error)
            report(node.place(atOffset: error.offset), message, mend: mend)
            return nil
        }
    }

    /// What stands behind an expression and is neither an operator nor its `}}`.
    private mutating func reportSurplus(_ text: String, _ node: SourceNode, opening: Int, close: String.Index) {
        let fault = Expression.faultBehindPrefix(of: text, from: opening + 3, functions: DomainFunctions.table)
        if let fault, close < text.endIndex {
            let (message, mend) = ExpressionDiagnosis.said(fault)
            report(node.place(atOffset: fault.offset), message, mend: mend)
            return
        }
        let mend =
            close == text.endIndex
            ? "write }} at the end" : "join two values with an operator such as ||, or with concat(a, b)"
        let offset = text.utf8.distance(from: text.startIndex, to: close)
        report(node.place(atOffset: offset), "expected an operator or }} here", mend: mend)
    }

    /// Words and names that are read as fields and were probably meant as values.
    private mutating func reportRemarks(_ expression: Expression, in node: SourceNode, at offset: Int) {
        for remark in expression.remarks {
            let place = node.place(atOffset: offset + remark.offset)
            switch remark.kind {
            case .wordAsField:
                let mend = "write `\(remark.name.lowercased())` in backquotes"
                report(place, "\"\(remark.name)\" is read as a field of this name", mend: mend)
            case .quotedNameAsValue: quotedNames.append(QuotedName(name: remark.name, place: place))
            }
        }
    }

    /// How many bytes stand before the first `$name`.
    private static func place(of name: String, in text: String) -> Int {
        var rest = text[...]
        while let found = rest.firstRange(of: "$\(name)") {
            let after = text[found.upperBound...].first
            if after.map({ $0.isLetter || $0.isNumber || $0 == "_" }) != true {
                return text.utf8.distance(from: text.startIndex, to: found.lowerBound)
            }
            rest = text[found.upperBound...]
        }
        return 0
    }

    private mutating func check(_ expression: Expression, in node: SourceNode, at offset: Int) {
        for name in expression.variables.sorted() where !allNames.contains(name) {
            let offset = offset + Self.place(of: name, in: expression.text)
            if laterNames.contains(name) {
                let isOwn = laterNames.first == name
                report(
                    node.place(atOffset: offset),
                    isOwn ? "\"$\(name)\" is read in its own definition" : "\"$\(name)\" is defined further down",
                    mend: isOwn ? "name the field of the payload, without \"$\"" : "move \"\(name):\" above this line"
                )
                continue
            }
            let nearest = nearestName(to: name, among: allNames)
            report(
                node.place(atOffset: offset),
                "there is no name \"$\(name)\"",
                mend: nearest.map { "did you mean \"$\($0)\"?" } ?? knownNames
            )
        }
    }
}

extension String {
    /// The next `${{` from a place on.
    fileprivate func opening(from start: Index) -> Index? {
        var index = start
        while let dollar = self[index...].utf8.firstIndex(of: UInt8(ascii: "$")) {
            if utf8[dollar...].starts(with: "${{".utf8) { return dollar }
            index = utf8.index(after: dollar)
        }
        return nil
    }
}
