import Foundation
import JSON
import TestSupport
import Testing

/// A call that is told in several requests, with real processes: one insert, complete.
@Suite(.serialized)
struct SettlingTests {
    private static func call(_ happening: String, _ facts: String = "") -> Webhook {
        let body = """
            {"resource_id": "CAL1", "direction": "inbound", "answered": true, "voicemail": false, "call_type": "answered",
            "customer_name": "Ana Ruiz", "customer_phone_number": "+12125550101", "tracking_phone_number": "+16465550100",
            "start_time": "2026-03-02T09:15:04.120-05:00", "duration": "184", "recording": ""\(facts)}
            """
        var webhook = Webhook.call(body)
        webhook.target = "/hooks/calls?event=\(happening)"
        return webhook
    }

    private static let ended = call("post_call")
    private static let transcribed = call(
        "call_modified",
        #", "transcription": "Hello, this is Ana.", "changes": ["transcription_text"]"#
    )

    @Test func theTranscriptCompletesTheCallThatWaitsForIt() async throws {
        let stage = try await Stage.running()

        #expect(try await stage.send(Self.ended).status == 200)
        try await stage.entries(1, in: "settling")
        let list = try await stage.command("outbox", "list", "--state", "settling")
        #expect(list.output.contains("waits for more facts until 20"))
        #expect(try await stage.timeline().isEmpty)
        #expect(try await stage.send(Self.transcribed).status == 200)

        try await stage.entries(1, in: "delivered")
        let timeline = try await stage.timeline()
        #expect(timeline.count == 1)
        #expect(timeline.first?["comms_data"]?["transcript"] == "Hello, this is Ana.")
        #expect(timeline.first?["comms_data"]?["duration_seconds"] == 184)
        #expect(try await stage.states()["settling", default: 0] == 0)
    }

    @Test func aKillInTheWindowLosesAndDoublesNothing() async throws {
        let stage = try await Stage.running()
        try await stage.send(Self.ended)
        try await stage.killBridge()
        try await stage.startBridge()
        #expect(try await stage.states()["settling"] == 1)

        try await stage.send(Self.ended)
        try await stage.send(Self.transcribed)

        try await stage.entries(1, in: "delivered")
        #expect(try await stage.timeline().map { $0["comms_data"]?["transcript"] } == ["Hello, this is Ana."])
    }

    @Test func whatComesAfterTheInsertFollowsIt() async throws {
        let stage = try await Stage.running()
        try await stage.send(Self.ended)
        let id = try #require(try await stage.entries(1, in: "settling").first?["id"]?.string)

        let release = try await stage.command("outbox", "release", id)
        try await stage.entries(1, in: "delivered")
        try await stage.send(Self.transcribed)

        #expect(release.status == 0 && release.output.contains("\(id) became ent_"))
        try await stage.entries(2, in: "delivered")
        let timeline = try await stage.timeline()
        #expect(timeline.first?["comms_data"]?["transcript"] == nil)
        let reference = timeline.first?["comms_data"]?["reference"]?.string ?? "?"
        #expect(timeline.last?["comms_data"]?["transcript"] == "Hello, this is Ana.")
        #expect(timeline.last?["comms_data"]?["note"] == .string("Adds to \(reference)"))
        let shown = try await stage.command("outbox", "show", id)
        #expect(shown.output.contains(reference))
    }

    @Test func timeAloneClosesAWindow() async throws {
        let folder = try TemporaryDirectory()
        var settings = Stage.Settings()
        settings.adapters = try FailingMappingTests.adapters(
            """
            title: Short windows
            receive:
              body: json
              authenticate: { scheme: hmac, header: Signature, hash: sha1, encoding: base64 }
            translate:
              - settle: { subject: "${{ id }}", for: 1s, until: "${{ transcript }}" }
                entry:
                  key: ${{ id }}
                  comms_type: call
                  comms_source: Short
                  contact: { phone: "${{ from }}" }
                  comms_data: { channel: phone, direction: inbound, outcome: answered }
            """,
            in: folder
        )
        settings.hooks = #"  batches: { adapter: batches, destination: main, secrets: ["\#(Webhook.callRailKey)"] }"#
        let stage = try await Stage.running(settings)

        try await stage.send(FailingMappingTests.batch(#"{"id": "1", "from": "+12125550101"}"#))

        try await stage.entries(1, in: "delivered", within: .seconds(20))
        #expect(try await stage.timeline().count == 1)
    }
}
