import BridgeCore
import JSON
import TestSupport
import Testing

struct FilingTests {
    /// A directory with two reps, a shared line and inbox, a drop address, an ignored line and some contacts.
    private static let directory: DictionaryDirectory = {
        var directory = DictionaryDirectory()
        directory.add(.member, "tel:+12125550199", member: "member-sam", name: "Sam Lee")
        directory.add(.member, "mailto:sam@our.example.com", member: "member-sam", name: "Sam Lee")
        directory.add(.member, "mailto:kim@our.example.com", member: "member-kim", name: "Kim Oh")
        directory.add(.member, "tel:+12125550196", member: "member-gone", name: "Pat Day")
        directory.add(.shared, "tel:+12125550198")
        directory.add(.shared, "tel:+12125550195", member: "member-kim", name: "Sales")
        directory.add(.shared, "mailto:info@our.example.com")
        directory.add(.drop, "mailto:drop@our.example.com")
        directory.add(.ignore, "tel:+12125550197")
        directory.add(.ignore, "mailto:zyntro@our.example.com")
        directory.add(contact: "ana", name: "Ana Ruiz", "tel:+12125550101", "mailto:ana@example.com")
        directory.add(contact: "bob", "mailto:bob@example.com")
        directory.add(contact: "cy", "tel:+12125550103")
        directory.add(contact: "cyd", "tel:+12125550103")
        directory.unknownMembers = ["member-gone"].reduce(into: []) { $0.insert(MemberID($1)) }
        return directory
    }()

    /// `contact/member[/name]` of each entry, or `ignored: reason`.
    private static func outcome(
        _ draft: EntryDraft,
        region: String = "US",
        policy: Destination.SeveralContacts = .park
    ) throws -> [String] {
        let filing = Filing(destination: .sample(severalContacts: policy))
        switch try filing.decide(draft, region: region, directory: directory) {
        case .ignored(let reason): return ["ignored: \(reason)"]
        case .entries(let entries):
            return entries.map { "\(text(of: $0.contact)) / \($0.member) / \($0.memberName ?? "-")" }
        }
    }

    private static func text(of contact: FiledEntry.Contact) -> String {
        switch contact {
        case .known(let known): known.id.rawValue
        case .unresolved(let addresses): "? " + addresses.map(\.uri).joined(separator: " ")
        case .unaddressed(let reason): "! \(reason)"
        case .ambiguous(let known, let address): "\(known.map(\.id.rawValue).joined(separator: "|")) at \(address)"
        }
    }

    @Test(arguments: [
        ("+12125550101", "+12125550199", "ana / member-sam / Sam Lee"),
        ("(212) 555-0101", "212-555-0199", "ana / member-sam / Sam Lee"),
        ("whatsapp:+12125550101", "whatsapp:+12125550199", "ana / member-sam / Sam Lee"),
        ("+12125550101", "+12125550198", "ana / member-default / -"),
        ("+12125550101", "+12125550195", "ana / member-kim / Sales"),
        ("+12125550101", "+12125550190", "ana / member-default / -"),
        ("+12125550101", "", "ana / member-default / -"),
        ("+12125550101", "+12125550196", "ana / member-default / Pat Day"),
        ("+12125550101", "+12125550197", "ignored: …97 is on the ignore-list"),
        ("+12125550197", "+12125550199", "ignored: …97 is on the ignore-list"),
        ("+12125550102", "+12125550199", "? tel:+12125550102 / member-sam / Sam Lee"),
        ("+12125550103", "+12125550199", "cy|cyd at tel:+12125550103 / member-sam / Sam Lee"),
        ("+12125550198", "+12125550199", "ignored: both parties are our own"),
        ("+12125550199", "+12125550101", "ignored: the contact is our own line"),
        ("anonymous", "+12125550199", "! anonymous caller / member-sam / Sam Lee"),
        ("+266696687", "+12125550199", "! anonymous caller / member-sam / Sam Lee"),
        ("555-0100", "+12125550199", "! the number or address cannot be read / member-sam / Sam Lee"),
        ("12345", "+12125550199", "ignored: short code 12345"),
        ("AMAZON", "+12125550199", "ignored: alphanumeric sender AMAZON"),
        ("ana@example.com", "+12125550199", "ana / member-sam / Sam Lee"),
    ])
    func filesATextMessage(_ contact: String, _ line: String, _ expected: String) throws {
        #expect(try Self.outcome(.sms(from: contact, to: line)) == [expected])
    }

