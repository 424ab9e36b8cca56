import BridgeCore
import JSON
import TestSupport
import Testing

struct CompositionTests {
    private static let received = Timestamp(seconds: 1_772_460_903)

    private func compose(
        _ draft: EntryDraft,
        contact: String? = "Ana Ruiz",
        member: String? = "Sam Lee",
        imported: Bool = false,
        duplicate: Bool = false,
        receivedAt: Timestamp = received,
        format: Destination.DataFormat = .object
    ) -> JSONValue {
        var facts = Composition.Facts(receivedAt: receivedAt, reference: EntryID(rawValue: 7))
        facts.contactName = contact
        facts.memberName = member
        facts.imported = imported
        facts.possibleDuplicate = duplicate
        return Composition(zone: "America/New_York", format: format).compose(draft, facts: facts)
    }

    private static let person = "+12125550101"

    @Test(arguments: [
        (EntryDraft.call(person, data: ["outcome": "missed"]), "Missed call from Ana Ruiz to Sam Lee"),
        (
            .call(person, data: ["outcome": "answered", "duration_seconds": 252]),
            "Answered call from Ana Ruiz to Sam Lee, 4 min 12 s"
        ),
        (
            .call(person, data: ["outcome": "answered", "duration_seconds": 3600]),
            "Answered call from Ana Ruiz to Sam Lee, 1 h"
        ),
        (
            .call(person, data: ["outcome": "voicemail", "duration_seconds": 35]),
            "Voicemail from Ana Ruiz to Sam Lee, 35 s"
        ),
        (.call(person, data: ["outcome": "failed"]), "Failed call from Ana Ruiz to Sam Lee"),
        (.call(person), "Call from Ana Ruiz to Sam Lee"),
        (
            .call(person, data: ["direction": "outbound", "outcome": "missed"]),
            "Call from Sam Lee to Ana Ruiz, not answered"
        ),
        (
            .call(person, data: ["direction": "outbound", "outcome": "voicemail"]),
            "Call from Sam Lee to Ana Ruiz, reached voicemail"
        ),
        (.call(person, data: ["kind": "voicemail"]), "Voicemail from Ana Ruiz to Sam Lee"),
        (.sms(from: person), "SMS from Ana Ruiz to Sam Lee"),
        (.sample(data: ["channel": "whatsapp", "direction": "outbound"]), "WhatsApp message from Sam Lee to Ana Ruiz"),
        (.sample(data: ["channel": "mms"]), "MMS from Ana Ruiz to Sam Lee"),
        (.sample(data: ["channel": "chat"]), "Chat message from Ana Ruiz to Sam Lee"),
        (.sample(data: ["channel": "sms", "kind": "opt_out"]), "Opt-out by SMS from Ana Ruiz to Sam Lee"),
        (
            .sample(type: .email, data: ["channel": "email", "kind": "auto_reply"]),
            "Automatic reply by e-mail from Ana Ruiz to Sam Lee"
        ),
        (.sample(type: .email, data: ["channel": "email", "kind": "bounce"]), "Bounced e-mail to Ana Ruiz"),
        (
            .sample(type: .email, data: ["channel": "email", "subject": "Offer\n2291"]),
            "E-mail from Ana Ruiz to Sam Lee, “Offer 2291”"
        ),
        (.sample(type: .message), "Message from Ana Ruiz to Sam Lee"),
    ])
    func saysInASentenceWhatHappened(_ draft: EntryDraft, _ expected: String) {
        var draft = draft
        draft.data["occurred_at"] = "2026-03-02T14:15:00Z"
        #expect(compose(draft)["summary"]?.string == "\(expected), Mon 2 Mar 2026 09:15 EST")
    }

    @Test
    func fallsBackToAddressesAndThenToNobody() {
        let call = EntryDraft.call("anonymous", data: ["outcome": "missed", "to": "+12125550199"])
        let missing = compose(call, contact: nil, member: nil)["summary"]?.string
        #expect(missing == "Missed call from an unknown caller to +12125550199, Mon 2 Mar 2026 09:15 EST")

        let text = compose(.sms(from: "+12125550101"), contact: nil, member: nil)["summary"]?.string
        #expect(text == "SMS from +12125550101 to +12125550199, Mon 2 Mar 2026 09:15 EST")
    }

    @Test(arguments: ["unknown@example.com", "anonymous@example.com", "private@example.com"])
    func aMailboxIsNobodyWhoHidesANumber(_ address: String) {
        let mail = EntryDraft.mail(from: address, to: ["sam@our.example.com"])

        let summary = compose(mail, contact: nil, member: "Sam Lee")["summary"]?.string

        #expect(summary?.hasPrefix("E-mail from \(address) to Sam Lee, ") == true, "\(summary ?? "")")
    }

