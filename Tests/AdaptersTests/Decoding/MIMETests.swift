import Adapters
import JSON
import Testing

/// The structure of mails, by the function `mime`.
struct MIMETests {
    private func mime(_ lines: String) throws -> JSONValue {
        try MIMETextTests.mime(lines.replacing("\n", with: "\r\n"))
    }

    @Test func readsAddressesDatesAndIds() throws {
        let mail = try mime(
            """
            Received: from a
            Received: from b
            Message-Id: <m-1@example.com>
            In-Reply-To: <m-0@example.com>
            From: =?utf-8?Q?Ana_Ru=C3=ADz?= <ana@example.com>
            To: "Lee, Sam" <sam@example.com>,
             Cho <cho@example.com>
            Date: Mon, 2 Mar 2026 09:15:00 +0000

            Hello
            """
        )

        #expect(mail["from"] == "Ana Ruíz <ana@example.com>")
        #expect(mail["to"] == #""Lee, Sam" <sam@example.com>, Cho <cho@example.com>"#)
        #expect(mail["message_id"] == "<m-1@example.com>")
        #expect(mail["in_reply_to"] == "<m-0@example.com>")
        #expect(mail["date"] == "Mon, 2 Mar 2026 09:15:00 +0000")
        #expect(mail["headers"]?["received"] == ["from a", "from b"])
        #expect(mail["cc"] == nil)
        #expect(mail["attachments"] == [])
        #expect(mail["text"] == "Hello")
    }

    private static let nested = """
        Content-Type: multipart/mixed; boundary="outer"

        preamble
        --outer
        Content-Type: multipart/alternative; boundary=inner

        --inner
        Content-Type: text/plain; charset=iso-8859-1
        Content-Transfer-Encoding: quoted-printable

        caf=E9
        --inner
        Content-Type: multipart/related; boundary=third

        --third
        Content-Type: text/html; charset=utf-8

        <p>caf\u{E9}</p>
        --third
        Content-Type: image/png; name="logo.png"
        Content-Disposition: inline
        Content-Transfer-Encoding: base64

        iVBORw0KGgo=
        --third--
        --inner--
        --outer
        Content-Type: application/pdf
        Content-Disposition: attachment; filename*=UTF-8''caf%C3%A9%20menu.pdf
        Content-Transfer-Encoding: base64

        JVBERi0xLjQK
        --outer
        Content-Type: text/plain

        footer
        --outer--
        epilogue
        """

    @Test func findsTextAndAttachmentsInNestedParts() throws {
        let mail = try mime(Self.nested)

        #expect(mail["text"] == "café\nfooter")
        #expect(mail["html"] == "<p>café</p>")
        #expect(
            mail["attachments"] == [
                ["name": "logo.png", "content_type": "image/png", "size": 8],
                ["name": "café menu.pdf", "content_type": "application/pdf", "size": 9],
            ]
        )
    }

    @Test func joinsFilenamesThatStandInPieces() throws {
        let mail = try mime(
            """
            Content-Type: application/pdf
            Content-Disposition: attachment; filename*0*=utf-8''caf%C3%A9; filename*1="-menu"; filename*2=.pdf

            x
            """
        )

        #expect(mail["attachments"] == [["name": "café-menu.pdf", "content_type": "application/pdf", "size": 1]])
    }

    @Test func readsABounceWithTheMailThatCameBack() throws {
        let mail = try mime(
            """
            From: mailer-daemon@example.com
            Content-Type: multipart/report; report-type=delivery-status; boundary=b

            --b

            Not delivered.
            --b
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.example.com

            Final-Recipient: rfc822; bo@example.org
            Action: failed
            Status: 5.1.1
            Diagnostic-Code: smtp; 550 no such user

            Final-Recipient: rfc822;cy@example.org
            Action: delayed
            --b
            Content-Type: text/rfc822-headers

            Message-ID: <sent-1@example.com>
            Subject: Offer
            --b--
            """
        )

        #expect(mail["text"] == "Not delivered.")
        #expect(
            mail["delivery_status"] == [
                [
                    "final_recipient": "bo@example.org", "action": "failed", "status": "5.1.1",
                    "diagnostic_code": "smtp; 550 no such user",
                ],
                ["final_recipient": "cy@example.org", "action": "delayed"],
            ]
        )
        #expect(mail["messages"]?.array?.first?["message_id"] == "<sent-1@example.com>")
        #expect(mail["attachments"] == [])
    }

    @Test func readsAForwardedMailThatIsAttached() throws {
        let mail = try mime(
            """
            Content-Type: multipart/mixed; boundary=b

            --b

            See below.
            --b
            Content-Type: message/rfc822
            Content-Disposition: attachment; filename=mail.eml

            From: ana@example.com
            Subject: Inner

            Inside
            --b--
            """
        )

        #expect(mail["text"] == "See below.")
        #expect(mail["messages"]?.array?.first?["subject"] == "Inner")
        #expect(mail["messages"]?.array?.first?["text"] == "Inside")
        #expect(mail["attachments"]?.array?.first?["name"] == "mail.eml")
    }

    @Test func forgivesAMissingEndAndDoesNotFollowEndlessNesting() throws {
        let open = try mime("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHello\nthere")
        var deep = "Content-Type: text/plain\n\nbottom"
        for level in 0..<60 {
            deep = "Content-Type: multipart/mixed; boundary=b\(level)\n\n--b\(level)\n\(deep)\n--b\(level)--"
        }
        let many = "Content-Type: multipart/mixed; boundary=b\n" + String(repeating: "\n--b\n\nx", count: 5000)

        #expect(open["text"] == "Hello\nthere")
        #expect(try mime(deep)["text"] == nil)
        #expect(try mime(many)["text"]?.string?.count ?? 0 < 2000)
    }
}
