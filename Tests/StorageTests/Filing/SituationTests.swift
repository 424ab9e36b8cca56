import BridgeCore
import JSON
import TestSupport
import Testing

/// Who an entry is about, under whose name it goes, which way it went, and how many there are: shipped adapters, the real
/// store, one situation a row.
struct SituationTests {
    struct Situation: Sendable, CustomTestStringConvertible {
        let name: String
        let request: Request
        var region = "US"
        var hook: String?
        /// `contact member direction` of each entry, or one `ignored: reason`.
        let expected: [String]

        var testDescription: String { name }

        init(_ name: String, _ request: Request, region: String = "US", hook: String? = nil, _ expected: String...) {
            self.name = name
            self.request = request
            self.region = region
            self.hook = hook
            self.expected = expected
        }
    }

    @Test(arguments: texts + calls + inboundMail + outboundMail + forwards)
    func isFiled(_ situation: Situation) async throws {
        let office = try await Office()

        let ignored = try await office.receive(situation.request, hook: situation.hook, region: situation.region)

        let timeline = ignored.map { ["ignored: \($0)"] } ?? []
        #expect(try await timeline + office.timeline() == situation.expected)
    }

    @Test func thereAreSixtyOfThem() {
        #expect((Self.texts + Self.calls + Self.inboundMail + Self.outboundMail + Self.forwards).count >= 60)
    }

    static let texts = [
        Situation("a text to a rep", .sms("+12125550101"), "ana sam inbound"),
        Situation("a text to the other rep", .sms("+12125550101", "+12125550192"), "ana kim inbound"),
        Situation("a text to the main line", .sms("+12125550101", "+12125550190"), "ana default-member inbound"),
        Situation("a text to a shared line with a member", .sms("+12125550101", "+12125550189"), "ana kim inbound"),
        Situation("a text to a line nobody listed", .sms("+12125550101", "+12125550195"), "ana default-member inbound"),
        Situation("one contact, the second number", .sms("+442079460101"), "ana sam inbound"),
        Situation("two contacts, one number", .sms("+12125550103"), "?+12125550103 sam inbound"),
        Situation("nobody by that number", .sms("+12125550177"), "?+12125550177 sam inbound"),
        Situation("WhatsApp", .sms("whatsapp:+12125550102", "whatsapp:+12125550191"), "bob sam inbound"),
        Situation("a national number in its region", .sms("020 7946 0102"), region: "GB", "uma sam inbound"),
        Situation("a national number in the wrong region", .sms("020 7946 0102"), region: "US", "! sam inbound"),
        Situation("a number with punctuation", .sms("(212) 555-0101"), "ana sam inbound"),
        Situation("our own line texts another", .sms("+12125550190"), "ignored: both parties are our own"),
        Situation(
            "our line to a stranger's",
            .sms("+12125550191", "+12125550101"),
            "ignored: the contact is our own line"
        ),
        Situation(
            "a line on the ignore-list",
            .sms("+12125550101", "+12125550188"),
            "ignored: …88 is on the ignore-list"
        ),
        Situation("a short code", .sms("24273"), "ignored: a message from a short code"),
        Situation(
            "an opt-out from a short code",
            .sms("24273", "+12125550191", "STOP"),
            "! sam inbound"
        ),
        Situation("an opt-out", .sms("+12125550101", "+12125550191", "STOP"), "ana sam inbound"),
        Situation(
            "an alphanumeric sender",
            .sms("AMAZON"),
            "ignored: a message from an alphanumeric sender, who cannot be answered"
        ),
        Situation(
            "a one-time password",
            .sms("+12125550101", "+12125550191", "Your code is 123456"),
            "ignored: a one-time password"
        ),
        Situation(
            "a text on a line that another hook logs",
            .sms("+12125550101", "+12125550187"),
            "ignored: …87 is logged by the hook dialler"
        ),
        Situation(
            "a text on a line that this hook logs",
            .sms("+12125550101", "+12125550187"),
            hook: "dialler",
            "ana sam inbound"
        ),
    ]

