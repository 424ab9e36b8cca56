package import BridgeCore

/// What of a request may be kept: enough to translate it again and to help an operator, and no credential.
package enum StoredRequest {
    /// Names that no provider uses for a credential. Everything else stays out.
    private static let keptHeaders: Set<String> = [
        "content-type", "user-agent", "date", "x-request-id", "i-twilio-idempotency-token", "x-github-event",
        "x-mailgun-event", "x-postmark-server", "x-amz-sns-message-type", "x-amz-sns-message-id", "x-amz-sns-topic-arn",
        "webhook-id", "webhook-timestamp", "svix-id", "svix-timestamp",
    ]

    private static let secretParameters: Set<String> = [
        "token", "key", "secret", "signature", "sig", "password", "auth", "access_token", "api_key", "apikey",
    ]

    package static func headers(of received: [HeaderField]) -> [HeaderField] {
        received.filter { keptHeaders.contains($0.name) }
    }

    /// True for a header that no provider uses for a credential.
    static func isKept(_ header: String) -> Bool { keptHeaders.contains(header) }

    /// True for a parameter that has the name of a credential.
    static func isCredential(_ parameter: String) -> Bool { secretParameters.contains(parameter.lowercased()) }

    /// `/hooks/name/…` for a path that goes on behind the hook's name: what stands there may be a credential.
    static func withoutSegments(_ path: Substring) -> String {
        let bytes = path.utf8
        var slashes = 0
        for index in bytes.indices where bytes[index] == UInt8(ascii: "/") {
            slashes += 1
            guard slashes == 3 else { continue }
            return bytes.index(after: index) == path.endIndex ? String(path) : path[..<index] + "/…"
        }
        return String(path)
    }

    /// The target with `…` for what follows the hook's name in the path, and for every query value that has the name of a credential or is one of the hook's secrets.
    package static func target(of received: String, secrets: [Secret]) -> String {
        guard let mark = received.utf8.firstIndex(of: 0x3f) else { return withoutSegments(received[...]) }
        let start = received.index(after: mark)
        let parameters = received[start...].split(separator: "&", omittingEmptySubsequences: false)
        let kept = parameters.map { parameter -> String in
            guard let equals = parameter.firstIndex(of: "=") else {
                return isSecret(parameter, secrets) ? "…" : String(parameter)
            }
            let name = parameter[..<equals]
            let value = parameter[parameter.index(after: equals)...]
            let isHidden = isCredential(decoded(name)) || isSecret(value, secrets)
            return isHidden ? "\(name)=…" : String(parameter)
        }
        return withoutSegments(received[..<mark]) + "?" + kept.joined(separator: "&")
    }

    private static func isSecret(_ value: Substring, _ secrets: [Secret]) -> Bool {
        guard !secrets.isEmpty else { return false }
        let decoded = decoded(value)
        return secrets.contains { !$0.revealed.isEmpty && decoded.contains($0.revealed) }
    }

    static func decoded(_ text: Substring) -> String {
        guard text.utf8.contains(0x25) || text.utf8.contains(0x2b) else { return String(text) }
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == 0x25, rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            else {
                bytes.append(byte == 0x2b ? 0x20 : byte)
                continue
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
