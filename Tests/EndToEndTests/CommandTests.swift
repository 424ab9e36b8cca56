import Foundation
import JSON
import Testing

/// What scripts rely on: exit codes and the form of printed JSON.
@Suite(.serialized)
struct CommandTests {
    @Test func checkTellsAGoodConfigurationFromABadOne() async throws {
        let stage = try Stage()
        let good = try await stage.command("check")
        #expect(good.status == 0 && good.output.contains("no errors"))

        try stage.change { $0.limits = "request_deadlin: 2s" }
        let bad = try await stage.command("check")

        #expect(bad.status == 1)
        #expect(bad.output.contains("bridge.yaml:9:") && bad.output.contains("request_deadline"))
        let serve = try await stage.command("serve")
        #expect(serve.status == 78 && serve.output.isEmpty && serve.errors.contains("request_deadline"))
    }

    @Test func serveRefusesAnAdapterThatIsNotThere() async throws {
        let stage = try Stage()
        try stage.change { $0.hooks = "  more: { adapter: calrail, destination: main, secrets: [x-secret] }" }

        let check = try await stage.command("check")
        let serve = try await stage.command("serve")

        #expect(check.status == 1 && check.output.contains("callrail"))
        #expect(serve.status == 78)
    }

    @Test func commandsSayThatTheServiceDoesNotAnswer() async throws {
        let stage = try Stage()

        let list = try await stage.command("outbox", "list")

        #expect(list.status == 69 && list.errors.contains("does not answer"))
        #expect(try await stage.command("outbox", "lis").status == 64)
    }

    @Test(arguments: [(Optional(Webhook.twilioToken), true), ("another-token", false), (nil, false)])
    func tryPrintsTheFixedContract(secret: String?, isAuthentic: Bool) async throws {
        let stage = try Stage()
        let file = stage.folder.path("request.json")
        let webhook = Webhook.sms("SM1", text: "Hello")
        let request: JSONValue = [
            "method": "POST", "url": .string(Stage.publicURL + webhook.target),
            "headers": .object(JSONObject(webhook.headers.map { ($0.name, .string($0.value)) })),
            "body": .string(String(decoding: webhook.body, as: UTF8.self)),
        ]
        try Data(request.serialized()).write(to: URL(fileURLWithPath: file))

        let result = try await Program.run(
            "zyntro-bridge",
            ["adapters", "try", "twilio-messaging", "--request", file, "--json", "--now", "1772442900"]
                + (secret.map { ["--secret", $0] } ?? []) + ["--adapters", stage.currentSettings.adapters]
        )

        #expect(result.status == 0)
        let report = try JSONParser().parse(text: result.output).value
        let keys = ["authentic", "diagnosis", "disposition", "reason", "answer", "entries"]
        #expect(report.object?.names == keys)
        #expect(report["answer"]?.object?.names == ["status", "headers", "body"])
        #expect(report["authentic"] == .bool(isAuthentic))
        #expect(report["diagnosis"]?.isNull == isAuthentic)
        #expect(report["disposition"]?.string == (isAuthentic ? "translated" : "unauthentic"))
        #expect(report["answer"]?["status"] == (isAuthentic ? 200 : 403))
        let entry = report["entries"]?.array?.first
        guard isAuthentic else { return #expect(entry == nil) }
        #expect(entry?.object?.names == ["key", "comms_type", "comms_source", "contact", "member", "comms_data"])
        #expect(entry?["contact"]?.object?.names == ["phone"])
        #expect(entry?["member"]?.object?.names == ["phone"])
        #expect(entry?["comms_data"]?["body"] == "Hello")
        #expect(entry?["comms_data"]?["reference"] == nil && entry?["comms_data"]?["summary"] == nil)
    }
}
