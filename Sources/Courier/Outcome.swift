package import BridgeCore
import JSON

/// What one attempt came to, by class; ``DestinationLane`` decides what follows.
package enum Outcome: Sendable, Equatable {
    /// `chID` is nil where Zyntro reported success without an id that can be read.
    case delivered(chID: Int64?)
    case notSent(reason: String)
    case busy(status: Int, retryAfter: Duration?)
    /// The destination's credentials, organisation or address are refused; `advice` says what to do.
    case credentials(text: String, advice: String)
    case contactNotFound(label: String, text: String)
    case memberNotFound(text: String)
    case refused(label: String, text: String)
    /// An error whose text is in no row of the table: it refuses nothing.
    case unfamiliar(text: String)
    case unknown(reason: String)

    /// Weighs a reply to `addCommsHistory`.
    package init(_ reply: Reply, table: ResponseTable, destination: Destination) {
        switch reply {
        case .notSent(let reason): self = .notSent(reason: reason)
        case .busy(let status, let retryAfter): self = .busy(status: status, retryAfter: retryAfter)
        case .unknown(let reason): self = .unknown(reason: reason)
        case .answered(let answer) where answer.isSuccess:
            self = .delivered(chID: Self.chID(answer.data))
        case .answered(let answer):
            self.init(errorText: answer.text, table: table, destination: destination)
        }
    }

    private init(errorText: String, table: ResponseTable, destination: Destination) {
        let text = AnswerText.clean(errorText, of: destination)
        guard let row = table.row(for: errorText) else {
            self = .unfamiliar(text: text)
            return
        }
        switch row.class {
        case .credentials: self = .credentials(text: text, advice: Self.advice(row, text: text))
        case .contact: self = .contactNotFound(label: row.label, text: text)
        case .member: self = .memberNotFound(text: text)
        case .entry: self = .refused(label: row.label, text: text)
        case .nobody: self = .unfamiliar(text: text)
        }
    }

    /// What the operator should do about `row`, with the address to whitelist where the text shows one.
    static func advice(_ row: ResponseTable.Row, text: String) -> String {
        let advice = row.advice ?? "check the destination's credentials"
        guard row.label == "IP_NOT_WHITELISTED", let address = AnswerText.networkAddress(in: text) else {
            return advice
        }
        return "\(advice): \(address)"
    }

    /// `data.ch_id`, a number as documented, or the same as text.
    private static func chID(_ data: JSONValue) -> Int64? {
        guard let value = data["ch_id"] else { return nil }
        if let number = value.int { return Int64(number) }
        return value.string.flatMap { Int64($0) }
    }

    /// What is stored of the attempt; `httpStatus` is that of the answer, where there was one.
    package func recorded(httpStatus: Int) -> Attempt.Outcome {
        switch self {
        case .delivered: .answered(status: httpStatus, text: "success")
        case .notSent(let reason): .notSent(reason: reason)
        case .busy(let status, _): .answered(status: status, text: "busy")
        case .credentials(let text, _), .contactNotFound(_, let text), .memberNotFound(let text), .refused(_, let text),
            .unfamiliar(let text):
            .answered(status: httpStatus, text: text)
        case .unknown(let reason): .unknown(reason: reason)
        }
    }

    /// The class as metrics and logs name it.
    package var label: String {
        switch self {
        case .delivered: "delivered"
        case .notSent: "not_sent"
        case .busy: "busy"
        case .credentials: "credentials"
        case .contactNotFound: "contact_not_found"
        case .memberNotFound: "member_not_found"
        case .refused: "refused"
        case .unfamiliar: "unfamiliar"
        case .unknown: "unknown"
        }
    }
}
