/// An address of Amazon SNS that may be called: the only ones that a request can make the bridge visit.
///
/// Read byte by byte instead of by a URL parser, so that no second reading of the same text (user info, other ports, escapes
/// in the host, letters that look alike) leads anywhere else: `https://`, `sns.<region>.amazonaws.com` (`.cn` for regions
/// of China), then a path of printable ASCII.
package struct SNSAddress: Sendable, Hashable {
    /// More than any address of SNS has.
    private static let lengthLimit = 2048

    /// Such as `sns.eu-west-1.amazonaws.com`.
    package let host: String
    /// Such as `eu-west-1`.
    package let region: String
    /// Path and query, from the slash on.
    package let target: String

    /// The address of a signing certificate: `/<name>.pem`, without a query.
    package init?(certificate url: String) {
        self.init(url)
        let name = target.utf8.dropFirst()
        let isName: (UInt8) -> Bool = { Self.isDigit($0) || Self.isLetter($0 | 0x20) || $0 == 0x2D || $0 == 0x2E }
        guard target.hasSuffix(".pem"), name.count > 4, name.first != 0x2E, name.allSatisfy(isName) else { return nil }
    }

    /// The address that confirms a subscription to `topic`, an ARN of the same region as the host: the action and the topic
    /// stand in its query, and nothing else is asked of SNS by it.
    package init?(confirmation url: String, of topic: String) {
        self.init(url)
        let arn = topic.split(separator: ":", omittingEmptySubsequences: false)
        guard arn.count == 6, arn[0] == "arn", arn[2] == "sns", arn[3] == region, target.hasPrefix("/?") else {
            return nil
        }
        var values: [Substring: String] = [:]
        for pair in target.dropFirst(2).split(separator: "&", omittingEmptySubsequences: false) {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let value = Self.decoded(parts[1]),
                values.updateValue(value, forKey: parts[0]) == nil
            else { return nil }
        }
        guard values["Action"] == "ConfirmSubscription", values["TopicArn"] == topic,
            values["Token"]?.isEmpty == false
        else { return nil }
    }

    private init?(_ url: String) {
        let start = Array("https://sns.".utf8)
        let bytes = Array(url.utf8)
        guard bytes.count <= Self.lengthLimit, bytes.starts(with: start),
            let slash = bytes[8...].firstIndex(of: UInt8(ascii: "/"))
        else { return nil }
        let isPlain: (UInt8) -> Bool = { (0x21...0x7E).contains($0) && $0 != 0x23 && $0 != 0x5C }
        guard bytes[slash...].allSatisfy(isPlain) else { return nil }
        let host = String(decoding: bytes[8..<slash], as: UTF8.self)
        let region = String(decoding: bytes[start.count..<slash].prefix { $0 != UInt8(ascii: ".") }, as: UTF8.self)
        let isChinese = region.hasPrefix("cn-")
        guard Self.isRegion(region), host == "sns.\(region).amazonaws.com\(isChinese ? ".cn" : "")" else { return nil }
        self.host = host
        self.region = region
        target = String(decoding: bytes[slash...], as: UTF8.self)
    }

    /// `us-east-1`, `us-gov-west-1`, `cn-north-1`: words of small letters and a number at the end.
    private static func isRegion(_ text: String) -> Bool {
        let words = text.split(separator: "-", omittingEmptySubsequences: false)
        guard (3...4).contains(words.count), text.utf8.count <= 24, let number = words.last else { return false }
        let areLetters = words.dropLast().allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(isLetter) }
        return areLetters && !number.isEmpty && number.utf8.allSatisfy(isDigit)
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
