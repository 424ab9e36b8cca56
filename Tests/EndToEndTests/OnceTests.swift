import Foundation
import JSON
import Testing

/// The same thing twice, at once or from two services.
@Suite(.serialized)
struct OnceTests {
    /// Sends requests whose last bytes go out together, each on a connection of its own; their statuses.
    private static func atOnce(_ wires: [[UInt8]], to stage: Stage) async throws -> [Int?] {
        var waiting: [(connection: RawConnection, rest: [UInt8])] = []
        for wire in wires {
            let connection = try await RawConnection(port: stage.port)
            try await connection.send(wire.dropLast().map { $0 })
            waiting.append((connection, wire.suffix(1).map { $0 }))
        }
        return try await withThrowingTaskGroup(of: Int?.self) { group in
            for (connection, rest) in waiting {
                group.addTask {
                    try await connection.send(rest)
                    return try await connection.status()
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    @Test func makesOneEventOfThe32SameRequestsOfOneInstant() async throws {
        let stage = try await Stage.running()
        let wire = Webhook.sms("SM1").wire()

        let statuses = try await Self.atOnce(Array(repeating: wire, count: 32), to: stage)

        #expect(statuses == Array(repeating: 200, count: 32))
        #expect(try await stage.events().count == 1)
        #expect(try await stage.entries().count == 1)
        try await stage.entries(1, in: "delivered")
        #expect(try await stage.timeline().count == 1)
    }

    @Test func makesOneEntryOfThe32WordingsOfOneMessage() async throws {
        let stage = try await Stage.running()
        let wires = (0..<32).map { Webhook.sms("SM1", text: "Wording \($0)").wire() }

        let statuses = try await Self.atOnce(wires, to: stage)

        #expect(statuses == Array(repeating: 200, count: 32))
        #expect(try await stage.events().count == 32)
        try await stage.entries(1, in: "delivered")
        #expect(try await stage.states() == ["delivered": 1, "duplicate": 31])
        #expect(try await stage.timeline().count == 1)
    }

    @Test func aCapturedRequestIsNoSecondEventHoweverItIsSentAgain() async throws {
        let stage = try await Stage.running()
        let captured = Webhook.sms("SM1")
        try await stage.send(captured)
        try await stage.entries(1, in: "delivered")
        try await stage.killBridge()
        try await stage.startBridge()

        var retried = captured
        retried.headers += [("I-Twilio-Idempotency-Token", "00000000-0000-4000-8000-000000000001"), ("X-Retry", "2")]
        var elsewhere = captured
        elsewhere.headers.append(("X-Forwarded-For", "203.0.113.7"))
        for replay in [captured, retried, elsewhere] { #expect(try await stage.send(replay).status == 200) }
        let chunked = try await RawConnection(port: stage.port)
        let size = String(captured.body.count, radix: 16)
        let body = Array("\(size)\r\n".utf8) + captured.body + Array("\r\n0\r\n\r\n".utf8)
        try await chunked.send(Array(captured.head(extra: "Transfer-Encoding: chunked\r\n").utf8) + body)
        #expect(try await chunked.status() == 200)

        #expect(try await stage.events().count == 1)
        #expect(try await stage.states() == ["delivered": 1])
        #expect(try await stage.timeline().count == 1)
    }

    @Test func twoPhasesOfOneCallAreTwoEntriesHoweverOftenTheyAreTold() async throws {
        var settings = Stage.Settings()
        settings.hooks = """
              quick: { adapter: callrail, destination: main, secrets: ["\(Webhook.callRailKey)"], settings: { settle: off } }
            """
        let stage = try await Stage.running(settings)
        let call =
            #"{"resource_id":"CAL1","direction":"inbound","answered":true,"customer_name":"Ana Ruiz","#
            + #""customer_phone_number":"+12125550101","tracking_phone_number":"+16465550100","duration":"184","#
            + #""start_time":"2026-03-02T09:15:04.120-05:00","transcription":""#
        var ended = Webhook.call(call + #""}"#)
        ended.target = "/hooks/quick?event=post_call"
        var transcribed = Webhook.call(call + #"Hello, this is Ana.","changes":["transcription"]}"#)
        transcribed.target = "/hooks/quick?event=call_modified"

        let wires = [ended, transcribed].map { $0.wire() }
        let statuses = try await Self.atOnce((0..<16).map { wires[$0 % 2] }, to: stage)

        #expect(statuses == Array(repeating: 200, count: 16))
        #expect(try await stage.events().count == 2)
        try await stage.entries(2, in: "delivered")
        #expect(try await stage.states() == ["delivered": 2])
        #expect(try await stage.timeline().count == 2)
    }

    @Test func givesTheSameMessageInAnotherRequestNoSecondEntry() async throws {
        let stage = try await Stage.running()
        try await stage.send(.sms("SM1"))
        try await stage.entries(1, in: "delivered")

        #expect(try await stage.send(.sms("SM1", text: "Is the flat still free? (again)")).status == 200)

        #expect(try await stage.events().count == 2)
        #expect(try await stage.states()["duplicate"] == 1)
        try await stage.drained()
        #expect(try await stage.timeline().count == 1)
    }

    @Test func refusesASecondServiceOnTheSameStore() async throws {
        let stage = try await Stage.running()
        let other = try String(contentsOfFile: stage.configurationPath, encoding: .utf8)
            .replacing("127.0.0.1:\(stage.port)", with: "127.0.0.1:\(try Ports.take())")
            .replacing("127.0.0.1:\(stage.adminPort)", with: "127.0.0.1:\(try Ports.take())")
        try Data(other.utf8).write(to: URL(fileURLWithPath: stage.folder.path("second.yaml")))

        let second = try await Program.run("zyntro-bridge", ["serve", "--config", stage.folder.path("second.yaml")])

        #expect(second.status == 1)
        #expect(second.output.isEmpty)
        #expect(second.errors.contains("in use"))
        #expect(try await stage.send(.sms("SM1")).status == 200)
    }
}