    static let calls = [
        Situation("a call", .call("+12125550101"), "ana sam inbound"),
        Situation("a missed call", .call("+12125550102", status: "no-answer"), "bob sam inbound"),
        Situation(
            "a call of ours",
            .call("+12125550192", "+12125550101", direction: "outbound-api"),
            "ana kim outbound"
        ),
        Situation("an anonymous caller", .call("anonymous"), "! sam inbound"),
        Situation("a caller without a number", .call("+266696687"), "! sam inbound"),
        Situation("a call with an extension", .call("+12125550101;ext=12"), "ana sam inbound"),
        Situation("a call between our lines", .call("+12125550192"), "ignored: both parties are our own"),
        Situation(
            "a call on a line that another hook logs",
            .call("+12125550101", "+12125550187"),
            "ignored: …87 is logged by the hook dialler"
        ),
        Situation(
            "the leg of a call to a rep's phone",
            .call("+12125550101", "+12125550192", direction: "outbound-dial", parent: "CA0"),
            "ignored: the contact is our own line"
        ),
        Situation(
            "the leg of a call to a phone that nobody listed",
            .call("+12125550101", "+12125550178", direction: "outbound-dial", parent: "CA0"),
            "ignored: a leg of a call that is logged itself; …01 is no line of ours"
        ),
        Situation(
            "the leg of a softphone's call to a customer",
            .call("+12125550192", "+12125550101", direction: "outbound-dial", parent: "CA0"),
            "ana kim outbound"
        ),
        Situation(
            "the leg of a softphone's call from a line that nobody listed",
            .call("+12125550195", "+12125550101", direction: "outbound-dial", parent: "CA0"),
            "ana default-member outbound"
        ),
        Situation(
            "a call by a number with a SIP host",
            .call("sip:+12125550101@carrier.example.com"),
            "ana sam inbound"
        ),
    ]

    static let inboundMail = [
        Situation("a mail to a rep", .mail("ana@example.com"), "ana sam inbound"),
        Situation("a mail to an alias", .mail("ana@example.com", "lee@our.example.com"), "ana sam inbound"),
        Situation("a mail with a name", .mail("\"Ruiz, Ana\" <ANA@example.com>"), "ana sam inbound"),
        Situation("a mail with a plus-tag", .mail("ana+work@example.com"), "ana sam inbound"),
        Situation(
            "a mail to a shared inbox",
            .mail("ana@example.com", "info@our.example.com"),
            "ana default-member inbound"
        ),
        Situation(
            "a mail to a shared inbox and a rep",
            .mail("ana@example.com", "info@our.example.com, kim@our.example.com", envelope: "info@our.example.com"),
            "ana kim inbound"
        ),
        Situation(
            "a customer with the drop address in copy",
            .mail(
                "ana@example.com",
                "kim@our.example.com",
                cc: "drop@our.example.com",
                envelope: "drop@our.example.com"
            ),
            "ana kim inbound"
        ),
        Situation(
            "a customer to the drop address alone",
            .mail("ana@example.com", "drop@our.example.com"),
            "ana default-member inbound"
        ),
        Situation(
            "a customer with another customer in copy",
            .mail("ana@example.com", cc: "bob@example.com"),
            "ana sam inbound"
        ),
        Situation("two contacts, one mailbox", .mail("fam@example.com"), "?fam@example.com sam inbound"),
        Situation("nobody by that address", .mail("nobody@example.com"), "?nobody@example.com sam inbound"),
        Situation(
            "a mailbox on the ignore-list",
            .mail("ana@example.com", "zyntro@our.example.com"),
            "ignored: z…@our.example.com is on the ignore-list"
        ),
        Situation(
            "an ignored mailbox beside a rep's",
            .mail("ana@example.com", "zyntro@our.example.com, sam@our.example.com"),
            "ana sam inbound"
        ),
        Situation(
            "a bounce is about its Final-Recipient",
            .mail(
                "mailer-daemon@mx.example.com",
                subject: "Undelivered mail",
                body: "Final-Recipient: rfc822; bob@example.com\nAction: failed",
                headers: [("Return-Path", "<>")]
            ),
            "bob sam inbound"
        ),
        Situation(
            "an automatic reply",
            .mail("ana@example.com", headers: [("Auto-Submitted", "auto-replied")]),
            "ana sam inbound"
        ),
        Situation(
            "a newsletter",
            .mail("ana@example.com", headers: [("List-Id", "<news.example.com>")]),
            "ignored: a newsletter or mail list"
        ),
        Situation(
            "a mail whose sender is not proven",
            .mail("ana@example.com", headers: [("Received-SPF", "Fail (sender SPF)"), ("X-Spam-Tests", "SPF_FAIL")]),
            "ana sam inbound"
        ),
    ]

