import BridgeCore
import Courier
import JSON
import Testing

/// Values that tests of the courier share.
enum Fixture {
    static let destinationName = DestinationName("main")
    static let start = Timestamp(seconds: 1_772_442_900)

    static func destination(
        baseURL: String = "http://127.0.0.1:1",
        concurrency: Int = 2,
        perSecond: Double? = nil,
        unknownPolicy: Destination.UnknownPolicy = .resend,
        unmatchedPolicy: Destination.UnmatchedPolicy = .hold,
        timeout: Duration = .seconds(20),
        looksUpContacts: Bool = false
    ) -> Destination {
        Destination(
            name: destinationName,
            baseURL: baseURL,
            orgID: "org-1",
            apiKey: Secret("key-of-the-organisation"),
            developerSecret: Secret("zdk_secret-of-the-developer"),
            defaultMember: MemberID("member-default"),
            concurrency: concurrency,
            perSecond: perSecond,
            unknownPolicy: unknownPolicy,
            unmatchedPolicy: unmatchedPolicy,
            timeout: timeout,
            looksUpContacts: looksUpContacts
        )
    }

    static func draft(_ number: Int = 1) throws -> EntryDraft {
        let digest = try #require(Digest256([UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 32)))
        return EntryDraft(
            key: "SM\(number)",
            keyDigest: digest,
            provider: "twilio",
            commsType: .sms,
            commsSource: "Twilio",
            contact: ContactHint(phone: "+15550100"),
            member: MemberHint(),
            data: ["channel": "sms", "direction": "inbound", "body": "a private word"]
        )
    }

    static func claim(
        _ number: Int = 1,
        contact: String? = nil,
        type: CommsType = .sms,
        member: String = "member-1",
        failures: Int = 0,
        unknowns: Int = 0
    ) throws -> Claim {
        var draft = try draft(number)
        draft.commsType = type
        return Claim(
            entry: EntryID(rawValue: Int64(number)),
            destination: destinationName,
            contact: ContactID(contact ?? "contact-\(number)"),
            contactName: "Ana Ruiz",
            member: MemberID(member),
            memberName: "Sam Lee",
            draft: draft,
            receivedAt: start,
            attempt: 1 + failures + unknowns,
            failures: failures,
            unknowns: unknowns
        )
    }

    static func moment(_ seconds: Int = 0) -> Moment {
        Moment(wall: start.advanced(by: .seconds(seconds)), uptime: .seconds(seconds))
    }
}
