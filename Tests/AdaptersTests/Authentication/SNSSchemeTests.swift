import Adapters
import BridgeCore
import Testing

struct SNSSchemeTests {
    private static let url = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a1b2c.pem"
    private static let settings = ["topic_arns": "arn:aws:sns:eu-west-1:1:other, \(SNSVectors.topic)"]

    private func message(
        _ signature: String,
        version: String = "2",
        certificate: String = url,
        changing change: (String, String) = ("", ""),
        at: Int64 = 1_772_442_900
    ) -> RawRequest {
        let body = """
            {"Type": "Notification", "MessageId": "m-1", "TopicArn": "\(SNSVectors.topic)", "Subject": "Mail",
             "Message": "hello", "Timestamp": "2026-03-02T09:15:00.000Z", "SignatureVersion": "\(version)",
             "Signature": "\(signature)", "SigningCertURL": "\(certificate)"}
            """
        let changed = change.0.isEmpty ? body : body.replacing(change.0, with: change.1)
        return request(body: changed, at: at)
    }

    private func code(
        _ request: RawRequest,
        secrets: [Secret] = [Secret(SNSVectors.certificate)],
        settings: [String: String] = settings,
        certificates: any CertificateSource = NoCertificates()
    ) throws -> Refusal.Code? {
        let trust = Trust(secrets: secrets, settings: settings, certificates: certificates)
        return try scheme("sns").verify(request, trust: trust)?.code
    }

    @Test func acceptsBothVersions() throws {
        let spread = SNSVectors.version2.prefix(40) + "\\n" + SNSVectors.version2.dropFirst(40)

        #expect(try code(message(SNSVectors.version1, version: "1")) == nil)
        #expect(try code(message(SNSVectors.version2)) == nil)
        #expect(try code(message(String(spread))) == nil)
        #expect(try code(message(SNSVectors.withoutSubject, changing: (#""Subject": "Mail","#, ""))) == nil)
        #expect(try code(message(SNSVectors.version2, version: "1")) == .bodyAltered)
        #expect(try code(message(SNSVectors.version1, version: "3")) == .malformedSignature)
    }

    @Test func acceptsConfirmations() throws {
        let body = """
            {"Type": "SubscriptionConfirmation", "MessageId": "m-1", "Token": "t-1", "TopicArn": "\(SNSVectors.topic)",
             "Message": "confirm", "SubscribeURL": "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription",
             "Timestamp": "2026-03-02T09:15:00.000Z", "SignatureVersion": "2",
             "Signature": "\(SNSVectors.confirmation)", "SigningCertURL": "\(Self.url)"}
            """

        #expect(try code(request(body: body)) == nil)
        #expect(try code(request(body: body.replacing(#""t-1""#, with: #""t-2""#))) == .bodyAltered)
    }

    static let changes: [((String, String), Refusal.Code)] = [
        (("hello", "hallo"), .bodyAltered), ((#""Subject": "Mail","#, ""), .bodyAltered),
        (("m-1", "m-2"), .bodyAltered), ((":mail", ":male"), .notAllowed),
        ((#""Type": "Notification""#, #""Type": "Other""#), .malformedSignature),
        ((#""Message": "hello""#, #""Message": 7"#), .malformedSignature),
        ((#""Signature": ""#, #""Signature": "*"#), .malformedSignature),
        ((#""Signature":"#, #""Sign":"#), .noSignature),
        (("{", "["), .noSignature),
    ]

    @Test(arguments: changes)
    func refusesWhatWasChanged(change: (String, String), expected: Refusal.Code) throws {
        #expect(try code(message(SNSVectors.version2, changing: change)) == expected)
    }

    @Test(arguments: [
        "http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a1b2c.pem",
        "https://sns.eu-west-1.amazonaws.com.example.com/SimpleNotificationService-0a1b2c.pem",
        "https://sns.eu-west-1.amazonaws.com:8443/SimpleNotificationService-0a1b2c.pem",
        "https://user@sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a1b2c.pem",
        "https://sns.example.com/.amazonaws.com/SimpleNotificationService-0a1b2c.pem",
        "https://sns.a.b.amazonaws.com/SimpleNotificationService-0a1b2c.pem",
        "https://sns..amazonaws.com/SimpleNotificationService-0a1b2c.pem",
        "https://sns.s3.amazonaws.com/SimpleNotificationService-0a1b2c.pem",
        "https://sns.s3-us-west-2.amazonaws.com/SimpleNotificationService-0a1b2c.pem",
        "https://sns.s3-accelerate.amazonaws.com/SimpleNotificationService-0a1b2c.pem",
        "https://sns.us--1.amazonaws.com/SimpleNotificationService-0a1b2c.pem",
        "https://sns.us-west-.amazonaws.com/SimpleNotificationService-0a1b2c.pem",
        "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-.pem",
        "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-../x.pem",
        "https://sns.eu-west-1.amazonaws.com/other/SimpleNotificationService-0a1b2c.pem",
        "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a1b2c.pem?x=.pem",
    ])
    func believesOnlyAmazonsAddressOfACertificate(url: String) throws {
        #expect(try code(message(SNSVectors.version2, certificate: url)) == .notAllowed)
    }

    @Test func needsTheTopicsOfTheHook() throws {
        #expect(try code(message(SNSVectors.version2), settings: [:]) == .notAllowed)
        #expect(try code(message(SNSVectors.version2), settings: ["topic_arns": SNSVectors.topic + "2"]) == .notAllowed)
    }

    @Test func asksTheSourceForTheCertificateAndNeverForAnotherAddress() throws {
        struct OneCertificate: CertificateSource {
            func certificate(at url: String) -> String? {
                url == SNSSchemeTests.url ? SNSVectors.certificate : nil
            }
        }
        let other = Self.url.replacing("0a1b2c", with: "0a1b2d")

        #expect(try code(message(SNSVectors.version2), secrets: [], certificates: OneCertificate()) == nil)
        #expect(try code(message(SNSVectors.version2), secrets: []) == .certificateMissing)
        #expect(
            try code(message(SNSVectors.version2, certificate: other), secrets: [], certificates: OneCertificate())
                == .certificateMissing
        )
    }

    @Test func judgesTheCertificatesTime() throws {
        #expect(try code(message(SNSVectors.version2, at: 1_767_225_599)) == .stale)
        #expect(try code(message(SNSVectors.version2, at: 1_767_225_600)) == nil)
    }

    @Test(arguments: [
        "", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "-----BEGIN CERTIFICATE-----",
    ])
    func isNotMisledByWhatIsNoCertificate(text: String) throws {
        #expect(try code(message(SNSVectors.version2), secrets: [Secret(text)]) == .certificateMissing)
    }
}
