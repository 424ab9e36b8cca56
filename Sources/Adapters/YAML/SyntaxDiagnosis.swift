import Yams

/// Says in plain words what libYAML's errors mean in the files of this project.
struct SyntaxDiagnosis {
    let file: String
    let lines: SourceLines

    func problem(for error: YamlError) -> SourceProblem {
        switch error {
        case .scanner(let context, let problem, let mark, yaml: _),
            .parser(let context, let problem, let mark, yaml: _),
            .composer(let context, let problem, let mark, yaml: _):
            return explain(problem, context: context, at: mark)
        case .duplicatedKeysInMapping(let names, let context):
            let name = names.first ?? ""
            return SourceProblem(
                at: placeOfSecond(name, after: context.mark),
                "the key \"\(name)\" stands twice in this mapping",
                mend: "keep one of the two (the first is in line \(context.mark.line))"
            )
        case .reader(let problem, _, _, _):
            return SourceProblem(at: place(1, 1), "not readable as text: \(problem)", mend: "save the file as UTF-8")
        default:
            return SourceProblem(at: place(1, 1), "not YAML: \(error)")
        }
    }

    private func explain(_ problem: String, context: YamlError.Context?, at mark: Mark) -> SourceProblem {
        let place = place(mark.line, mark.column)
        if let tab = tabPlace(near: mark.line) {
            return SourceProblem(at: tab, "a tab in the indentation", mend: "indent with blanks")
        }
        if problem.contains("Maximum nesting level") {
            return SourceProblem(
                at: place,
                "lists and mappings lie more than \(SourceDocument.depthLimit) levels within each other",
                mend: "quote text that starts with [ or {, and close every bracket"
            )
        }
        if problem.contains("another document") {
            return SourceProblem(
                at: place,
                "a second document starts here",
                mend: "remove the line \"---\": one file holds one document"
            )
        }
        if problem.contains("alias") {
            return SourceProblem(at: place, "aliases (*name) are not supported", mend: "quote text that starts with *")
        }
        if let expression = expressionProblem(problem, at: mark) { return expression }
        if let context, context.text.contains("quoted scalar") {
            return SourceProblem(
                at: self.place(context.mark.line, context.mark.column),
                "a quote is opened here and not closed",
                mend: problem.contains("escape") ? "double the backslash, or use single quotes" : "close the quote"
            )
        }
        return SourceProblem(at: place, said(problem, context), mend: mend(for: problem))
    }

    private func expressionProblem(_ problem: String, at mark: Mark) -> SourceProblem? {
        let line = lines[mark.line]
        guard let column = column(of: "${{", in: line) else { return nil }
        let place = place(mark.line, column)
        if problem.contains("mapping values") {
            return SourceProblem(
                at: place,
                "an unquoted expression must not hold \": \"",
                mend: "quote the whole value"
            )
        }
        let before = line.unicodeScalars.dropFirst(column - 1)
        guard mark.column >= column, before.starts(with: "${{".unicodeScalars) else { return nil }
        let isQuoted = line.unicodeScalars.prefix(column - 1).contains { $0 == "\"" || $0 == "'" }
        return SourceProblem(
            at: place,
            isQuoted
                ? "the quotes around this expression end too early"
                : "an unquoted expression inside { } or [ ] is read as a mapping",
            mend: isQuoted
                ? "use the other kind of quotes inside, or put the value into a block (>-)"
                : "quote the expression: \"${{ … }}\""
        )
    }

    private func said(_ problem: String, _ context: YamlError.Context?) -> String {
        if problem.contains("mapping values are not allowed") { return "a colon where no key can stand" }
        if problem.contains("did not find expected key") { return "a line does not fit its mapping" }
        if problem.contains("did not find expected '-' indicator") { return "a line does not fit its list" }
        if problem.contains("could not find expected ':'") { return "a key without its colon" }
        if problem.contains("did not find expected ',' or") {
            return "a bracket that is not closed, or a missing comma"
        }
        if problem.contains("cannot start any token") { return "this character must not start unquoted text" }
        return context.map { "\($0.text): \(problem)" } ?? problem
    }

    private func mend(for problem: String) -> String? {
        if problem.contains("mapping values are not allowed") {
            return "quote text that holds \": \", and check the indentation of this line and the one above"
        }
        if problem.contains("did not find expected key") || problem.contains("'-' indicator") {
            return "indent it like its neighbours above"
        }
        if problem.contains("could not find expected ':'") { return "write key: value" }
        if problem.contains("did not find expected ',' or") { return "close it, or quote text that holds a bracket" }
        if problem.contains("cannot start any token") { return "quote the whole value" }
        return nil
    }

    /// The tab in the indentation of the line of a fault or of the one before it.
    private func tabPlace(near number: Int) -> SourcePlace? {
        for number in [number, number - 1] {
            let indentation = lines[number].prefix { $0 == " " || $0 == "\t" }
            if let tab = indentation.firstIndex(of: "\t") {
                return place(number, indentation.distance(from: indentation.startIndex, to: tab) + 1)
            }
        }
        return nil
    }

    /// Where the same key stands again: the next line that starts with it in the same column; else the first place.
    private func placeOfSecond(_ name: String, after first: Mark) -> SourcePlace {
        for number in stride(from: first.line + 1, through: lines.count, by: 1) {
            let rest = lines[number].dropFirst(first.column - 1)
            let isIndented = lines.indentation(of: number) == first.column - 1
            let isKey = [name, "\"\(name)\"", "'\(name)'"].contains { rest.hasPrefix("\($0):") }
            if isIndented, isKey { return place(number, first.column) }
        }
        return place(first.line, first.column)
    }

    /// The column from 1, in Unicode scalars as libYAML counts, where `needle` first stands.
    private func column(of needle: String, in line: Substring) -> Int? {
        var rest = line.unicodeScalars
        var column = 1
        while !rest.isEmpty {
            if rest.starts(with: needle.unicodeScalars) { return column }
            rest.removeFirst()
            column += 1
        }
        return nil
    }

    private func place(_ line: Int, _ column: Int) -> SourcePlace {
        SourcePlace(file: file, line: line, column: column)
    }
}
