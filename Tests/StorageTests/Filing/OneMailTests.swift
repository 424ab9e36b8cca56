import BridgeCore
import JSON
import TestSupport
import Testing

@testable import Storage

/// Mail is unique for its destination, contact and Message-ID, whichever way it came.
struct OneMailTests {
    private static func mailgun(_ sender: String, _ body: String, subject: String = "Offer", id: String) -> Request {
        .form(
            "mailgun",
            [
                ("recipient", "drop@our.example.com"), ("sender", sender), ("From", sender),
                ("To", "sam@our.example.com"), ("subject", subject), ("body-plain", body), ("stripped-text", body),
                ("message-headers", "[[\"Message-Id\", \"<\(id)>\"]]"), ("timestamp", "1772442900"),
                ("token", "token-\(id)-\(body.count)"), ("signature", "-"),
            ]
        )
    }

    @Test func theSameMailThroughTwoProvidersIsOneEntryAndOneVisibleDuplicate() async throws {
        let office = try await Office()

        try await office.receive(.mail("ana@example.com", body: "Agreed.\n\nAna", id: "CAF1@mail.example.com"))
        try await office.receive(Self.mailgun("ana@example.com", "Agreed.", id: "CAF1@mail.example.com"))

        #expect(try await office.timeline() == ["ana sam inbound", "duplicate: ana sam inbound"])
    }

    @Test func theSameMailAboutTwoContactsIsOneEntryForEach() async throws {
        let office = try await Office()
        let both = "ana@example.com, bob@example.com"

        for envelope in ["drop@our.example.com", "info@our.example.com"] {
            try await office.receive(.mail("sam@our.example.com", both, envelope: envelope))
        }

        let timeline = try await office.timeline()
        #expect(timeline.filter { !$0.hasPrefix("duplicate") } == ["ana sam outbound", "bob sam outbound"])
        #expect(timeline.count == 4)
    }

    @Test func anotherMailUnderTheSameMessageIDIsHeldAndLetGoByARetry() async throws {
        let office = try await Office()
        try await office.receive(.mail("ana@example.com", body: "Your order 17 is on its way.", id: "1@example.com"))

        try await office.receive(Self.mailgun("ana@example.com", "Your order 18 is late.", id: "1@example.com"))

        let held = try #require(try await office.entries().last)
        #expect(held.record.state == .held)
        #expect(held.record.reason?.hasPrefix("its Message-ID was there already, in ") == true)
        try await office.store.retry(held.record.id, by: "ops", at: office.clock.now())
        #expect(try await office.timeline() == ["ana sam inbound", "ana sam inbound"])
    }

    @Test func mailsWithoutAMessageIDAreKeptApartByTheProvidersKey() async throws {
        let office = try await Office()

        for id in ["pm-1", "pm-2"] {
            try await office.receive(
                .json(
                    "postmark",
                    [
                        "MessageID": .string(id), "From": "ana@example.com", "To": "sam@our.example.com",
                        "TextBody": "Hello", "Headers": [],
                    ]
                )
            )
        }

        #expect(try await office.timeline() == ["ana sam inbound", "ana sam inbound"])
    }

    private static let unproven = Request.mail(
        "ana@example.com",
        headers: [("Received-SPF", "fail (not permitted)"), ("X-Spam-Tests", "SPF_FAIL")]
    )

    @Test func mailWhoseSenderIsNotProvenIsMarked() async throws {
        let office = try await Office()

        try await office.receive(Self.unproven)
        try await office.receive(
            .mail("bob@example.com", id: "2@example.com", headers: [("X-Spam-Tests", "DKIM_VALID")])
        )

        let entries = try await office.entries()
        #expect(entries.map(\.record.state) == [.queued, .queued])
        #expect(entries.map(\.draft.isAuthenticated) == [false, true])
        #expect(entries.map { $0.draft.data["tags"] } == [["unauthenticated"], nil])
    }

