import BridgeCore
import JSON
import TestSupport
import Testing

/// Of whom a contact may be made, and what it is called.
struct ContactCreationTests {
    private func draft(
        _ type: CommsType = .sms,
        direction: String = "inbound",
        kind: String? = nil,
        tags: [String] = []
    ) -> EntryDraft {
        var data: JSONObject = ["channel": "sms", "direction": .string(direction)]
        data["kind"] = kind.map(JSONValue.string)
        if !tags.isEmpty { data["tags"] = .array(tags.map(JSONValue.string)) }
        return .sample(type: type, data: data)
    }

    private func objection(_ draft: EntryDraft, by uri: String = "tel:+12125550101") throws -> String? {
        ContactCreation.objection(to: draft, by: try #require(Address(uri: uri)))
    }

    @Test(arguments: [nil, "person", "voicemail"])
    func aPersonWhoCameToUsMayBeCreated(kind: String?) throws {
        #expect(try objection(draft(kind: kind)) == nil)
        #expect(try objection(draft(.email, kind: kind), by: "mailto:ana@example.com") == nil)
    }

    @Test(arguments: ["bounce", "auto_reply", "opt_out", "list", "newsletter", "recording", "otp"])
    func nobodyIsCreatedForMachines(kind: String) throws {
        #expect(try objection(draft(kind: kind))?.contains(kind) == true)
    }

    @Test(arguments: ["spam", "Spam", "list", "newsletter", "bulk"])
    func nobodyIsCreatedForWhatIsMarked(tag: String) throws {
        #expect(try objection(draft(tags: ["support", tag])) != nil)
    }

    @Test func nobodyIsCreatedForASenderWhoIsNotAuthenticated() throws {
        var mail = draft(.email)
        mail.isAuthenticated = false

        #expect(try objection(mail, by: "mailto:ana@example.com") == "the sender is not authenticated")
    }

    @Test func nobodyIsCreatedBecauseWeWroteToThem() throws {
        #expect(try objection(draft(direction: "outbound")) == "we wrote or called first")
    }

    @Test(arguments: ["noreply", "no-reply", "do_not_reply", "mailer-daemon", "postmaster", "no-reply+x"])
    func nobodyIsCreatedForAMachinesMailbox(local: String) throws {
        #expect(try objection(draft(.email), by: "mailto:\(local)@example.com") != nil)
    }

    @Test(arguments: [
        ("Ana Ruiz Lee", ["tel:+12125550101"], "Ana", "Ruiz Lee"), ("Ana", ["tel:+12125550101"], "Ana", nil),
        ("  ", ["tel:+12125550101"], "Unknown", nil), (nil, ["mailto:ana+x@example.com"], "ana", nil),
    ])
    func isCalledByTheNameThatTheProviderGave(name: String?, uris: [String], first: String, last: String?) throws {
        let creation = try #require(
            ContactCreation(addresses: uris.compactMap(Address.init(uri:)), name: name, member: MemberID("m"))
        )

        #expect(creation.firstName == first)
        #expect(creation.lastName == last)
    }

    @Test func takesNumberAndMailboxTogether() throws {
        let addresses = ["tel:+12125550101", "mailto:ana+x@example.com", "mailto:ana@example.com"]
            .compactMap(Address.init(uri:))

        let creation = try #require(ContactCreation(addresses: addresses, name: "Ana", member: MemberID("m")))

        #expect(creation.address == addresses[0])
        #expect(creation.phone?.e164 == "+12125550101")
        #expect(creation.email?.normalized == "ana@example.com")
        #expect(ContactCreation(addresses: [], name: "Ana", member: MemberID("m")) == nil)
    }
}
