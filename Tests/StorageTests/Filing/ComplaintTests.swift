import BridgeCore
import JSON
import TestSupport
import Testing

@testable import Storage

/// The worst complaints about products of this kind, each with the test that it cannot be made here.
struct ComplaintTests {
    @Test func oneCallIsNotLoggedFourTimesBecauseFourContactsShareTheNumber() async throws {
        let office = try await Office()
        try await office.take(
            """
            contact a +12125550150 A
            contact b +12125550150 B
            contact c +12125550150 C
            contact d +12125550150 D
            """
        )

        try await office.receive(.call("+12125550150"))

        #expect(try await office.timeline() == ["?+12125550150 sam inbound"])
        #expect(try await office.entries().first?.record.reason == "4 contacts share this address; assign one")
        // A decision about the number frees it, once.
        #expect(try await office.take("contact b +12125550150 B").freed == 1)
        #expect(try await office.timeline() == ["b sam inbound"])
    }

    @Test func aCustomerIsNotUnknownWhenCallingFromASecondNumber() async throws {
        let office = try await Office()

        try await office.receive(.call("+12125550101", sid: "CA1"))
        try await office.receive(.call("020 7946 0101", sid: "CA2"), region: "GB")

        #expect(try await office.timeline() == ["ana sam inbound", "ana sam inbound"])
        #expect(try await office.entries().allSatisfy { $0.draft.contact.phone != nil })
    }

    @Test func aCallIsNotFiledUnderOurOwnLine() async throws {
        let office = try await Office()
        let lines = ["+12125550187", "+12125550188", "+12125550189", "+12125550190", "+12125550191", "+12125550192"]

        for (index, line) in lines.enumerated() {
            try await office.receive(.call("+12125550101", line, sid: "CA1\(index)"))
            try await office.receive(.call(line, "+12125550101", direction: "outbound-api", sid: "CA2\(index)"))
            try await office.receive(.call(line, "+12125550191", sid: "CA3\(index)"))
            try await office.receive(.sms(line, "+12125550192", sid: "SM\(index)"))
        }

        let people = try await office.entries().map(\.record.contact)
        #expect(people.count == 8)
        #expect(people.allSatisfy { $0 == ContactID("ana") })
    }

    @Test func aMissedCallIsNotLoggedForEachMemberOfARingGroup() async throws {
        let office = try await Office()
        let phones = ["+12125550191", "+12125550192", "+12125550178", "+12125550179"]

        for (index, phone) in phones.enumerated() {
            let leg = Request.call(
                "+12125550101",
                phone,
                direction: "outbound-dial",
                status: "no-answer",
                sid: "CALEG\(index)",
                parent: "CA0"
            )
            try await office.receive(leg)
        }
        try await office.receive(.call("+12125550101", "+12125550190", status: "no-answer", sid: "CA0"))

        #expect(try await office.timeline() == ["ana default-member inbound"])
    }

    @Test func theLegsOfOneCallJoinIt() async throws {
        let office = try await Office()

        for sid in ["CALEG1", "CALEG2", "CALEG3"] {
            let phone = "+121255501\(sid.hasSuffix("1") ? "01" : "76")"
            let leg = Request.call("+12125550192", phone, direction: "outbound-dial", sid: sid, parent: "CA0")
            try await office.receive(leg)
        }

        #expect(try await office.timeline() == ["ana kim outbound"])
        #expect(try await office.entries().first?.events.count == 3)
    }

    /// Aircall names the line that rang and the agent who spoke: a line of Kim's, a call of Sam's.
    @Test func theCallOfOneRepIsNotAttributedToAnother() async throws {
        let office = try await Office()

        try await office.receive(Self.aircall(line: "+12125550192", agent: "sam@our.example.com", id: 1))
        try await office.receive(Self.aircall(line: "+12125550192", agent: "kim@our.example.com", id: 2))
        try await office.receive(Self.aircall(line: "+12125550190", agent: "sam@our.example.com", id: 3))
        try await office.receive(Self.aircall(line: "+12125550191", agent: nil, id: 4))

        #expect(
            try await office.timeline() == ["ana sam inbound", "ana kim inbound", "ana sam inbound", "ana sam inbound"]
        )
    }

    private static func aircall(line: String, agent: String?, id: Int) -> Request {
        let user: JSONValue = agent.map { ["email": .string($0), "name": "Agent"] } ?? .null
        return .json(
            "aircall",
            [
                "resource": "call", "event": "call.ended", "timestamp": 1_772_442_900, "token": "token",
                "data": [
                    "id": .number(JSONNumber(id)), "direction": "inbound", "status": "done",
                    "started_at": 1_772_442_800, "answered_at": 1_772_442_810, "ended_at": 1_772_442_890,
                    "duration": 90, "raw_digits": "+1 212-555-0101", "user": user,
                    "number": ["digits": .string(line), "country": "US"],
                ],
            ]
        )
    }

    /// A sync sends what it has sent before under other event ids, times and statuses.
    @Test func theSameMessagesAreNotFiledAgainAtEachSync() async throws {
        let office = try await Office()

        for round in 0..<5 {
            for message in 0..<10 {
                try await office.receive(Self.synced(message, round: round))
            }
            office.clock.advance(by: .seconds(3600))
        }

        let timeline = try await office.timeline()
        #expect(timeline.filter { $0 == "ana sam inbound" }.count == 10)
        #expect(timeline.allSatisfy { $0 == "ana sam inbound" || $0.hasPrefix("duplicate: ") })
    }

    private static func synced(_ message: Int, round: Int) -> Request {
        .form(
            "twilio-messaging",
            [
                ("MessageSid", "SM\(message)"), ("SmsStatus", "received"), ("NumMedia", "0"),
                ("From", "+12125550101"), ("To", "+12125550191"), ("Body", "Message \(message)"),
                ("ApiVersion", "2010-04-\(10 + round)"), ("SyncRun", "run-\(round)"),
            ]
        )
    }

    @Test func aMemberWhomZyntroNoLongerKnowsIsNamedInHandledBy() async throws {
        let office = try await Office()
        try await office.receive(.sms("+12125550101", sid: "SM1"))
        let slots = [office.destination.name: 10]
        let claim = try #require(
            try await office.store.exchange([], claiming: slots, at: office.clock.now()).claims.first
        )

        let refusal = claim.settled(.memberNotFound, at: office.clock.now())
        let again = try await office.store.exchange([refusal], claiming: slots, at: office.clock.now()).claims
        try await office.receive(.mail("bob@example.com", "sam@our.example.com"))

        #expect(again.map(\.member) == [MemberID("default-member")])
        #expect(again.first?.draft.data["handled_by"] == "Sam Lee")
        let later = try #require(try await office.entries().last)
        #expect(later.member == MemberID("default-member"))
        #expect(later.draft.data["handled_by"] == "Sam Lee")
    }
}
