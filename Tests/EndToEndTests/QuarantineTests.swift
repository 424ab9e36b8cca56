import Foundation
import JSON
import Testing

/// A secret that was rotated too early costs no message.
@Suite(.serialized)
struct QuarantineTests {
    private static let mended = "planted-mended-token-77aa"

    private func quarantined(_ stage: Stage, _ count: Int) async throws -> [JSONValue] {
        var rows: [JSONValue] = []
        try await wait(for: "\(count) requests in the quarantine, not \(rows.count)") {
            rows = try await stage.admin("quarantine?limit=500")["requests"]?.array ?? []
            return rows.count == count
        }
        return rows
    }

    private func bodies(_ stage: Stage) async throws -> [String] {
        try await stage.timeline().compactMap { $0["comms_data"]?["body"]?.string }
    }

    @Test func tenMessagesOfATooEarlyRotationReachTheTimelineInOrder() async throws {
        let stage = try await Stage.running()
        let sent = (1...10).map { Webhook.sms("SM\($0)", text: "message \($0)", secret: Self.mended) }
        for webhook in sent { #expect(try await stage.send(webhook).status == 403) }
        #expect(try await stage.send(.sms("SM99", text: "forged", secret: "guessed")).status == 403)
        #expect(try await stage.send(sent[3]).status == 403)
        let rows = try await quarantined(stage, 11)
        try await wait(for: "the retry to be counted") {
            try await stage.admin("quarantine")["requests"]?.array?.contains { $0["times"] == 2 } == true
        }
        let listed = try await stage.command("events", "list", "--quarantine")
        #expect(listed.output.contains("wrong secret") && listed.output.contains("127.0.0.1"))
        let id = try #require(rows.last?["id"]?.string)
        let shown = try await stage.command("events", "show", id)
        #expect(shown.output.contains("nobody vouched") && shown.output.contains("message"))
        let early = try await stage.command("events", "recheck")
        #expect(early.output.contains("0 accepted, 0 accepted before, 11 stay"))

        try stage.change { $0.twilioToken = Self.mended }
        let reload = try await stage.command("reload")
        #expect(reload.output.contains("hook texts: 11 refused requests wait in the quarantine"))
        #expect(stage.log.contains("11 refused requests wait in the quarantine"))
        // The provider sends one of them again, now with success.
        #expect(try await stage.send(sent[6]).status == 200)
        try await stage.drained()
        let dry = try await stage.command("events", "recheck", "--hook", "texts", "--dry-run")
        #expect(dry.output.contains("10 would pass, 1 would stay"))
        #expect(try await stage.events().count == 1)
        let result = try await stage.command("events", "recheck", "--since", "2h", "--json")

        let report = try JSONParser().parse(text: result.output).value
        #expect((report["examined"]?.int, report["accepted"]?.int, report["duplicates"]?.int) == (11, 9, 1))
        #expect(report["remaining"]?.array?.count == 1)
        try await stage.entries(10, in: "delivered")
        #expect(try await bodies(stage) == ["message 7"] + (1...10).filter { $0 != 7 }.map { "message \($0)" })
        let arrivals = Set(rows.compactMap { $0["received_at"]?.string })
        let received = try await stage.events().dropLast().compactMap { $0["received_at"]?.string }
        #expect(received.count == 9 && arrivals.isSuperset(of: received))
        #expect(try await quarantined(stage, 1).first?["diagnosis"]?.string?.hasPrefix("wrong secret") == true)
        // A captured request is known, also after the recheck.
        for webhook in sent { #expect(try await stage.send(webhook).status == 200) }
        #expect(try await stage.events().count == 10)
        #expect(try await stage.states()["delivered"] == 10)
    }

    @Test func aPasswordIsVerifiedAgainAfterARestartAndStandsNowhere() async throws {
        let password = "postmark:planted-mended-77aa"
        let stage = try await Stage.running()
        for number in 1...3 {
            let mail = Webhook.mail("mail-\(number)", text: "mail \(number)", password: password)
            #expect(try await stage.send(mail).status >= 400)
        }
        var misplaced = Webhook.sms("SM1", secret: "planted-other-77aa")
        misplaced.target += "?token=planted-other-77aa"
        #expect(try await stage.send(misplaced).status == 403)
        _ = try await quarantined(stage, 4)
        let show = try await stage.admin("quarantine")["requests"]?.array?.compactMap { $0["id"]?.string } ?? []
        var places: [(name: String, bytes: Data)] = []
        for id in show { places.append((id, Data(try await stage.adminAnswer("/api/v1/quarantine/\(id)").body))) }
        #expect(try await stage.stopBridge() == 0)
        for name in try FileManager.default.contentsOfDirectory(atPath: stage.folder.url.path)
        where name != "bridge.yaml" {
            places.append((name, FileManager.default.contents(atPath: stage.folder.path(name)) ?? Data()))
        }
        #expect(places.count > 7)
        for (name, bytes) in places {
            for text in ["77aa", Data(password.utf8).base64EncodedString()] {
                #expect(bytes.range(of: Data(text.utf8)) == nil, "\(text) in \(name)")
            }
        }

        try stage.change { $0.postmarkPassword = password }
        try await stage.startBridge()
        try await wait(for: "the log to say what waits in the quarantine") {
            stage.log.contains("refused requests wait in the quarantine")
        }
        let result = try await stage.command("events", "recheck")

        #expect(result.output.contains("3 accepted, 0 accepted before, 1 stay"))
        #expect(try await stage.events().count == 3)
        #expect(try await stage.adminAnswer("/metrics").text.contains(#"bridge_quarantine_requests{hook="texts"} 1"#))
    }

    @Test func aTokenInASignedURLStandsNowhereAndItsRequestIsTheOneThatTheProviderSendsAgain() async throws {
        let stage = try await Stage.running()
        var sent = Webhook.sms("SM1", secret: Self.mended, query: "?n=1&token=planted-url-88bb")
        sent.headers.append(("X-Original-URL", "/in?token=planted-url-88bb"))
        sent.headers.append(("Referer", Stage.publicURL + "/in?u=%3Ftoken%3Dplanted-url-88bb"))
        #expect(try await stage.send(sent).status == 403)
        let id = try #require(try await quarantined(stage, 1).first?["id"]?.string)
        let shown = try await stage.adminAnswer("/api/v1/quarantine/\(id)").text
        #expect(shown.contains("?n=1&token=…") && shown.contains("x-original-url"))
        #expect(!shown.contains("88bb"))
        #expect(try await stage.stopBridge() == 0)
        for name in try FileManager.default.contentsOfDirectory(atPath: stage.folder.url.path) {
            let bytes = FileManager.default.contents(atPath: stage.folder.path(name)) ?? Data()
            #expect(bytes.range(of: Data("88bb".utf8)) == nil, "in \(name)")
        }

        try stage.change { $0.twilioToken = Self.mended }
        try await stage.startBridge()
        let result = try await stage.command("events", "recheck")

        #expect(result.output.contains("1 accepted, 0 accepted before, 0 stay"))
        try await stage.entries(1, in: "delivered")
        #expect(try await stage.send(sent).status == 200)
        #expect(try await stage.events().count == 1)
        #expect(try await stage.adminAnswer("/metrics").text.contains(#"outcome="duplicate"} 1"#))
    }

    @Test func countsWhatThereIsNoRoomFor() async throws {
        var settings = Stage.Settings()
        settings.limits = "quarantined_requests: 8"
        let stage = try await Stage.running(settings)

        for number in 1...5 {
            #expect(try await stage.send(.sms("SM\(number)", secret: Self.mended)).status == 403)
        }

        // One source has a quarter of the room.
        try await wait(for: "three requests to be dropped") {
            let metrics = try await stage.adminAnswer("/metrics").text
            return metrics.contains(#"bridge_quarantine_dropped_total{reason="room"} 3"#)
        }
        #expect(try await quarantined(stage, 2).count == 2)
    }

    @Test(arguments: ["yesterday", "1w"])
    func saysWhatATimeLooksLike(since: String) async throws {
        let result = try await Program.run("zyntro-bridge", ["events", "recheck", "--since", since])

        #expect(result.status == 64)
        #expect(result.errors.contains("2026-03-02T09:15:00Z"))
    }
}
