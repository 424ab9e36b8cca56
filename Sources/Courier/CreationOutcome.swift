package import BridgeCore
import JSON

/// What asking for a new contact came to.
package enum CreationOutcome: Sendable, Equatable {
    /// Nil where the answer names no id.
    case created(ContactID?)
    case refused(text: String)
    /// The destination's credentials are refused; `advice` says what to do.
    case credentials(text: String, advice: String)
    /// Zyntro was not reached, or too busy to take it.
    case notAsked(reason: String)
    case unknown(reason: String)

    /// Weighs a reply to `addContactsFull`.
    package init(_ reply: Reply, table: ResponseTable, destination: Destination) {
        switch reply {
        case .notSent(let reason): self = .notAsked(reason: reason)
        case .busy(let status, _): self = .notAsked(reason: "HTTP \(status): busy")
        case .unknown(let reason): self = .unknown(reason: reason)
        case .answered(let answer) where answer.isSuccess: self = .created(Self.contactID(in: answer.data))
        case .answered(let answer):
            let text = AnswerText.clean(answer.text, of: destination)
            if let row = table.row(for: answer.text), row.class == .credentials {
                self = .credentials(text: text, advice: Outcome.advice(row, text: text))
            } else {
                self = .refused(text: text)
            }
        }
    }

    /// The class as metrics and logs name it.
    package var label: String {
        switch self {
        case .created: "created"
        case .refused: "refused"
        case .credentials: "credentials"
        case .notAsked: "not_asked"
        case .unknown: "unknown"
        }
    }

    /// `data.contact_id`, inferred from Zyntro's documentation, or the same under `contact` and in its other spellings.
    private static func contactID(in data: JSONValue) -> ContactID? {
        for place in [data, data["contact"] ?? .null, data.array?.first ?? .null] {
            for name in ["contact_id", "contactId", "cont_id", "id"] {
                if let text = place[name]?.string, !text.isEmpty { return ContactID(text) }
            }
        }
        return nil
    }
}
