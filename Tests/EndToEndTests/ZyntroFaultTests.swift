import Foundation
import JSON
import Testing

/// Zyntro answers nonsense, nothing, or no.
@Suite(.serialized)
struct ZyntroFaultTests {
    /// Takes as long as the bridge waits before it sends again: fifteen to thirty seconds.
    @Test func sendsTwiceAtMostWhereZyntroAnswersHTML() async throws {
        let stage = try await Stage.running()
        try await stage.setFaults(["html": true, "after_storing": true, "fault_on": ["addCommsHistory"]])

        try await stage.send(.sms("SM1"))

        let entry = try #require(try await stage.entries(1, in: "unknown").first)
        try await stage.setFaults()
        let timeline = try await stage.timeline()
        #expect(timeline.map { $0["comms_data"]?["possible_duplicate"] == true } == [false, true])
        #expect(Set(timeline.map { $0["comms_data"]?["reference"] }) == [entry["id"]])
        let attempts = try await stage.admin("outbox/\(entry["id"]?.string ?? "")")["attempt_log"]?.array ?? []
        #expect(attempts.map { $0["outcome"]?.string } == ["unknown", "unknown"])
        #expect(entry["reason"]?.string?.contains("200") == true)
        // The next message of the contact is not held up, and the unknown one is not sent a third time.
        try await stage.send(.sms("SM2", text: "Still there?"))
        try await stage.entries(1, in: "delivered")
        #expect(try await stage.timeline().count == 3)
    }

    @Test func doesNotTakeAnotherEntrysAnswerForItsOwn() async throws {
        var settings = Stage.Settings()
        settings.destination = "    unknown: hold"
        let stage = try await Stage.running(settings)
        for number in 0..<2 { try await stage.send(.sms("SM\(number)", text: "text \(number)")) }
        try await stage.entries(2, in: "delivered")
        try await stage.setFaults(["mixed": true, "fault_on": ["addCommsHistory"]])

        try await stage.send(.sms("SM2", text: "Still there?"))

        let entry = try #require(try await stage.entries(1, in: "unknown").first)
        #expect(entry["reason"]?.string?.contains("which it gave to another entry") == true)
        #expect(try await stage.timeline().count == 2)
        try await stage.setFaults()
        try await stage.admin("outbox/\(entry["id"]?.string ?? "")/retry", post: [:])
        try await stage.drained()
        let arrived = try await stage.timeline().map { $0["comms_data"]?["body"]?.string }
        #expect(arrived == ["text 0", "text 1", "Still there?"])
    }

    @Test func deliversEverythingInOrderOnceZyntroIsBack() async throws {
        let stage = try await Stage.running()
        for person in Load.people { try await stage.send(.sms("SM-\(person)", from: person, text: "first")) }
        try await stage.entries(Load.people.count, in: "delivered")
        try await stage.setFaults(["status": 503, "retry_after": 1])
        for number in 0..<4 {
            for person in Load.people {
                try await stage.send(.sms("SM\(number)-\(person)", from: person, text: "a\(number)"))
            }
        }
        try await wait(for: "an attempt at a busy Zyntro") {
            try await stage.entries("state=queued&limit=500").contains { $0["attempts"] != 0 }
        }
        try await stage.killSandbox()
        for number in 0..<4 {
            for person in Load.people {
                try await stage.send(.sms("SN\(number)-\(person)", from: person, text: "b\(number)"))
            }
        }
        #expect(try await stage.states()["queued", default: 0] > 0)

        try await stage.startSandbox()

        try await stage.drained()
        let arrived = Dictionary(grouping: try await stage.timeline()) { $0["contact_id"]?.string ?? "" }
        #expect(arrived.count == Load.people.count)
        for entries in arrived.values {
            let texts = entries.map { $0["comms_data"]?["body"]?.string }
            #expect(texts == ["a0", "a1", "a2", "a3", "b0", "b1", "b2", "b3"])
            #expect(entries.allSatisfy { $0["comms_data"]?["possible_duplicate"] == nil })
        }
    }

    @Test func pausesOnWrongCredentialsAndDeliversAfterTheyAreMended() async throws {
        var settings = Stage.Settings()
        settings.apiKey = "out-of-date"
        let stage = try await Stage.running(settings)

        for person in Load.people { #expect(try await stage.send(.sms("SM\(person)", from: person)).status == 200) }

        try await wait(for: "the pause") {
            try await stage.admin("destinations")["destinations"]?.array?.first?["paused"] == true
        }
        let destination = try await stage.admin("destinations")["destinations"]?.array?.first
        #expect(destination?["pause_reason"]?.string?.contains("Invalid API key") == true)
        #expect(destination?["pause_reason"]?.string?.contains("api_key") == true)
        #expect(try await stage.adminAnswer("/readyz").text.contains(#""paused_destinations":["main"]"#))
        #expect(try await stage.timeline().isEmpty)
        try stage.change { $0.apiKey = "sandbox-api-key" }
        #expect(try await stage.command("reload").status == 0)
        #expect(try await stage.timeline().isEmpty)
        #expect(try await stage.command("destination", "resume", "main").status == 0)
        try await stage.entries(Load.people.count, in: "delivered")
        #expect(try await stage.timeline().count == Load.people.count)
    }

    @Test func freesWhatWasUnmatchedByAnImport() async throws {
        let stage = try await Stage.running()
        for number in 0..<3 {
            try await stage.send(.sms("SM\(number)", from: "+12125550177", text: "text \(number)"))
        }
        try await stage.entries(3, in: "unmatched")
        let csv = stage.folder.path("people.csv")
        let rows = "contact_id,phone,name\nc0000000-0000-4000-8000-000000000002,(212) 555-0177,Ben Okafor\n"
        try Data(rows.utf8).write(to: URL(fileURLWithPath: csv))

        let report = try await stage.command("directory", "import", "main", csv)

        #expect(report.status == 0 && report.output.contains("3 freed"))
        try await stage.entries(3, in: "delivered")
        let timeline = try await stage.timeline()
        #expect(timeline.map { $0["comms_data"]?["body"] } == ["text 0", "text 1", "text 2"])
        #expect(timeline.allSatisfy { $0["contact_id"] == "c0000000-0000-4000-8000-000000000002" })
    }
}