    @Test(arguments: [
        ("sam@our.example.com", ["ana@example.com"], ["ana / member-sam / Sam Lee"]),
        (
            "Sam <SAM@our.example.com>", ["Ana <ana@example.com>", "drop@our.example.com"],
            ["ana / member-sam / Sam Lee"]
        ),
        (
            "sam@our.example.com", ["ana@example.com", "bob@example.com", "drop+x@our.example.com"],
            ["ana / member-sam / Sam Lee", "bob / member-sam / Sam Lee"]
        ),
        (
            "sam@our.example.com", ["ana@example.com", "ANA@example.com", "ana+x@example.com"],
            ["ana / member-sam / Sam Lee"]
        ),
        (
            "sam@our.example.com", ["ana@example.com", "new@example.com"],
            ["ana / member-sam / Sam Lee", "? mailto:new@example.com / member-sam / Sam Lee"]
        ),
        ("sam@our.example.com", ["kim@our.example.com"], ["ignored: internal mail"]),
        ("sam@our.example.com", ["kim@our.example.com", "drop@our.example.com"], ["ignored: internal mail"]),
        (
            "sam@our.example.com", ["drop@our.example.com"],
            ["! a forward, but no forwarded mail can be recognised in it / member-sam / Sam Lee"]
        ),
        ("drop@our.example.com", ["drop@our.example.com"], ["ignored: no recipient outside our own addresses"]),
        ("sam@our.example.com", [], ["ignored: no recipient outside our own addresses"]),
        ("sam@our.example.com", ["zyntro@our.example.com", "ana@example.com"], ["ana / member-sam / Sam Lee"]),
        ("info@our.example.com", ["ana@example.com"], ["ana / member-default / -"]),
        ("zyntro@our.example.com", ["ana@example.com"], ["ignored: z…@our.example.com is on the ignore-list"]),
        ("ana@example.com", ["sam@our.example.com"], ["ana / member-sam / Sam Lee"]),
        ("ana@example.com", ["info@our.example.com", "kim@our.example.com"], ["ana / member-kim / Kim Oh"]),
        ("ana@example.com", ["info@our.example.com"], ["ana / member-default / -"]),
        ("ana@example.com", ["drop@our.example.com"], ["ana / member-default / -"]),
        ("ana@example.com", ["zyntro@our.example.com"], ["ignored: z…@our.example.com is on the ignore-list"]),
        ("ana@example.com", ["zyntro@our.example.com", "sam@our.example.com"], ["ana / member-sam / Sam Lee"]),
        ("ana+home@example.com", ["sam@our.example.com"], ["ana / member-sam / Sam Lee"]),
        (
            "new+x@example.com", ["sam+deal@our.example.com"],
            ["? mailto:new+x@example.com mailto:new@example.com / member-sam / Sam Lee"]
        ),
        ("nobody", ["sam@our.example.com"], ["! the number or address cannot be read / member-default / -"]),
    ])
    func filesAMail(_ sender: String, _ recipients: [String], _ expected: [String]) throws {
        #expect(try Self.outcome(.mail(from: sender, to: recipients)) == expected)
    }

    @Test
    func takesEveryContactOfAnAddressWhereThePolicySaysSo() throws {
        let found = try Self.outcome(.sms(from: "+12125550103"), policy: .all)
        #expect(found == ["cy / member-sam / Sam Lee", "cyd / member-sam / Sam Lee"])
    }

    @Test
    func believesTheIdsOfThePayload() throws {
        var draft = EntryDraft.sms(from: "12345")
        draft.contact.contactID = ContactID("given")
        draft.member.memberID = MemberID("member-given")
        #expect(try Self.outcome(draft) == ["given / member-given / -"])

        draft.member.memberID = MemberID("member-gone")
        #expect(try Self.outcome(draft) == ["given / member-sam / Sam Lee"])

        var mail = EntryDraft.mail(from: "sam@our.example.com", to: ["new@example.com"])
        mail.contact.contactID = ContactID("given")
        #expect(try Self.outcome(mail) == ["given / member-sam / Sam Lee"])
    }

    /// Recipients, what the adapter says of the contact beside its id, and what must stand in the entry.
    static let namedByID:
        [(sender: String, recipients: [String], hint: ContactHint, id: String, expected: ContactHint)] = [
            // The adapter hints at the writer, who is one of us.
            (
                "sam@our.example.com", ["Nia <new@example.com>", "drop@our.example.com"],
                ContactHint(email: "sam@our.example.com", name: "Sam"), "given",
                ContactHint(email: "new@example.com", name: "Nia")
            ),
            (
                "sam@our.example.com", ["drop@our.example.com"], ContactHint(email: "sam@our.example.com", name: "Sam"),
                "ana",
                ContactHint(email: "ana@example.com", name: "Ana Ruiz")
            ),
            (
                "sam@our.example.com", ["drop@our.example.com"], ContactHint(email: "sam@our.example.com", name: "Sam"),
                "given", ContactHint()
            ),
            // It knows better whom the mail is about.
            (
                "sam@our.example.com", ["ana@example.com", "bob@example.com"],
                ContactHint(email: "bob@example.com", name: "Bob"), "bob",
                ContactHint(email: "bob@example.com", name: "Bob")
            ),
            (
                "sam@our.example.com", ["bob@example.com"], ContactHint(name: "Bob"), "bob",
                ContactHint(email: "bob@example.com", name: "Bob")
            ),
            (
                "Nia <new@example.com>", ["sam@our.example.com"], ContactHint(email: "new@example.com", name: "N."),
                "given",
                ContactHint(email: "new@example.com", name: "N.")
            ),
            (
                "Nia <new@example.com>", ["sam@our.example.com"], ContactHint(), "given",
                ContactHint(email: "new@example.com", name: "Nia")
            ),
        ]

