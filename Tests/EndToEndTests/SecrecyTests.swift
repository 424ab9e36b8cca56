import Foundation
import JSON
import Testing

/// Credentials stay in memory, message contents in the store, and files belong to their owner alone.
@Suite(.serialized)
struct SecrecyTests {
    private static let contents = "The PIN of the gate is 8827"

    private static func settings() -> Stage.Settings {
        var settings = Stage.Settings()
        settings.log = "level: trace"
        settings.apiKey = "planted-api-key-5f1c"
        settings.developerSecret = "zdk_planted-5f1c"
        settings.adminToken = "planted-admin-token-5f1c"
        settings.twilioToken = "planted-twilio-token-5f1c"
        settings.postmarkPassword = "postmark:planted-password-5f1c"
        settings.callRailKey = "planted-callrail-key-5f1c"
        settings.sandboxFlags = [
            "--api-key", settings.apiKey, "--developer-secret", settings.developerSecret,
            "--accept-any-contact",
        ]
        return settings
    }

    /// The planted texts, also as they stand in an Authorization header.
    private static func planted(_ settings: Stage.Settings) -> [String] {
        [
            settings.apiKey, settings.developerSecret, settings.adminToken, settings.twilioToken, settings.callRailKey,
            "planted-password-5f1c", Data(settings.postmarkPassword.utf8).base64EncodedString(), "5f1c",
        ]
    }