    @Test
    func aMailToAnInboxOfOursAloneIsSaidToGoToTheContactThatItsTagNames() {
        var mail = EntryDraft.mail(from: "sam@our.example.com", to: ["log+c1@in.example.com"])
        mail.data["direction"] = "outbound"
        mail.contact = ContactHint(contactID: ContactID("c1"))

        #expect(
            compose(mail, contact: nil, member: "Sam Lee")["summary"]?.string?.hasPrefix(
                "E-mail from Sam Lee to the contact, "
            ) == true
        )
    }

    @Test
    func saysWhenAnEntryIsLateOrImported() {
        let late = Timestamp(seconds: 1_772_550_000)
        let draft = EntryDraft.sms(from: "+12125550101")

        #expect(
            compose(draft, receivedAt: late)["summary"]?.string
                == "SMS from Ana Ruiz to Sam Lee, Mon 2 Mar 2026 09:15 EST (received Tue 3 Mar 2026 10:00 EST)"
        )
        #expect(
            compose(draft, imported: true, receivedAt: late)["summary"]?.string
                == "SMS from Ana Ruiz to Sam Lee, Mon 2 Mar 2026 09:15 EST (imported)"
        )
        #expect(compose(draft, imported: true)["imported"] == true)
    }

    @Test
    func writesTheKeysInTheirOrderAndLeavesOutWhatIsEmpty() {
        let draft = EntryDraft.sample(data: [
            "mine": "x", "body": "Hello", "tags": [], "note": "", "to": nil, "channel": "sms", "reference": "old",
            "occurred_at": "2026-03-02T14:15:00Z", "attachments": [["name": "a.jpg", "size": nil]],
        ])

        let data = compose(draft, duplicate: true).object

        #expect(
            data?.names == [
                "summary", "channel", "occurred_at", "body", "attachments", "possible_duplicate", "mine", "reference",
            ]
        )
        #expect(data?["occurred_at"] == "2026-03-02T09:15:00-05:00")
        #expect(data?["attachments"] == [["name": "a.jpg"]])
        #expect(data?["reference"]?.string == EntryID(rawValue: 7).description)
        #expect(compose(draft)["possible_duplicate"] == nil)
    }

    @Test
    func takesTheTimeOfReceiptWhereTheProviderGivesNone() {
        #expect(compose(.sample(data: ["body": "Hi"]))["occurred_at"] == "2026-03-02T09:15:03-05:00")
    }

    @Test(arguments: [
        "https://user:pass@example.com/a.mp3", "https://example.com/a.mp3?access_key=abc",
        "https://example.com/a?X-Amz-Signature=1", "https://example.com/a?sig=1&x=2",
        "https://example.com/a#access_token=1",
        "https://example.com/a?API-Key=1", "https://example.com/a?to%6Ben=1", "//u:p@example.com/",
    ])
    func dropsUrlsThatCarryCredentials(_ url: String) {
        let data = CommsDataShape.normalized(
            ["recording_url": .string(url), "attachments": [["name": "a", "url": .string(url)]]],
            zone: .utc
        )
        #expect(data == ["attachments": [["name": "a"]]])
    }

    @Test(arguments: [
        "https://example.com/a.mp3", "https://example.com/a?id=1&page=2", "https://example.com/~a@b/c?monkey=1",
        "https://example.com/a?design=2",
    ])
    func keepsOtherUrls(_ url: String) {
        #expect(CommsDataShape.normalized(["recording_url": .string(url)], zone: .utc)["recording_url"]?.string == url)
    }

    @Test(
        arguments: [
            ["channel": "sms", "direction": "inbound", "occurred_at": "2026-03-02T09:15:00Z", "subject": ""],
            ["channel": "email", "body": .string(String(repeating: "long ", count: 5000)), "tags": ["a", nil, ""]],
            [
                "recording_url": "https://example.com/?sig=1",
                "attachments": [["name": "a", "url": "https://u:p@x.example"]],
            ],
            ["summary": "nobody's", "possible_duplicate": false, "imported": true, "reference": nil], [:],
        ] as [JSONObject]
    )
    func whatIsBuiltInOrderIsWhatNormalizingGives(_ data: JSONObject) {
        var builder = CommsDataBuilder(capacity: data.count)
        for key in CommsDataKey.allCases where key != .summary && key != .reference {
            if let value = data[key.rawValue] { builder.add(key, value) }
        }

        let built = builder.finished()
        let normalized = CommsDataShape.normalized(data, zone: .utc)

        #expect(built == normalized)
        #expect(built.names == normalized.names)
    }

    @Test
    func rendersATextFromTheSameKeys() {
        let draft = EntryDraft.sms(from: "+12125550101", body: "Hello\nthere")
        #expect(
            compose(draft, duplicate: true, format: .text).string == """
                SMS from Ana Ruiz to Sam Lee, Mon 2 Mar 2026 09:15 EST
                Channel: sms
                Direction: inbound
                Occurred at: 2026-03-02T09:15:00-05:00
                From: +12125550101
                To: +12125550199
                Body:
                Hello
                there
                Possible duplicate: yes
                Reference: \(EntryID(rawValue: 7))
                """
        )
    }
}
