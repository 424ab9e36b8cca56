import Foundation
import JSON
import TestSupport
import Testing

/// The tools for adapter authors against running services.
@Suite(.serialized)
struct ToolTests {
    private static func stage(_ folder: TemporaryDirectory, review: Int = 0) async throws -> Stage {
        var settings = Stage.Settings()
        settings.adapters = try FailingMappingTests.adapters(FailingMappingTests.adapter, in: folder)
        settings.hooks = """
              batches: { adapter: batches, destination: main, secrets: ["\(Webhook.callRailKey)"], review: \(review) }
            """
        return try await Stage.running(settings)
    }

    private static func item(_ id: String) -> Webhook {
        FailingMappingTests.batch(
            #"{"items": [{"id": "\#(id)", "kind": "sms", "from": "+12125550101", "text": "text \#(id)"}]}"#
        )
    }

    @Test func theFirstEntriesOfAChangedAdapterAreHeldUntilTheyAreReleased() async throws {
        let folder = try TemporaryDirectory()
        let stage = try await Self.stage(folder, review: 2)
        try await stage.send(Self.item("1"))
        try await stage.entries(1, in: "delivered")
        _ = try FailingMappingTests.adapters(FailingMappingTests.adapter + "# mended\n", in: folder)
        #expect(try await stage.command("reload").status == 0)

        try await stage.send(Self.item("2"))
        #expect(try await stage.stopBridge() == 0)
        try await stage.startBridge()
        for id in ["3", "4"] { try await stage.send(Self.item(id)) }

        try await stage.entries(2, in: "delivered")
        let held = try await stage.entries("state=held")
        #expect(held.count == 2)
        #expect(held.allSatisfy { $0["reason"]?.string?.hasPrefix("review of adapter batches ") == true })
        let ids = held.compactMap { $0["id"]?.string }
        for id in ids { #expect(try await stage.command("outbox", "release", id).status == 0) }
        try await stage.entries(4, in: "delivered")
        let again = try await stage.command("outbox", "release", ids[0])
        #expect(again.status == 1 && again.errors.contains("only what is held"))
    }

    @Test func anExampleThatFailsKeepsTheLastGoodVersionInForce() async throws {
        let folder = try TemporaryDirectory()
        let stage = try await Self.stage(folder)
        let examples = folder.path("adapters/batches/examples")
        try FileManager.default.createDirectory(atPath: examples, withIntermediateDirectories: true)
        let webhook = Self.item("1")
        let request: JSONValue = [
            "method": "POST", "url": .string(Stage.publicURL + webhook.target),
            "headers": .object(JSONObject(webhook.headers.map { ($0.name, .string($0.value)) })),
            "body": .string(String(decoding: webhook.body, as: UTF8.self)), "secret": .string(Webhook.callRailKey),
        ]
        try request.text().write(toFile: "\(examples)/one.request.json", atomically: true, encoding: .utf8)
        let arguments = ["adapters", "test", "batches", "--adapters", folder.path("adapters")]
        #expect(try await Program.run("zyntro-bridge", arguments + ["--update"]).status == 0)
        #expect(try await stage.command("reload").status == 0)
        let other = FailingMappingTests.adapter.replacing("comms_source: Batches", with: "comms_source: Other")
        _ = try FailingMappingTests.adapters(other, in: folder)

        let reload = try await stage.command("reload")

        #expect(reload.status == 1 && reload.output.contains("the example does not come out as expected"))
        #expect(stage.log.contains("reload refused"))
        #expect(try await stage.adminAnswer("/readyz").text.contains("the last reload failed"))
        try await stage.send(Self.item("2"))
        try await stage.entries(1, in: "delivered")
        #expect(try await stage.timeline().map { $0["comms_source"]?.string } == ["Batches"])
    }

    @Test func anEventBecomesAnExampleWithoutAnythingPersonal() async throws {
        let folder = try TemporaryDirectory()
        let stage = try await Self.stage(folder)
        let sms = Webhook.sms(
            "SM0f1e2d3c4b5a69788796a5b4c3d2e1f0",
            from: "+14155552671",
            text: "My name is Jane Doe, write to jane.doe@corp.test or call 415 555 2671"
        )
        try await stage.send(sms)
        let id = try #require(try await stage.events("limit=1").first?["id"]?.string)

        let first = try await stage.command("adapters", "record", id, "--name", "recorded-sms")
        let second = try await stage.command("adapters", "record", id, "--name", "recorded-sms")

        #expect(first.status == 0, "\(first.errors)")
        #expect(second.status == 1 && second.errors.contains("is there already"))
        let examples = folder.path("adapters/twilio-messaging/examples")
        let request = try String(contentsOfFile: "\(examples)/recorded-sms.request.json", encoding: .utf8)
        let expected = try String(contentsOfFile: "\(examples)/recorded-sms.expected.json", encoding: .utf8)
        let personal = [
            "Jane", "Doe", "corp.test", "4155552671", "2671", "SM0f1e2d3c4b5a69788796a5b4c3d2e1f0", "6465550100",
            "AC00000000000000000000000000000001", Webhook.twilioToken,
        ]
        for word in personal { #expect(!(request + expected).contains(word), "\(word)") }
        #expect(expected.contains("\"translated\"") && request.contains("555010"))
        let test = try await Program.run(
            "zyntro-bridge",
            ["adapters", "test", "twilio-messaging", "--adapters", folder.path("adapters")]
        )
        #expect(test.status == 0, "\(test.output)")
    }

    @Test func aDraftIsWrittenFromASampleAndNeverOverOneThatIsThere() async throws {
        let folder = try TemporaryDirectory()
        let sample = folder.path("sample.json")
        let body =
            #"{"message_id":"m-9","from":"+14155552671","to":"+14155550000","text":"Hi there","received_at":"2026-03-02T09:15:00Z"}"#
        try body.write(toFile: sample, atomically: true, encoding: .utf8)
        let arguments = [
            "adapters", "new", "acme", "--from", sample, "--adapters", folder.path("adapters"), "--headers",
            "X-Acme-Signature: " + String(repeating: "ab", count: 32), "Content-Type: application/json",
        ]

        let first = try await Program.run("zyntro-bridge", arguments)
        let second = try await Program.run("zyntro-bridge", arguments)
        let test = try await Program.run(
            "zyntro-bridge",
            ["adapters", "test", "acme", "--adapters", folder.path("adapters")]
        )

        #expect(first.status == 0, "\(first.output)\(first.errors)")
        #expect(!first.output.contains("error:"))
        #expect(second.status == 1 && second.errors.contains("is there already"))
        #expect(test.status == 0 && test.output.contains("2 examples hold"), "\(test.output)")
    }

    @Test func oneAdapterIsCheckedWithoutAConfiguration() async throws {
        let folder = try TemporaryDirectory()
        let adapters = folder.path("adapters")
        try FileManager.default.createDirectory(atPath: "\(adapters)/acme", withIntermediateDirectories: true)
        func write(_ event: String) throws {
            try """
            title: Acme
            receive:
              authenticate: { scheme: none }
            translate:
              - when: ${{ event == \(event) }}
                ignore: a ping
              - entry:
                  key: ${{ id }}
                  comms_type: sms
                  comms_source: Acme
                  contact: { phone: "${{ from }}" }
                  comms_data: { channel: sms, direction: inbound }
            """.write(toFile: "\(adapters)/acme/adapter.yaml", atomically: true, encoding: .utf8)
        }
        func check(_ arguments: String...) async throws -> Program.Result {
            try await Program.run("zyntro-bridge", ["adapters", "check", "--adapters", adapters] + arguments)
        }

        try write("`ping`")
        let broken = try await check("acme")
        try write("'ping'")
        let sound = try await check("acme")
        let all = try await check("--json")
        let misspelt = try await check("acne")

        #expect(
            broken.status == 1
                && broken.output.contains("acme/adapter.yaml:5:24: error: a literal in backquotes is JSON")
        )
        #expect(broken.output.contains("write 'ping'") && broken.output.contains("1 error, no warnings"))
        #expect(sound.status == 0 && sound.output.contains("the folder lacks an example that yields an entry"))
        #expect(sound.output.contains("no errors"))
        #expect(try JSONParser().parse(Array(all.output.utf8)).value.array?.isEmpty == false)
        #expect(misspelt.status == 1 && misspelt.errors.contains("did you mean \"acme\"?"))
    }
}
