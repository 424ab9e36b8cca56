import Courier
import Testing

/// Which addresses a message of SNS can make the bridge call.
struct SNSAddressTests {
    @Test(arguments: [
        ("https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a1b2c.pem", "eu-west-1"),
        ("https://sns.us-gov-west-1.amazonaws.com/SimpleNotificationService-ff.pem", "us-gov-west-1"),
        ("https://sns.cn-north-1.amazonaws.com.cn/SimpleNotificationService-0a.pem", "cn-north-1"),
    ])
    func takesAmazonsCertificates(url: String, region: String) throws {
        let address = try #require(SNSAddress(certificate: url))

        #expect(address.region == region)
        #expect("https://\(address.host)\(address.target)" == url)
    }

    @Test(arguments: [
        "http://sns.eu-west-1.amazonaws.com/a.pem", "https://sns.eu-west-1.amazonaws.com:443/a.pem",
        "https://sns.eu-west-1.amazonaws.com:8443/a.pem", "https://user@sns.eu-west-1.amazonaws.com/a.pem",
        "https://sns.eu-west-1.amazonaws.com@evil.example/a.pem", "https://user:pw@sns.eu-west-1.amazonaws.com/a.pem",
        "https://sns.eu-west-1.amazonaws.com.evil.example/a.pem",
        "https://evil.example/sns.eu-west-1.amazonaws.com/a.pem",
        "https://sns.eu-west-1.amazonaws.com.cn/a.pem", "https://sns.cn-north-1.amazonaws.com/a.pem",
        "https://sns.eu-west-1.evilamazonaws.com/a.pem", "https://xsns.eu-west-1.amazonaws.com/a.pem",
        "https://sns.evil.example.amazonaws.com/a.pem", "https://sns..amazonaws.com/a.pem",
        "https://sns.amazonaws.com/a.pem",
        "https://127.0.0.1/a.pem", "https://[::1]/a.pem", "https://169.254.169.254/a.pem", "https://2130706433/a.pem",
        "https://0177.0.0.1/a.pem", "https://0x7f000001/a.pem", "https://[::ffff:127.0.0.1]/a.pem", "https://0/a.pem",
        "https://sns.eu-west-1.amazonaws.com./a.pem", "https://xn--sns-abc.eu-west-1.amazonaws.com/a.pem",
        "https://sns.xn--eu-west-1.amazonaws.com/a.pem", "https://sns.eu-west-1.amazonaws.com:/a.pem",
        "https:/sns.eu-west-1.amazonaws.com/a.pem", "https:\\\\sns.eu-west-1.amazonaws.com/a.pem",
        "ht\ttps://sns.eu-west-1.amazonaws.com/a.pem", "https://sns.eu-west-1.amazonaws.com/%2e%2e/a.pem",
        "https://sns.eu-west-1.amazonaws.com/a\u{0}.pem", "https://sns.eu_west_1.amazonaws.com/a.pem",
        "https://localhost/a.pem", "https://sns.127.0.0.1.amazonaws.com/a.pem",
        "https://sns.eu-west-1.amazonaws.com\\@evil.example/a.pem",
        "https://sns.eu-west-1.amazonaws.com#@evil.example/a.pem",
        "https://sns.eu-west-1.amazonaws.com?.evil.example/a.pem",
        "https://sns.eu-west-1.amazonaws.com%2eevil.example/a.pem",
        "https://sns.eu-west-1.amazonaws.com\u{3002}evil.example/a.pem",
        "https://sns.eu-west-1.am\u{430}zonaws.com/a.pem",
        "https://\u{FF53}ns.eu-west-1.amazonaws.com/a.pem", "https://sns.eu-we\u{17F}t-1.amazonaws.com/a.pem",
        "https://SNS.eu-west-1.amazonaws.com/a.pem", "https://sns.EU-west-1.amazonaws.com/a.pem",
        "https://sns.eu-west-1.amazonaws.com/", "https://sns.eu-west-1.amazonaws.com/a",
        "https://sns.eu-west-1.amazonaws.com",
        "https://sns.eu-west-1.amazonaws.com/a.pem?x=1", "https://sns.eu-west-1.amazonaws.com/?x=.pem",
        "https://sns.eu-west-1.amazonaws.com/../a.pem", "https://sns.eu-west-1.amazonaws.com//a.pem",
        "https://sns.eu-west-1.amazonaws.com/a.pem\r\nX: y.pem", "https://sns.eu-west-1.amazonaws.com/a .pem", "",
        "https://",
        " https://sns.eu-west-1.amazonaws.com/a.pem", "//sns.eu-west-1.amazonaws.com/a.pem", "file:///etc/passwd.pem",
        "https://sns.eu-west-1.amazonaws.com/" + String(repeating: "a", count: 3000) + ".pem",
    ])
    func takesNothingElseForACertificate(url: String) { #expect(SNSAddress(certificate: url) == nil) }

    static let topic = "arn:aws:sns:eu-west-1:111122223333:mail"
    static let url = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=\(topic)&Token=abc123"

    @Test func takesAConfirmationOfTheTopic() throws {
        let encoded = Self.url.replacing(Self.topic, with: Self.topic.replacing(":", with: "%3A"))

        #expect(try #require(SNSAddress(confirmation: Self.url, of: Self.topic)).host == "sns.eu-west-1.amazonaws.com")
        #expect(SNSAddress(confirmation: encoded, of: Self.topic) != nil)
    }

    @Test(arguments: [
        (url, "arn:aws:sns:us-east-1:111122223333:mail"), (url, "arn:aws:sns:eu-west-1:111122223333:other"),
        (url, "mail"), (url, ""),
        (url.replacing("ConfirmSubscription", with: "Unsubscribe"), topic),
        (url.replacing("eu-west-1.amazonaws", with: "us-east-1.amazonaws"), topic),
        (url.replacing("amazonaws.com", with: "amazonaws.com.evil.example"), topic),
        (url.replacing("https", with: "http"), topic), (url.replacing("/?", with: "/a?"), topic),
        (url.replacing("&Token=abc123", with: ""), topic), (url.replacing("abc123", with: ""), topic),
        (url + "&Action=Publish", topic), (url + "&x", topic), (url.replacing("://", with: "://user@"), topic),
        (url.replacing("com/", with: "com:8443/"), topic), ("https://127.0.0.1/?Action=ConfirmSubscription", topic),
    ])
    func takesNoOtherAddressForAConfirmation(url: String, topic: String) {
        #expect(SNSAddress(confirmation: url, of: topic) == nil)
    }
}
