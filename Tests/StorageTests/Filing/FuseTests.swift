import BridgeCore
import GRDB
import InMemoryLogging
import JSON
import Logging
import TestSupport
import Testing

@testable import Storage

struct FuseTests {
    private static func destination(_ limit: Int?) -> Destination {
        .trial(looksUpContacts: false, entriesPerContactAndHour: limit)
    }

    private static func held(_ office: Office) async throws -> Int {
        try await office.entries().filter { $0.record.state == .held }.count
    }

    @Test func whatIsBeyondTheFuseOfAContactIsHeld() async throws {
        let office = try await Office(Self.destination(3))

        for message in 0..<5 { try await office.receive(.sms("+12125550101", sid: "SM\(message)")) }
        try await office.receive(.sms("+12125550102", sid: "SM9"))

        #expect(
            try await office.timeline() == [
                "ana sam inbound", "ana sam inbound", "ana sam inbound", "held: ana sam inbound",
                "held: ana sam inbound", "bob sam inbound",
            ]
        )
        let reason = try await office.entries()[4].record.reason
        #expect(reason == "a fuse: more than 3 entries about this contact in one hour")
    }

    @Test func aFuseIsWholeAgainInTheNextHour() async throws {
        let office = try await Office(Self.destination(1))
        for message in 0..<2 { try await office.receive(.sms("+12125550101", sid: "SM\(message)")) }
        #expect(try await Self.held(office) == 1)

        office.clock.advance(by: .seconds(3600))
        try await office.receive(.sms("+12125550101", sid: "SM3"))

        #expect(try await Self.held(office) == 1)
    }

    @Test func theFuseOfAHookCountsAllItsContacts() async throws {
        let office = try await Office(Self.destination(nil))
        let policies = HookPolicies(entriesPerHour: 2)

        for (index, number) in ["+12125550101", "+12125550102", "+12125550101"].enumerated() {
            try await office.receive(.sms(number, sid: "SM\(index)"), policies: policies)
        }
        try await office.receive(.sms("+12125550101", sid: "SM7"), hook: "other", policies: policies)

        #expect(
            try await office.timeline() == [
                "ana sam inbound", "bob sam inbound", "held: ana sam inbound", "ana sam inbound",
            ]
        )
    }

    @Test func sixtyEntriesAnHourGoOutWhereNothingIsConfigured() {
        let destination = Destination(
            name: DestinationName("main"),
            orgID: "org-main",
            apiKey: Secret("key"),
            developerSecret: Secret("secret"),
            defaultMember: MemberID("default-member")
        )

        #expect(destination.entriesPerContactAndHour == 60)
        #expect(HookPolicies().entriesPerHour == nil)
    }

    @Test func aRetryLetsAHeldEntryGoAlsoWhereItsContactWasNotKnown() async throws {
        let office = try await Office(Self.destination(1))
        for (index, number) in ["+12125550101", "+12125550101", "+12125550177", "+12125550177"].enumerated() {
            try await office.receive(.sms(number, sid: "SM\(index)"))
        }
        try await office.take("contact new +12125550177 New")

        for entry in try await office.entries() where entry.record.state == .held {
            try await office.store.retry(entry.record.id, by: "ops", at: office.clock.now())
        }

        #expect(
            try await office.timeline() == [
                "ana sam inbound", "ana sam inbound", "new sam inbound", "new sam inbound",
            ]
        )
    }

    @Test func aBlownFuseIsToldOnceWithAnAlertAndWithoutTheNumber() async throws {
        let logs = InMemoryLogHandler()
        let office = try await Office(Self.destination(1), logger: Logger(label: "store") { _ in logs })

        for message in 0..<4 { try await office.receive(.sms("+12125550177", sid: "SM\(message)")) }

        let alerts = logs.entries.filter { $0.metadata["alert"] == "yes" }
        #expect(alerts.count == 1)
        #expect(alerts.first?.level == .warning)
        #expect(alerts.first?.metadata["hook"] == "twilio-messaging")
        #expect(!"\(alerts)".contains("5550177"))
    }

    @Test func aRestartDoesNotMakeAFuseWhole() async throws {
        let directory = try TemporaryDirectory()
        let destination = Self.destination(2)
        for start in 0..<2 {
            let fixture = try StoreFixture(destination, in: directory)
            for message in 0..<2 {
                try await fixture.accept(Int64(start * 2 + message + 1), [.known("k\(start)\(message)")])
            }
            if start == 1 { #expect(try await fixture.states() == [.queued, .queued, .held, .held]) }
            try await fixture.store.close()
        }
    }

    @Test func countsOfHoursGoneByAreForgotten() async throws {
        let fixture = try StoreFixture(Self.destination(60))
        for hour in 0..<20 {
            try await fixture.accept(Int64(hour + 1), [.known("k\(hour)")])
            fixture.clock.advance(by: .seconds(3600))
        }

        let rows = try await fixture.store.pool.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM fuse") }

        #expect(try #require(rows) <= 2)
    }

    @Test func rehearsalsAndDuplicatesBlowNoFuse() async throws {
        let fixture = try StoreFixture(Self.destination(1))
        for event in 1...3 { try await fixture.accept(Int64(event), [.known("dry\(event)")], isDry: true) }
        for event in 4...6 { try await fixture.accept(Int64(event), [.known("same", text: "Text \(event)")]) }

        #expect(
            try await fixture.states() == [.rehearsed, .rehearsed, .rehearsed, .queued, .duplicate, .duplicate]
        )
    }
}
