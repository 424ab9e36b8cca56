package import BridgeCore

/// Zyntro's words made fit for logs and pages: one line, at most 200 characters, without control characters and without
/// the credentials that an answer might repeat.
package enum AnswerText {
    package static let limit = 200

    package static func clean(_ text: String, of destination: Destination) -> String {
        var text = text
        for secret in [destination.apiKey, destination.developerSecret] where !secret.revealed.isEmpty {
            text = text.split(separator: secret.revealed, omittingEmptySubsequences: false).joined(
                separator: "<redacted>"
            )
        }
        return shorten(text)
    }

    /// The same for texts that cannot hold a credential, such as a connection's errors.
    package static func shorten(_ text: String) -> String {
        var cleaned = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(limit * 4) {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: cleaned.append(" ")
            default: cleaned.append(scalar)
            }
        }
        let line = String(cleaned)
        return line.count > limit ? line.prefix(limit - 1) + "…" : line
    }

    /// The first IPv4 or IPv6 address in a text: which one to whitelist.
    package static func networkAddress(in text: String) -> String? {
        let isPart = { (character: Character) in character.isHexDigit || character == "." || character == ":" }
        for word in text.split(whereSeparator: { !isPart($0) }) {
            let word = word.drop { $0 == "." }.reversed().drop { $0 == "." || $0 == ":" }.reversed()
            let candidate = String(word)
            let octets = candidate.split(separator: ".", omittingEmptySubsequences: false)
            if octets.count == 4, octets.allSatisfy({ UInt8($0) != nil }) { return candidate }
            if candidate.count(where: { $0 == ":" }) >= 2, candidate.count > 2 { return candidate }
        }
        return nil
    }
}
