import Foundation
import JSON
import Testing

/// The right contact, or nobody: look-ups, assignments, creations and erasure with real processes.
@Suite(.serialized)
struct DirectoryTests {
    private static let ana = "c0000000-0000-4000-8000-000000000001"
    private static let ben = "c0000000-0000-4000-8000-000000000002"

    /// Ana is found by her second number and her mailbox in every documented shape. +12125550142 is somebody's name and
    /// +12125550199 stands in a note: nobody has them. ann@example.com is part of Joann's address, who comes first.
    @Test(arguments: ["flat", "nested", "prefixed"], ["e164", "national"])
    func filesByAddressInEveryShapeAndNeverByName(shape: String, format: String) async throws {
        var settings = Stage.Settings()
        settings.sandboxFlags = ["--lookup-shape", shape, "--phone-format", format]
        let stage = try await Stage.running(settings)

        try await stage.send(.sms("SM1", from: "+12125550111", text: "second number"))
        try await stage.send(.mail("mail-1", from: "ana.ruiz@example.com", text: "by mail"))
        try await stage.send(.mail("mail-2", from: "Ana.Ruiz+flat@example.com", text: "with a tag"))
        try await stage.send(.mail("mail-3", from: "ann@example.com", text: "of Ann"))
        try await stage.send(.sms("SM2", from: "+12125550142", text: "a name only"))
        try await stage.send(.sms("SM3", from: "+12125550199", text: "in a note only"))

        try await stage.entries(3, in: "delivered")
        try await stage.drained()
        let timeline = try await stage.timeline()
        #expect(timeline.count == 3)
        #expect(timeline.allSatisfy { $0["contact_id"]?.string == Self.ana })
        #expect(
            Set(timeline.compactMap { $0["comms_data"]?["body"]?.string })
                == ["second number", "by mail", "with a tag"]
        )
        #expect(try await stage.states()["unmatched"] == 3)
    }

    @Test func aContactThatIsGoneIsSoughtAnewOnce() async throws {
        let stage = try await Stage.running()
        try await stage.send(.sms("SM1", from: "+13105550102", text: "first"))
        try await stage.entries(1, in: "delivered")
        try await stage.removeContact(Self.ben)
        try await stage.contacts(adding: [
            "contact_id": "c0000000-0000-4000-8000-000000000009", "first_name": "Bea",
            "primary_phone": "+13105550102",
        ])

        try await stage.send(.sms("SM2", from: "+13105550102", text: "second"))

        try await stage.entries(2, in: "delivered")
        let last = try #require(try await stage.timeline().last)
        #expect(last["contact_id"] == "c0000000-0000-4000-8000-000000000009")
        #expect(last["comms_data"]?["body"] == "second")
    }

    @Test func anAssignmentFreesThreeInOrder() async throws {
        let stage = try await Stage.running()
        for number in 1...3 {
            try await stage.send(.sms("SM\(number)", from: "+12125550177", text: "text \(number)"))
        }
        try await stage.entries(3, in: "unmatched")
        let status = try await stage.admin("status")["statistics"]?["oldest_unmatched"]?.array
        #expect(status?.first?["destination"] == "main")
        #expect(
            try await stage.adminAnswer("/metrics").text.contains(
                #"bridge_oldest_unmatched_seconds{destination="main"}"#
            )
        )

        let report = try await stage.command("directory", "assign", "main", "(212) 555-0177", Self.ben)

        #expect(report.status == 0 && report.output.contains("3 entries go out"))
        try await stage.entries(3, in: "delivered")
        let timeline = try await stage.timeline()
        #expect(timeline.map { $0["comms_data"]?["body"] } == ["text 1", "text 2", "text 3"])
        #expect(timeline.allSatisfy { $0["contact_id"]?.string == Self.ben })
        let known = try await stage.command("directory", "lookup", "main", "+12125550177")
        #expect(known.output.contains("known by: assign"))
    }

    @Test func aNewContactInZyntroIsFoundAtOnce() async throws {
        var settings = Stage.Settings()
        settings.hooks = "  contacts: { adapter: zyntro, destination: main, secrets: [zyntro-hook-token] }"
        let stage = try await Stage.running(settings)
        try await stage.send(.sms("SM1", from: "+12125550177", text: "one"))
        try await stage.send(.sms("SM2", from: "+12125550178", text: "other"))
        try await stage.entries(2, in: "unmatched")
        try await stage.contacts(adding: ["first_name": "Dee", "primary_phone": "+12125550177"])

        let answer = try await stage.send(
            Webhook(
                target: "/hooks/contacts",
                headers: [("Content-Type", "application/json"), ("Authorization", "Bearer zyntro-hook-token")],
                body: Array(#"{"event":"new_contact","data":{"primary_phone":"(212) 555-0177"}}"#.utf8)
            )
        )

        #expect(answer.status == 200)
        try await stage.entries(1, in: "delivered")
        #expect(try await stage.states()["unmatched"] == 1)
        #expect(try await stage.timeline().map { $0["comms_data"]?["body"] } == ["one"])
    }

    @Test func createsAContactOfAPersonAndOfNobodyElse() async throws {
        var settings = Stage.Settings()
        settings.destination = "    unmatched: create"
        let stage = try await Stage.running(settings)
        let before = try await stage.contacts().count

        for number in 1...3 {
            try await stage.send(.sms("SM\(number)", from: "+12125550177", text: "text \(number)"))
        }
        try await stage.send(.mail("mail-1", from: "noreply@example.net", text: "Do not answer"))

        try await stage.entries(3, in: "delivered")
        try await stage.entries(1, in: "unmatched")
        let contacts = try await stage.contacts()
        #expect(contacts.count == before + 1)
        let created = try #require(contacts.last)
        #expect((created["primary_phone"], created["auto_engage"]) == ("+12125550177", false))
        let timeline = try await stage.timeline()
        #expect(timeline.map { $0["comms_data"]?["body"] } == ["text 1", "text 2", "text 3"])
        #expect(timeline.allSatisfy { $0["contact_id"] == created["contact_id"] })
    }

    @Test func aCreationThatFailsIsVisibleAndNotRepeated() async throws {
        var settings = Stage.Settings()
        settings.destination = "    unmatched: create"
        let stage = try await Stage.running(settings)
        try await stage.setFaults(["error": "Plan limit reached", "fault_on": ["addContactsFull"]])

        try await stage.send(.sms("SM1", from: "+12125550177"))

        try await wait(for: "the refusal") {
            try await stage.entries("state=unmatched").first?["reason"]?.string?.contains("Plan limit") == true
        }
        try await stage.send(.sms("SM2", from: "+12125550177"))
        try await stage.entries(2, in: "unmatched")
        let metrics = try await stage.adminAnswer("/metrics").text
        #expect(metrics.contains(#"bridge_contact_creations_total{destination="main",outcome="refused"} 1"#))
    }

    @Test func forgetsAPersonAndTheirFile() async throws {
        let stage = try await Stage.running()
        try await stage.send(.sms("SM1", from: "+12125550101", text: "a secret wish"))
        try await stage.entries(1, in: "delivered")

        let dry = try await stage.command("directory", "forget", "main", "+12125550101", "--dry-run")
        let report = try await stage.command("directory", "forget", "main", "+12125550101")
        try await stage.send(.sms("SM2", from: "+12125550101", text: "a secret wish"))

        #expect(dry.output.hasPrefix("would erase: 1 addresses of 1 contacts, 1 entries"))
        #expect(report.status == 0 && report.output.contains("still in Zyntro, by ch_id: "))
        let events = try await stage.events()
        #expect(events.map { $0["state"]?.string } == ["ignored", "accepted"])
        #expect(events.first?["reason"] == "forgotten")
        #expect(try await stage.timeline().count == 1)
        _ = try await stage.stopBridge()
        let file = FileManager.default.contents(atPath: stage.folder.path("bridge.sqlite")) ?? Data()
        for trace in ["a secret wish", "2125550101", Self.ana, "Ana Ruiz"] {
            #expect(file.range(of: Data(trace.utf8)) == nil, "\(trace) is still in the file")
        }
    }

    @Test func anExportIsReadBack() async throws {
        let stage = try await Stage.running()
        let (first, second) = (stage.folder.path("first.csv"), stage.folder.path("second.csv"))
        let rows = """
            kind,contact_id,member_id,name,phone,email,logged_by,source
            drop,,,,,log@example.com,,
            member,,m-1,"Lee, Sam",,sam@example.com,mail,
            contact,c-2,,,,bo@example.com,,import
            contact,c-1,,Ana,+12125550101,,,import
            contact,c-2,,"Bo ""B"" Ray",+12125550101,,,import

            """
        try Data(rows.utf8).write(to: URL(fileURLWithPath: first))

        let imported = try await stage.command("directory", "import", "main", first)
        let exported = try await stage.command("directory", "export", "main", second)
        let again = try await stage.command("directory", "import", "main", second, "--dry-run")

        #expect(imported.status == 0 && exported.status == 0, "\(imported) \(exported)")
        #expect(try String(contentsOfFile: second, encoding: .utf8) == rows)
        #expect(again.output.contains("0 added, 0 changed, 5 unchanged"))
    }
}