    static let outboundMail = [
        Situation(
            "a rep's blind copy to the drop address",
            .mail("sam@our.example.com", "ana@example.com", envelope: "drop@our.example.com"),
            "ana sam outbound"
        ),
        Situation(
            "a rep's copy by an alias",
            .mail("lee@our.example.com", "ana@example.com", envelope: "drop@our.example.com"),
            "ana sam outbound"
        ),
        Situation(
            "a rep to a group",
            .mail("kim@our.example.com", "ana@example.com, bob@example.com", envelope: "drop@our.example.com"),
            "ana kim outbound",
            "bob kim outbound"
        ),
        Situation(
            "a rep to one, with another in copy",
            .mail("kim@our.example.com", "ana@example.com", cc: "bob@example.com", envelope: "drop@our.example.com"),
            "ana kim outbound",
            "bob kim outbound"
        ),
        Situation(
            "a rep to one contact at two addresses",
            .mail("kim@our.example.com", "ana@example.com, ana+x@example.com", envelope: "drop@our.example.com"),
            "ana kim outbound"
        ),
        Situation(
            "a rep to a contact, with a colleague in copy",
            .mail("kim@our.example.com", "ana@example.com", cc: "sam@our.example.com"),
            "ana kim outbound"
        ),
        Situation(
            "a rep to nobody known",
            .mail("kim@our.example.com", "nobody@example.com", envelope: "drop@our.example.com"),
            "?nobody@example.com kim outbound"
        ),
        Situation(
            "internal mail",
            .mail("kim@our.example.com", "sam@our.example.com"),
            "ignored: internal mail"
        ),
        Situation(
            "internal mail with the drop address in copy",
            .mail("kim@our.example.com", "sam@our.example.com", cc: "drop@our.example.com"),
            "ignored: internal mail"
        ),
        Situation(
            "mail of a mailbox on the ignore-list",
            .mail("zyntro@our.example.com", "ana@example.com"),
            "ignored: z…@our.example.com is on the ignore-list"
        ),
        Situation(
            "a contact's id in the drop address",
            .json(
                "postmark",
                [
                    "MessageID": "pm-1", "From": "sam@our.example.com", "To": "nobody@example.com",
                    "OriginalRecipient": "drop+c0ffee00-0000-4000-8000-000000000001@our.example.com",
                    "MailboxHash": "c0ffee00-0000-4000-8000-000000000001", "Subject": "Offer", "TextBody": "Hello",
                    "Headers": [["Name": "Message-ID", "Value": "<7@example.com>"]],
                ]
            ),
            "c0ffee00-0000-4000-8000-000000000001 sam outbound"
        ),
    ]

    private static func forward(_ header: String, by rep: String = "kim@our.example.com", cc: String = "") -> Request {
        .mail(
            rep,
            "drop@our.example.com",
            cc: cc,
            subject: "Fwd: Offer",
            body: "Please log.\n\n---------- Forwarded message ---------\n\(header)\n\nI agree."
        )
    }

    static let forwards = [
        Situation(
            "a rep forwards a customer's mail",
            forward("From: Ana Ruiz <ana@example.com>\nDate: Sun, 1 Mar 2026\nTo: <kim@our.example.com>"),
            "ana kim inbound"
        ),
        Situation(
            "a rep forwards what a colleague wrote",
            forward("From: Sam Lee <sam@our.example.com>\nSubject: Offer\nTo: Bob <bob@example.com>"),
            "bob kim outbound"
        ),
        Situation(
            "a rep forwards what a colleague wrote to two",
            forward("From: sam@our.example.com\nSubject: Offer\nTo: bob@example.com\nCc: ana@example.com"),
            "bob kim outbound",
            "ana kim outbound"
        ),
        Situation(
            "a rep forwards a stranger's mail",
            forward("From: nobody@example.com\nSubject: Offer\nTo: kim@our.example.com"),
            "?nobody@example.com kim inbound"
        ),
        Situation(
            "a rep forwards a forward of a colleague",
            forward(
                """
                From: Sam Lee <sam@our.example.com>
                Subject: Fwd: Offer
                To: kim@our.example.com

                Begin forwarded message:

                From: Ana Ruiz <ana@example.com>
                Subject: Offer
                To: sam@our.example.com
                """
            ),
            "ana kim inbound"
        ),
        Situation("a forward that names nobody's address", forward("From: Ana Ruiz\nSubject: Offer"), "! kim inbound"),
        Situation(
            "a forward in which nothing is forwarded",
            .mail("kim@our.example.com", "drop@our.example.com", subject: "Fwd: Offer"),
            "! kim inbound"
        ),
        Situation(
            "a forward with a colleague in copy",
            forward("From: ana@example.com\nSubject: Offer", cc: "sam@our.example.com"),
            "ana kim inbound"
        ),
        Situation(
            "a customer's forward is the customer's",
            forward("From: bob@example.com\nSubject: Offer", by: "ana@example.com"),
            "ana default-member inbound"
        ),
    ]
}
