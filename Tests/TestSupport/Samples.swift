package import BridgeCore
package import JSON

extension Destination {
    package static func sample(
        _ name: String = "main",
        zone: String = "America/New_York",
        severalContacts: SeveralContacts = .park,
        dataFormat: DataFormat = .object
    ) -> Destination {
        Destination(
            name: DestinationName(name),
            environment: "test",
            baseURL: "http://127.0.0.1:1",
            orgID: "org-1",
            apiKey: Secret("key"),
            developerSecret: Secret("zdk_test"),
            defaultMember: MemberID("member-default"),
            zone: zone,
            perSecond: nil,
            severalContacts: severalContacts,
            dataFormat: dataFormat
        )
    }
}

extension Hook {
    package static func sample(
        _ name: String = "texts",
        adapter: String = "twilio-messaging",
        destination: String = "main",
        secrets: [String] = ["secret"]
    ) -> Hook {
        Hook(
            name: HookName(name),
            adapter: adapter,
            destination: DestinationName(destination),
            secrets: secrets.map { Secret($0) }
        )
    }
}

extension EntryDraft {
    /// A draft whose digest is made of `key`, so that equal keys have equal digests.
    package static func sample(
        key: String = "SM1",
        type: CommsType = .sms,
        contact: ContactHint = ContactHint(phone: "+12125550101"),
        member: MemberHint = MemberHint(phone: "+12125550199"),
        data: JSONObject = [:]
    ) -> EntryDraft {
        EntryDraft(
            key: key,
            keyDigest: .sample(key),
            provider: "twilio",
            commsType: type,
            commsSource: "Twilio",
            contact: contact,
            member: member,
            data: data
        )
    }

    /// A text message from `contact` to our line.
    package static func sms(
        from contact: String,
        to line: String = "+12125550199",
        body: String = "Hello",
        key: String = "SM1"
    ) -> EntryDraft {
        sample(
            key: key,
            contact: ContactHint(phone: contact),
            member: MemberHint(phone: line),
            data: [
                "channel": "sms", "direction": "inbound", "occurred_at": "2026-03-02T09:15:00-05:00",
                "from": .string(contact), "to": .string(line), "body": .string(body),
            ]
        )
    }

    /// A mail as an adapter translates it.
    package static func mail(
        from sender: String,
        to recipients: [String],
        subject: String = "Offer",
        key: String = "mail-1"
    ) -> EntryDraft {
        sample(
            key: key,
            type: .email,
            contact: ContactHint(email: sender),
            member: MemberHint(),
            data: [
                "channel": "email", "direction": "inbound", "occurred_at": "2026-03-02T09:15:00-05:00",
                "from": .string(sender), "recipients": .array(recipients.map { .string($0) }),
                "subject": .string(subject), "body": "Agreed.",
            ]
        )
    }

    /// A phone call between `contact` and our line.
    package static func call(
        _ contact: String,
        line: String = "+12125550199",
        data: JSONObject = [:],
        key: String = "CA1"
    ) -> EntryDraft {
        var all: JSONObject = [
            "channel": "phone", "direction": "inbound", "occurred_at": "2026-03-02T09:15:00-05:00",
        ]
        for member in data { all[member.name] = member.value }
        return sample(
            key: key,
            type: .call,
            contact: ContactHint(phone: contact),
            member: MemberHint(phone: line),
            data: all
        )
    }
}

extension Digest256 {
    /// 32 bytes that depend on `text`; no SHA-256.
    package static func sample(_ text: String) -> Digest256 {
        var random = SeededRandom(
            seed: text.utf8.reduce(14_695_981_039_346_656_037) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
        )
        guard let digest = Digest256((0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) }) else {
            preconditionFailure("32 bytes are a digest")
        }
        return digest
    }
}
