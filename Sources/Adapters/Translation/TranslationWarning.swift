/// Something about a translation that a person should look at, although it came out; holds no word of the request.
package struct TranslationWarning: Sendable, Equatable, CustomStringConvertible {
    /// What it is about, as metrics and `adapters try` call it.
    package enum Kind: String, Sendable, CaseIterable {
        /// The hash of the event stands in for a key.
        case emptyKey = "empty_key"
        /// A completing event that names nobody waits by itself.
        case emptySubject = "empty_subject"
        case cutSource = "cut_source"
        case unreadableTime = "unreadable_time"
        case replacedCharacters = "replaced_characters"
        /// No alert was raised, because its expression failed.
        case failedAlert = "failed_alert"
    }

    package let kind: Kind
    /// A sentence without a full stop.
    package let message: String
    /// The line of the adapter file; nil where it is about the request.
    package let line: Int?

    package init(_ kind: Kind, _ message: String, line: Int? = nil) {
        self.kind = kind
        self.message = message
        self.line = line
    }

    package var description: String { message + (line.map { " (line \($0))" } ?? "") }
}
