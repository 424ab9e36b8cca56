/// Something wrong in a file that a person wrote: where, what, and what to do.
package struct SourceProblem: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Severity: String, Sendable {
        case error, warning
    }

    package let severity: Severity
    package let place: SourcePlace
    /// What is wrong, without a full stop: `unknown key "contat"`.
    package let message: String
    /// One concrete mend: `did you mean "contact"?`.
    package let mend: String?

    package init(_ severity: Severity = .error, at place: SourcePlace, _ message: String, mend: String? = nil) {
        self.severity = severity
        self.place = place
        self.message = message
        self.mend = mend
    }

    package var description: String {
        "\(place): \(severity.rawValue): \(message)" + (mend.map { "; \($0)" } ?? "")
    }
}

extension SourceProblem {
    /// The line of `text`, the file's, with a caret below the place; nil where the file has no such line.
    ///
    /// ```
    ///   8 |       contat: { phone: "${{ from }}" }
    ///     |       ^
    /// ```
    package func excerpt(of text: String) -> String? {
        let lines = SourceLines(text)
        let line = lines[place.line]
        guard !line.isEmpty else { return nil }
        let number = "  \(place.line)"
        let margin = String(repeating: " ", count: number.count)
        // Tabs stay tabs, so that the caret stands below its character.
        let before = line.unicodeScalars.prefix(place.column - 1).map { $0 == "\t" ? "\t" : " " }.joined()
        return "\(number) | \(line)\n\(margin) | \(before)^"
    }
}

extension [SourceProblem] {
    /// Without what only follows from another: where a key is misspelt, the right one is not "missing" beside it.
    var withoutConsequences: [SourceProblem] {
        let meant = compactMap { problem -> String? in
            guard problem.message.hasPrefix("unknown key"), let mend = problem.mend, mend.hasPrefix("did you mean")
            else {
                return nil
            }
            return mend.split(separator: "\"").dropFirst().first.map(String.init)
        }
        return filter { problem in
            guard problem.message.hasPrefix("the key \""), problem.message.hasSuffix("\" is missing") else {
                return true
            }
            let path = problem.message.dropFirst(9).dropLast(12)
            return !meant.contains { $0 == path || path.hasSuffix(".\($0)") }
        }
    }
}
