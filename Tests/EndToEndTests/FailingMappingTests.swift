import Foundation
import JSON
import TestSupport
import Testing

/// Adapters whose mapping fails: what came is kept, what can go out goes out, and a reload mends it.
@Suite(.serialized)
struct FailingMappingTests {
    static let adapter = """
        title: Batches
        receive:
          body: json
          authenticate: { scheme: hmac, header: Signature, hash: sha1, encoding: base64 }
        translate:
          - each: ${{ items }}
            entry:
              key: ${{ id }}
              comms_type: ${{ kind }}
              comms_source: Batches
              contact: { phone: "${{ from }}" }
              comms_data: { channel: sms, direction: inbound, body: "${{ text }}" }
        """

    /// A folder of adapters with the shipped ones and this one.
    static func adapters(_ text: String, in folder: TemporaryDirectory) throws -> String {
        let manager = FileManager.default
        let path = folder.path("adapters")
        if !manager.fileExists(atPath: path) {
            try manager.copyItem(atPath: Stage.repository.appending(path: "adapters").path, toPath: path)
            try manager.createDirectory(atPath: path + "/batches", withIntermediateDirectories: true)
        }
        try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/batches/adapter.yaml"))
        return path
    }

    static func stage(_ folder: TemporaryDirectory) async throws -> Stage {
        var settings = Stage.Settings()
        settings.adapters = try adapters(adapter, in: folder)
        settings.hooks = #"  batches: { adapter: batches, destination: main, secrets: ["\#(Webhook.callRailKey)"] }"#
        return try await Stage.running(settings)
    }

    static func batch(_ body: String) -> Webhook {
        var webhook = Webhook.call(body)
        webhook.target = "/hooks/batches"
        return webhook
    }

    @Test func keepsWhatTheMappingCannotTranslate() async throws {
        let folder = try TemporaryDirectory()
        let stage = try await Self.stage(folder)
        let body = #"{"items": [{"id": "1", "kind": "whatever", "from": "+12125550101", "text": "Hello"}]}"#

        #expect(try await stage.send(Self.batch(body)).status == 200)

        let event = try #require(try await stage.events("state=untranslated").first)
        #expect(event["reason"]?.string?.contains("whatever") == false, "contents do not belong into reasons")
        #expect(try await stage.admin("events/\(event["id"]?.string ?? "")")["body"]?.string == body)
        #expect(stage.log.contains("kept a request untranslated"))
    }

    @Test func deliversTheGoodElementsOfABatch() async throws {
        let folder = try TemporaryDirectory()
        let stage = try await Self.stage(folder)
        let items = [("1", "sms"), ("2", "whatever"), ("3", "sms")].map { id, kind in
            #"{"id": "\#(id)", "kind": "\#(kind)", "from": "+12125550101", "text": "text \#(id)"}"#
        }

        #expect(try await stage.send(Self.batch(#"{"items": [\#(items.joined(separator: ","))]}"#)).status == 200)

        try await stage.entries(2, in: "delivered")
        let bodies = try await stage.timeline().map { $0["comms_data"]?["body"]?.string }
        #expect(bodies == ["text 1", "text 3"])
        #expect(try await stage.events("state=untranslated").count == 1)
    }

    @Test func keepsTheLastGoodVersionWhenAReloadFails() async throws {
        let folder = try TemporaryDirectory()
        let stage = try await Self.stage(folder)
        _ = try Self.adapters(Self.adapter.replacing("comms_type:", with: "comms_typ:"), in: folder)

        let reload = try await stage.command("reload")

        #expect(reload.status == 1)
        #expect(reload.output.contains("adapter.yaml:") && reload.output.contains("comms_type"))
        #expect(reload.output.contains("the last good version stays in force"))
        let readiness = try await stage.adminAnswer("/readyz")
        #expect(readiness.status == 200 && readiness.text.contains("the last reload failed"))
        #expect(stage.log.contains("reload refused"))
        let body = #"{"items": [{"id": "1", "kind": "sms", "from": "+12125550101", "text": "Hello"}]}"#
        #expect(try await stage.send(Self.batch(body)).status == 200)
        try await stage.entries(1, in: "delivered")
        _ = try Self.adapters(Self.adapter, in: folder)
        #expect(try await stage.command("reload").status == 0)
    }
}