    /// Everything that may go wrong with a credential nearby.
    private static func provoke(_ stage: Stage, _ settings: Stage.Settings) async throws {
        let good = Webhook.sms("SM1", text: contents, secret: settings.twilioToken)
        try await stage.send(good)
        try await stage.send(.sms("SM2", text: contents, secret: "wrong"))
        var misplaced = good
        misplaced.target += "?token=\(settings.twilioToken)"
        try await stage.send(misplaced)
        try await stage.send(.mail("mail-1", text: contents, password: settings.postmarkPassword))
        try await stage.send(.mail("mail-2", text: contents, password: "postmark:wrong"))
        try await stage.send(.call(#"{"broken": "#, secret: settings.callRailKey))
        try await stage.entries(2, in: "delivered")
        let echo = "Something about \(settings.apiKey) and \(settings.developerSecret) went wrong"
        try await stage.setFaults(["error": .string(echo), "fault_on": ["addCommsHistory"], "fail_first": 1])
        try await stage.send(.sms("SM3", from: "+13105550102", text: contents, secret: settings.twilioToken))
        try await wait(for: "the refused attempt") {
            try await stage.entries("state=queued").contains { $0["attempts"] != 0 }
        }
        let refusal = "Invalid API key \(settings.apiKey)"
        try await stage.setFaults(["error": .string(refusal), "fault_on": ["addCommsHistory"]])
        try await stage.send(.sms("SM4", from: "+14155550103", text: contents, secret: settings.twilioToken))
        try await wait(for: "the pause") { try await stage.adminAnswer("/readyz").text.contains(#"["main"]"#) }
    }

    /// What every command prints that reads something, also of what is not there and with a token that is wrong.
    private static func commands(_ stage: Stage) async throws -> [(name: String, bytes: Data)] {
        let entry = try await stage.entries().first?["id"]?.string ?? ""
        let event = try await stage.events().first?["id"]?.string ?? ""
        let all = [
            ["reload"], ["check"], ["outbox", "list"], ["outbox", "list", "--json"], ["outbox", "show", entry],
            ["events", "list"], ["events", "show", event], ["events", "show", "evt_0000000000000"],
            ["destination", "list"],
            ["directory", "lookup", "main", "+12125550101"], ["outbox", "discard", entry, "--reason", "trial"],
        ]
        var places: [(name: String, bytes: Data)] = []
        for arguments in all {
            let result = try await Program.run("zyntro-bridge", arguments + ["--config", stage.configurationPath])
            places.append((arguments.joined(separator: " "), Data((result.output + result.errors).utf8)))
        }
        let environment = ["BRIDGE_ADMIN_TOKEN": "guessed"]
        let admin = "http://127.0.0.1:\(stage.adminPort)"
        let arguments = ["outbox", "list", "--admin", admin]
        let guess = try await Program.run("zyntro-bridge", arguments, environment: environment)
        #expect(guess.status == 1 && guess.output.isEmpty && !guess.errors.contains("guessed"))
        places.append(("a guess", Data(guess.errors.utf8)))
        return places
    }

    @Test func plantedSecretsAppearNowhere() async throws {
        let settings = Self.settings()
        let stage = try await Stage.running(settings)
        try await Self.provoke(stage, settings)

        var answers = ["/metrics", "/readyz", "/api/v1/status", "/api/v1/destinations", "/api/v1/events?limit=500"]
        for entry in try await stage.entries() { answers.append("/api/v1/outbox/\(entry["id"]?.string ?? "")") }
        for event in try await stage.events() { answers.append("/api/v1/events/\(event["id"]?.string ?? "")") }
        var places: [(name: String, bytes: Data)] = []
        for path in answers { places.append((path, Data(try await stage.adminAnswer(path).body))) }
        places += try await Self.commands(stage)
        #expect(try await stage.stopBridge() == 0)
        for name in try FileManager.default.contentsOfDirectory(atPath: stage.folder.url.path)
        where name != "bridge.yaml" {
            places.append((name, FileManager.default.contents(atPath: stage.folder.path(name)) ?? Data()))
        }

        for (name, bytes) in places {
            for text in Self.planted(settings) {
                #expect(bytes.range(of: Data(text.utf8)) == nil, "\(text) in \(name)")
            }
        }
        let logged = places.filter { $0.name.hasSuffix(".log") || $0.name == "/metrics" || $0.name.hasSuffix("status") }
        #expect(logged.count >= 3)
        for (name, bytes) in logged {
            for text in [Self.contents, "12125550101", "ana.ruiz"] {
                #expect(bytes.range(of: Data(text.utf8)) == nil, "\(text) in \(name)")
            }
        }
    }

    @Test func whatACallerWritesForgesNoLogLine() async throws {
        for format in ["text", "json"] {
            var settings = Stage.Settings()
            settings.log = "level: trace, format: \(format)"
            let stage = try await Stage.running(settings)
            var paths = ["/hooks/none%0d%0aforged", "/hooks/none%1b%5b2J", "/hooks/texts?x=%0d%0aforged"]
            paths += ["/hooks/texts?\u{9B}31mforged"]
            for path in paths {
                let connection = try await RawConnection(port: stage.port)
                let headers = "Host: x\r\nX-Twilio-Signature: a\u{9B}31mforged\r\nContent-Length: 1\r\n"
                try await connection.send(Array("POST \(path) HTTP/1.1\r\n\(headers)\r\na".utf8))
                _ = try await connection.status()
            }
            try await stage.send(.call("{\"a\":\"\\u001b[2J\\r\\nforged"))
            try await stage.send(.sms("SM1", text: "\u{1B}[2J\r\nforged"))
            try await stage.entries(1, in: "delivered")
            #expect(try await stage.stopBridge() == 0)

            // What is wrong with files is told before the log begins, each line with its file.
            let lines = stage.log.split(separator: "\n").filter { !$0.hasPrefix(stage.folder.url.path) }
            #expect(lines.count > 5)
            #expect(lines.allSatisfy { $0.hasPrefix(format == "text" ? "20" : "{\"time\":") })
            let controls = stage.log.unicodeScalars.filter {
                $0 != "\n" && ($0.value < 0x20 || (0x7F...0x9F).contains($0.value))
            }
            #expect(controls.isEmpty)
        }
    }

    @Test func problemsOfAConfigurationDoNotShowItsSecrets() async throws {
        let stage = try Stage(Self.settings())
        try stage.change { $0.hooks = "  more: { adapter: calrail, destination: man, secrets: [planted-5f1c] }" }

        let check = try await stage.command("check")

        #expect(check.status == 1)
        #expect(!check.output.contains("5f1c") && !check.errors.contains("5f1c"))
    }

    @Test func filesOfTheStoreBelongToTheirOwnerAlone() async throws {
        let stage = try await Stage.running()
        try await stage.send(.sms("SM1"))

        let names = try FileManager.default.contentsOfDirectory(atPath: stage.folder.url.path)
            .filter { $0.hasPrefix("bridge.sqlite") }

        #expect(
            Set(names).isSuperset(of: [
                "bridge.sqlite", "bridge.sqlite-wal", "bridge.sqlite.lock", "bridge.sqlite.mark",
            ])
        )
        for name in names {
            let attributes = try FileManager.default.attributesOfItem(atPath: stage.folder.path(name))
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
        }
    }
}