    @Test func mailWhoseSenderIsNotProvenIsHeldWhereTheHookSaysSo() async throws {
        let office = try await Office()

        try await office.receive(Self.unproven, policies: HookPolicies(unauthenticated: .hold))
        try await office.receive(
            .mail("bob@example.com", id: "2@example.com"),
            policies: HookPolicies(unauthenticated: .hold)
        )

        #expect(try await office.timeline() == ["held: ana sam inbound", "bob sam inbound"])
        let held = try #require(try await office.entries().first?.record)
        #expect(held.reason == "its sender is not authenticated (SPF, DKIM or DMARC)")
        try await office.store.retry(held.id, by: "ops", at: office.clock.now())
        #expect(try await office.timeline() == ["ana sam inbound", "bob sam inbound"])
    }

    @Test func aForwardIsFiledWithTheInnerMailsFactsAndTheRepsWordsAsNote() async throws {
        let office = try await Office()

        try await office.receive(Self.forward)

        let entry = try #require(try await office.entries().first)
        #expect(try await office.timeline() == ["ana kim inbound"])
        #expect(entry.draft.contact == ContactHint(email: "ana@example.com", name: "Ana Ruiz"))
        #expect(entry.draft.data["from"] == "ana@example.com")
        #expect(entry.draft.data["to"] == "kim@our.example.com")
        #expect(entry.draft.data["subject"] == "Offer 2291")
        #expect(entry.draft.data["body"] == "I agree.\n\nAna")
        #expect(entry.draft.data["note"] == "Please call her back.")
        #expect(entry.draft.data["occurred_at"] == "2026-03-01T14:14:00Z")
        #expect(entry.draft.data["handled_by"] == "Kim Oh")
    }

    private static let forward = Request.mail(
        "kim@our.example.com",
        "drop@our.example.com",
        subject: "Fwd: Offer 2291",
        body: """
            Please call her back.

            ---------- Forwarded message ---------
            From: Ana Ruiz <ana@example.com>
            Date: Sun, Mar 1, 2026 at 2:14 PM
            Subject: Offer 2291
            To: Kim Oh <kim@our.example.com>

            I agree.

            Ana
            """
    )

    /// Kim's mailbox is imported later: until then the forward is a mail of a stranger's.
    @Test func aForwardIsFiledAnewWhenAnImportMakesItsSenderAMember() async throws {
        let office = try await Office(
            directory: "drop - drop@our.example.com Drop\ncontact ana ana@example.com Ana Ruiz"
        )
        try await office.receive(Self.forward)
        #expect(try await office.timeline() == ["?kim@our.example.com default-member inbound"])

        let report = try await office.take("member kim kim@our.example.com Kim Oh")

        #expect(report.freed == 1)
        let entries = try await office.entries()
        #expect(entries.map(\.record.state) == [.discarded, .queued])
        #expect(entries.last?.record.contact == ContactID("ana"))
        #expect(entries.last?.member == MemberID("kim"))
        #expect(entries.last?.draft.data["note"] == "Please call her back.")
        #expect(entries.last?.draft.data["body"] == "I agree.\n\nAna")
    }

    @Test func aForwardAboutAStrangerWaitsUnderTheMemberWhoForwardedIt() async throws {
        let office = try await Office(
            directory: "drop - drop@our.example.com Drop\nmember kim kim@our.example.com Kim Oh"
        )
        try await office.receive(Self.forward)
        #expect(try await office.timeline() == ["?ana@example.com kim inbound"])

        #expect(try await office.take("contact ana ana@example.com Ana Ruiz").freed == 1)

        #expect(try await office.timeline() == ["ana kim inbound"])
    }

    @Test func anEntryThatWaitsIsDiscardedWhenItsLineIsLoggedByAnotherHook() async throws {
        let office = try await Office()
        try await office.receive(.sms("+12125550177"))

        try await office.take("member sam +12125550191 Sam Lee @dialler\ncontact new +12125550177 New")

        let entry = try #require(try await office.entries().first?.record)
        #expect(entry.state == .discarded)
        #expect(entry.reason == "…91 is logged by the hook dialler")
    }
}
