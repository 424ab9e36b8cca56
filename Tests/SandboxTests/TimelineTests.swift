import Foundation
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Sandbox

struct TimelineTests {
    private func insert(_ count: Int, with client: some TestClientProtocol) async throws {
        for number in 1...count {
            let body = try SandboxRequests.entry(["comms_data": "text \(number)"])
            _ = try await client.post(SandboxRequests.addCommsHistory, body)
        }
    }

    private func ids(_ response: TestResponse) throws -> [Int] {
        let entries = try response.object["entries"] as? [[String: Any]] ?? []
        return entries.compactMap { $0["ch_id"] as? Int }
    }

    @Test func showsTheFieldsOfARequestWithoutCredentials() async throws {
        try await SandboxApplication().application().test(.router) { client in
            _ = try await client.post(SandboxRequests.addCommsHistory, try SandboxRequests.entry())
            let response = try await client.get("/timeline")
            let entry = try #require((response.object["entries"] as? [[String: Any]])?.first)

            #expect(
                Set(entry.keys) == [
                    "ch_id", "org_id", "member_id", "contact_id", "comms_type", "comms_data", "comms_source",
                ]
            )
            #expect(entry["comms_data"] as? String == "See you at nine")
            #expect(!response.text.contains("sandbox-api-key"))
            #expect(!response.text.contains("zdk_sandbox"))
        }
    }

    @Test func keepsWhatWasSentToTheLetter() async throws {
        let data = #"{"z":1.10,"a":[12345678901234567890,null],"caf\u00e9":"\ud83d\ude00 \u0000","a":true}"#
        let call = Call(body: Array(#"{"api_key":"k","comms_data":\#(data)}"#.utf8))
        let timeline = Timeline()

        _ = try timeline.insert(call, contactID: "c")

        let entry = try #require(timeline.entries().first)
        #expect(String(decoding: entry.json, as: UTF8.self) == #"{"ch_id":1,"comms_data":\#(data)}"#)
    }

    @Test func listsEntriesInTheOrderOfInsertionAndByPage() async throws {
        try await SandboxApplication().application().test(.router) { client in
            try await insert(5, with: client)

            #expect(try ids(await client.get("/timeline")) == [1, 2, 3, 4, 5])
            #expect(try ids(await client.get("/timeline?since=2&limit=2")) == [3, 4])
            #expect(try ids(await client.get("/timeline?since=5")) == [])
            #expect(try await client.get("/timeline?limit=few").status == .badRequest)
        }
    }

    @Test func countsAndEmptiesWithoutUsingIdsTwice() async throws {
        try await SandboxApplication().application().test(.router) { client in
            try await insert(2, with: client)
            #expect(try await client.get("/timeline/count").object["count"] as? Int == 2)

            #expect(try await client.delete("/timeline").status == .noContent)
            #expect(try await client.get("/timeline/count").object["count"] as? Int == 0)

            try await insert(1, with: client)
            #expect(try ids(await client.get("/timeline")) == [3])
        }
    }

    @Test func aJournalOutlivesTheSandbox() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let call = Call(body: Array(#"{"contact_id":"c1","comms_data":{"z":1.10,"body":"é"}}"#.utf8))
        let first = Timeline(firstID: 41, journal: try Journal(path: path))
        for _ in 0..<2 { _ = try first.insert(call, contactID: "c1") }
        let whole = first.entries().map(\.json)
        let cutOff = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try cutOff.seekToEnd()
        try cutOff.write(contentsOf: Array(#"{"ch_id":43,"contact"#.utf8))

        let second = Timeline(journal: try Journal(path: path))

        #expect(second.entries().map(\.json) == whole)
        #expect(second.entries().map(\.contactID) == ["c1", "c1"])
        #expect(try second.insert(call, contactID: "c1") == 43)
        #expect(try Journal(path: path).kept.map(\.id) == [41, 42, 43])
    }

    @Test func aFileThatIsNoJournalIsSaidSo() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data("contact_id,phone\n".utf8).write(to: URL(fileURLWithPath: path))

        let problem = try #require(throws: JournalProblem.self) { try Journal(path: path) }

        #expect(problem.description.contains(path))
    }

    @Test func keepsTheContentsOfTheNewestEntriesOnly() async throws {
        var settings = SandboxSettings()
        settings.keep = 2

        try await SandboxApplication(settings).application().test(.router) { client in
            try await insert(4, with: client)
            let response = try await client.get("/timeline")
            let entries = try #require(response.object["entries"] as? [[String: Any]])

            #expect(entries.map { $0["comms_data"] as? String } == [nil, nil, "text 3", "text 4"])
            #expect(entries.allSatisfy { $0["contact_id"] as? String == SandboxRequests.contact })
        }
    }
}