    @Test(arguments: namedByID)
    func aContactThatIsNamedByItsIdIsNeverCalledByTheWritersName(
        _ sample: (sender: String, recipients: [String], hint: ContactHint, id: String, expected: ContactHint)
    ) throws {
        var draft = EntryDraft.mail(from: sample.sender, to: sample.recipients)
        draft.contact = sample.hint
        draft.contact.contactID = ContactID(sample.id)
        var expected = sample.expected
        expected.contactID = ContactID(sample.id)

        let decision = try Filing(destination: .sample()).decide(draft, region: "US", directory: Self.directory)

        guard case .entries(let entries) = decision, let entry = entries.first else {
            Issue.record("no entry: \(decision)")
            return
        }
        #expect(entries.count == 1)
        #expect(entry.draft.contact == expected)
        #expect(entry.contact == .known(KnownContact(id: ContactID(sample.id), name: expected.name)))
    }

    @Test
    func aForwardFiledByIdIsAboutTheInnerSender() throws {
        var draft = EntryDraft.mail(from: "Sam <sam@our.example.com>", to: ["drop@our.example.com"])
        draft.contact = ContactHint(email: "sam@our.example.com", name: "Sam", contactID: ContactID("given"))
        draft.data["body"] = .string(
            "---------- Forwarded message ---------\nFrom: Nia <new@example.com>\nDate: Mon, 2 Mar 2026 09:15:00 -0500\n"
                + "Subject: Hello\nTo: Sam <sam@our.example.com>\n\nHi Sam"
        )

        let decision = try Filing(destination: .sample()).decide(draft, region: "US", directory: Self.directory)

        guard case .entries(let entries) = decision, let entry = entries.first else {
            Issue.record("no entry: \(decision)")
            return
        }
        #expect(
            entry.draft.contact == ContactHint(email: "new@example.com", name: "Nia", contactID: ContactID("given"))
        )
        #expect(entry.contact == .known(KnownContact(id: ContactID("given"), name: "Nia")))
        #expect(entry.draft.data["direction"] == "inbound")
    }

    @Test
    func neverIgnoresAnOptOut() throws {
        var draft = EntryDraft.sms(from: "12345", body: "STOP")
        draft.data["kind"] = "opt_out"
        #expect(try Self.outcome(draft) == ["! short code 12345 / member-sam / Sam Lee"])
    }

    @Test
    func filesABounceUnderItsRecipient() throws {
        var draft = EntryDraft.mail(from: "mailer-daemon@example.com", to: ["sam@our.example.com"])
        draft.data["kind"] = "bounce"
        draft.contact = ContactHint(email: "bob@example.com")
        draft.member = MemberHint(email: "sam@our.example.com")
        #expect(try Self.outcome(draft) == ["bob / member-sam / Sam Lee"])
    }

    @Test
    func readsNationalNumbersInTheHooksRegion() throws {
        #expect(
            try Self.outcome(.sms(from: "020 7946 0101"), region: "GB")
                == ["? tel:+442079460101 / member-sam / Sam Lee"]
        )
    }

    @Test
    func writesTheTrueDirectionAndWhoHandledIt() throws {
        let draft = EntryDraft.mail(from: "sam@our.example.com", to: ["Ana R. <ana@example.com>"])
        let decision = try Filing(destination: .sample()).decide(draft, region: "US", directory: Self.directory)
        guard case .entries(let entries) = decision, let entry = entries.first else {
            Issue.record("no entry")
            return
        }
        #expect(entry.draft.data["direction"] == "outbound")
        #expect(entry.draft.data["handled_by"] == "Sam Lee")
        #expect(entry.draft.contact == ContactHint(email: "ana@example.com", name: "Ana R."))
        let order = CommsDataKey.allCases.map(\.rawValue)
        #expect(entry.draft.data.names == order.filter { entry.draft.data.names.contains($0) })
    }

    @Test
    func leavesWhoHandledItAsTheProviderSaid() throws {
        var draft = EntryDraft.sms(from: "+12125550101")
        draft.data["handled_by"] = "Front desk"
        let decision = try Filing(destination: .sample()).decide(draft, region: "US", directory: Self.directory)
        guard case .entries(let entries) = decision else {
            Issue.record("no entry")
            return
        }
        #expect(entries.map { $0.draft.data["handled_by"] } == ["Front desk"])
    }
}
