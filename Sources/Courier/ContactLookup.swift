package import BridgeCore
import JSON

/// What one look-up came to.
package enum LookupOutcome: Sendable, Equatable {
    case found(KnownContact)
    case notFound
    /// The destination's credentials are refused; `advice` says what to do.
    case credentials(text: String, advice: String)
    case failed(reason: String)

    /// The class as metrics and logs name it.
    package var label: String {
        switch self {
        case .found: "found"
        case .notFound: "not_found"
        case .credentials: "credentials"
        case .failed: "failed"
        }
    }
}

/// Finds the contact of an address through `lookupContact`, which searches freely and returns its first match only.
package struct ContactLookup: Sendable {
    package let address: Address
    package let destination: Destination

    package init(address: Address, destination: Destination) {
        self.address = address
        self.destination = destination
    }

    /// What to search for, in order, because how Zyntro stores and matches numbers is not documented. An address with a
    /// plus-tag is searched as it is: the directory asks for the mailbox without the tag by itself.
    package var searches: [String] {
        switch address {
        case .email(let email): [email.normalized]
        case .phone(let phone): phone.spellings
        }
    }

    /// Weighs one reply: a hit counts only if an address in it equals the one asked for; a name never does.
    package func outcome(of reply: Reply, table: ResponseTable) -> LookupOutcome {
        switch reply {
        case .notSent(let reason), .unknown(let reason): return .failed(reason: reason)
        case .busy(let status, _): return .failed(reason: "HTTP \(status): busy")
        case .answered(let answer) where answer.isSuccess:
            return ContactSearch(address: address, region: destination.region).contact(in: answer.data)
                .map(LookupOutcome.found) ?? .notFound
        case .answered(let answer):
            let text = AnswerText.clean(answer.text, of: destination)
            guard let row = table.row(for: answer.text) else { return .failed(reason: text) }
            switch row.class {
            case .contact, .nobody: return .notFound
            case .credentials: return .credentials(text: text, advice: Outcome.advice(row, text: text))
            case .member, .entry: return .failed(reason: text)
            }
        }
    }
}
