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

    @Test(arguments: [
        "  more: { adapter: twilio-voice, destination: main, secrets: [x], settings: { signature_method: md5 } }",
        "  more: { adapter: callrail, destination: main, secrets: [x-secret], settings: { settel: off } }",
    ])
    func serveAndCheckRefuseASettingThatHasNoEffect(hook: String) async throws {
        let stage = try Stage()
        try stage.change { $0.hooks = hook }
        let line = try String(contentsOfFile: stage.configurationPath, encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false).firstIndex { $0 == hook }.map { $0 + 1 }

        let check = try await stage.command("check")
        let serve = try await stage.command("serve")

        let place = "bridge.yaml:\(line ?? 0):"
        #expect(check.status == 1 && check.output.contains(place) && check.output.contains("setting"), "\(check)")
        #expect(serve.status == 78 && serve.errors.contains(place), "\(serve)")
    }

    @Test func anAddressThatIsInUseIsToldByItsKey() async throws {
        let stage = try await Stage.running()
        let other = try Stage()

        for (own, key) in [(other.adminPort, "admin.listen"), (other.port, "listen")] {
            let taken = key == "listen" ? stage.port : stage.adminPort
            let text = try String(contentsOfFile: other.configurationPath, encoding: .utf8)
                .replacing("127.0.0.1:\(own)", with: "127.0.0.1:\(taken)")
            let path = other.folder.path("\(key).yaml")
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))

            let serve = try await Program.run("zyntro-bridge", ["serve", "--config", path])

            #expect(serve.status == 1 && serve.errors.contains("serve: \(key): 127.0.0.1:\(taken) is in use already"))
            #expect(!serve.errors.contains("descriptor:ptr"))
        }
    }

    @Test func aMisspeltNameIsNoEmptyList() async throws {
        let stage = try await Stage.running()

        let lists = [
            (["outbox", "list", "--destination", "mian"], "no destination \"mian\"; did you mean \"main\"?"),
            (["events", "list", "--hook", "text"], "no hook \"text\"; did you mean \"texts\"?"),
            (["events", "list", "--quarantine", "--hook", "text"], "no hook \"text\"; did you mean \"texts\"?"),
        ]
        for (arguments, message) in lists {
            let result = try await Program.run("zyntro-bridge", arguments + ["--config", stage.configurationPath])
            #expect(result.status == 1 && result.output.isEmpty && result.errors.contains(message), "\(result)")
        }
        let known = try await stage.command("outbox", "list", "--destination", "main", "--state", "held")
        #expect(known.status == 0 && known.output.contains("no entry"))
        #expect(try await stage.command("events", "list", "--hook", "mail").status == 0)
    }

    @Test func tryWarnsOfASettingThatTheAdapterNeverReads() async throws {
        let stage = try Stage()
        let folder = stage.currentSettings.adapters
        let arguments = [
            "adapters", "try", "callrail", "--request", folder + "/callrail/examples/answered-call.request.json",
            "--adapters", folder,
            "--set", "region=GB", "--set", "zone=Europe/London", "--set", "settel=off",
        ]

        let result = try await Program.run("zyntro-bridge", arguments)

        #expect(result.status == 0 && result.output.contains("\"authentic\""))
        #expect(result.errors.split(separator: "\n").count == 1)
        #expect(result.errors.contains("warning: --set settel:") && result.errors.contains("did you mean \"settle\"?"))
    }

    @Test func examplesAreToldToAMachineToo() async throws {
        let stage = try Stage()
        let folder = stage.currentSettings.adapters

        let result = try await Program.run(
            "zyntro-bridge",
            ["adapters", "test", "callrail", "--json", "--adapters", folder]
        )

        let examples = try #require(try JSONParser().parse(text: result.output).value.array)
        #expect(result.status == 0 && !examples.isEmpty)
        #expect(examples.allSatisfy { $0["passed"] == true && $0["adapter"] == "callrail" })
        #expect(examples.first?.object?.names == ["adapter", "example", "passed", "updated", "differences"])
    }

    @Test func commandsSayThatTheServiceDoesNotAnswer() async throws {
        let stage = try Stage()

        let list = try await stage.command("outbox", "list")

        #expect(list.status == 69 && list.errors.contains("does not answer"))
        #expect(try await stage.command("outbox", "lis").status == 64)
        let missing = try await Program.run("zyntro-bridge", ["outbox", "list", "--config", "/nowhere/bridge.yaml"])
        #expect(missing.status == 78 && missing.errors.contains("the running service was not asked"))
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

        #expect(result.status == 0 && result.errors.isEmpty)
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
