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
