import BridgeCore
import Crypto
import CryptoExtras
import JSON

/// Messages of Amazon SNS (https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html): RSA with
/// PKCS #1 v1.5 over fixed fields of the JSON body, SHA-1 in signature version 1 and SHA-256 in version 2.
///
/// ```yaml
/// authenticate: sns
/// ```
/// A valid signature proves only that some AWS account sent the message, hence the hook's setting `topic_arns` (one or
/// several, separated by commas) must name the topic. The certificate comes from the ``CertificateSource``, and its URL,
/// which nobody signed, must be one of Amazon's; until it is there, requests are refused with `certificateMissing`. A
/// secret that is a certificate in PEM stands in for the download. No time is judged: SNS repeats for an hour.
struct SNSScheme: Scheme {
    var needsSecret: Bool { false }

    func settingRules(in settings: [String: String]) -> [SettingRule] {
        [
            SettingRule("topic_arns", isNeeded: true, mend: "write the topic's ARN, arn:aws:sns:…") {
                SettingRule.words($0).allSatisfy { $0.hasPrefix("arn:") }
            }
        ]
    }

    func verify(_ request: RawRequest, trust: Trust) -> Refusal? {
        guard let message = (try? JSONParser().parse(request.body))?.value, message.object != nil else {
            return Refusal(.noSignature, "the body is no message of SNS")
        }
        if let refusal = Self.topicRefusal(message, trust.settings) { return refusal }
        guard let text = message["Signature"]?.string else {
            return Refusal(.noSignature, "the message has no Signature")
        }
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
        guard let signature = SignatureEncoding.base64.decode(bytes: text.utf8.filter { !isBlank($0) }) else {
            return Refusal(.malformedSignature, "the Signature is not base64")
        }
        guard let version = message["SignatureVersion"]?.string, ["1", "2"].contains(version) else {
            return Refusal(.malformedSignature, "the message is of another SignatureVersion than 1 and 2")
        }
        guard let signed = Self.signedText(message) else {
            return Refusal(.malformedSignature, "the message lacks a signed field, or its Type is not known")
        }
        do {
            let keys = try Self.keys(message, trust, at: request.receivedAt)
            let isAuthentic = keys.contains { Self.isValid(signature, signed, version: version, key: $0) }
            return isAuthentic ? nil : Refusal(.bodyAltered, "the certificate's key did not make this signature")
        } catch {
            return error
        }
    }

    private static func topicRefusal(_ message: JSONValue, _ settings: [String: String]) -> Refusal? {
        let topics = SettingRule.words(settings["topic_arns"] ?? "")
        guard !topics.isEmpty else {
            return Refusal(.notAllowed, "the hook's setting topic_arns is missing: it names the topics that may post")
        }
        guard let topic = message["TopicArn"]?.string, topics.contains(where: { $0 == topic }) else {
            return Refusal(.notAllowed, "the topic is not among the hook's topic_arns")
        }
        return nil
    }

    private static let notificationFields = ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]
    private static let confirmationFields = [
        "Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type",
    ]

    /// Names and values, each with a line feed; only `Subject` may be absent.
    private static func signedText(_ message: JSONValue) -> [UInt8]? {
        let fields: [String]
        switch message["Type"]?.string {
        case "Notification": fields = notificationFields
        case "SubscriptionConfirmation", "UnsubscribeConfirmation": fields = confirmationFields
        default: return nil
        }
        var text = ""
        for name in fields {
            guard let value = message[name]?.string else {
                guard name == "Subject" else { return nil }
                continue
            }
            text += "\(name)\n\(value)\n"
        }
        return Array(text.utf8)
    }

    private static func keys(
        _ message: JSONValue,
        _ trust: Trust,
        at now: Timestamp
    ) throws(Refusal) -> [_RSA.Signing.PublicKey] {
        guard let url = message["SigningCertURL"]?.string, isCertificateURL(url) else {
            throw Refusal(.notAllowed, "the SigningCertURL is not one of Amazon's")
        }
        var texts = trust.secrets.map(\.revealed).filter { $0.contains("-----BEGIN CERTIFICATE") }
        if texts.isEmpty {
            guard let text = trust.certificates.certificate(at: url) else {
                throw Refusal(.certificateMissing, "it is being fetched from \(url)")
            }
            texts = [text]
        }
        let certificates = texts.compactMap { SigningCertificate(pem: $0) }
        guard !certificates.isEmpty else { throw Refusal(.certificateMissing, "what is kept for \(url) is none") }
        let valid = certificates.filter { $0.validity.contains(now) }
        guard !valid.isEmpty else { throw Refusal(.stale, "the signing certificate is not valid at this time") }
        // Certificates of old events have keys of 1024 bits; those that are valid today have 2048.
        return valid.compactMap { try? _RSA.Signing.PublicKey(unsafeDERRepresentation: $0.publicKey) }
    }

    /// `https://sns.<region>.amazonaws.com/SimpleNotificationService-<hexadecimal>.pem`, with `.cn` for the regions of China,
    /// and nothing else: `sns.s3-us-west-2.amazonaws.com` would be whoever owns a bucket of that name.
    static func isCertificateURL(_ url: String) -> Bool {
        let start = "https://sns."
        guard url.hasPrefix(start), url.hasSuffix(".pem") else { return false }
        let rest = url.utf8.dropFirst(start.utf8.count).dropLast(4)
        let isHostCharacter: (UInt8) -> Bool = { (48...57).contains($0) || (97...122).contains($0) || $0 == 45 }
        let region = rest.prefix(while: isHostCharacter)
        let afterRegion = rest.dropFirst(region.count)
        let country = region.starts(with: "cn-".utf8) ? ".cn" : ""
        let middle = ".amazonaws.com\(country)/SimpleNotificationService-"
        guard isRegion(region), afterRegion.starts(with: middle.utf8) else { return false }
        let digits = afterRegion.dropFirst(middle.utf8.count)
        return !digits.isEmpty && digits.allSatisfy { hexDigit($0) != nil }
    }

    /// Words of letters and a number, such as `us-gov-west-1`.
    private static func isRegion(_ text: some Collection<UInt8>) -> Bool {
        let words = text.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard words.count >= 3, let number = words.last, !number.isEmpty else { return false }
        return number.allSatisfy { (48...57).contains($0) }
            && words.dropLast().allSatisfy { !$0.isEmpty && $0.allSatisfy { (97...122).contains($0) } }
    }

    private static func isValid(
        _ signature: [UInt8],
        _ text: [UInt8],
        version: String,
        key: _RSA.Signing.PublicKey
    ) -> Bool {
        let signature = _RSA.Signing.RSASignature(rawRepresentation: signature)
        return version == "1"
            ? key.isValidSignature(signature, for: Insecure.SHA1.hash(data: text), padding: .insecurePKCS1v1_5)
            : key.isValidSignature(signature, for: SHA256.hash(data: text), padding: .insecurePKCS1v1_5)
    }
}
