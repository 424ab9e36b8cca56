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

    @Test func plantedSecretsAppearNowhere() async throws {
        let settings = Self.settings()
        let stage = try await Stage.running(settings)
        try await Self.provoke(stage, settings)

        var answers = ["/metrics", "/readyz", "/api/v1/status", "/api/v1/destinations", "/api/v1/events?limit=500"]
        for entry in try await stage.entries() { answers.append("/api/v1/outbox/\(entry["id"]?.string ?? "")") }
        for event in try await stage.events() { answers.append("/api/v1/events/\(event["id"]?.string ?? "")") }
        var places: [(name: String, bytes: Data)] = []
        for path in answers { places.append((path, Data(try await stage.adminAnswer(path).body))) }
        let wrongToken = try await stage.command("reload")
        places.append(("reload", Data((wrongToken.output + wrongToken.errors).utf8)))
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
