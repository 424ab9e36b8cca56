import Foundation
import JSON
import Testing

/// What a hostile, broken or mistaken caller sends: a clear answer, and nothing is stored that should not be.
@Suite(.serialized)
struct BadInputTests {
    @Test func keepsAMalformedBodyThatIsAuthentic() async throws {
        let stage = try await Stage.running()
        let body = #"{"resource_id": "CAL1", "customer_phone_number": "#

        let answer = try await stage.send(.call(body))

        #expect(answer.status == 200)
        let event = try #require(try await stage.events("state=untranslated").first)
        let stored = try await stage.admin("events/\(event["id"]?.string ?? "")")
        #expect(stored["body"]?.string == body)
        #expect(stored["reason"]?.string?.isEmpty == false)
        #expect(try await stage.entries().isEmpty)
    }

    @Test func refusesAWrongSignatureAndSaysWhyInTheLogAlone() async throws {
        let stage = try await Stage.running()

        let answer = try await stage.send(.sms("SM1", secret: "another-token"))

        #expect(answer.status == 403)
        #expect(!answer.text.contains("signature") && !answer.text.contains("secret"))
        #expect(try await stage.events().isEmpty)
        try await wait(for: "the diagnosis in the log") { stage.log.contains("refused a request") }
        #expect(stage.log.contains("diagnosis"))
    }

    @Test func answersAnUnknownHookLikeAPathThatWasNeverThere() async throws {
        let stage = try await Stage.running()
        var stray = Webhook.sms("SM1")
        stray.target = "/hooks/nobody"
        var elsewhere = stray
        elsewhere.target = "/somewhere/else"

        let (first, second) = (try await stage.send(stray), try await stage.send(elsewhere))

        #expect(first.status == 404 && first.body == second.body)
        #expect(first.headers.filter { $0.key != "date" } == second.headers.filter { $0.key != "date" })
    }

    @Test func turnsAwayTwentyMegabytesAtATextHookBeforeTheyAreSent() async throws {
        let stage = try await Stage.running()
        let connection = try await RawConnection(port: stage.port)

        try await connection.send(Array(Webhook.sms("SM1").head(extra: "Content-Length: 20000000\r\n").utf8))

        #expect(try await connection.status() == 413)
        #expect(try await stage.events().isEmpty)
    }

    @Test func turnsAwayTwentyMegabytesThatComeInChunks() async throws {
        let stage = try await Stage.running()
        let connection = try await RawConnection(port: stage.port)
        try await connection.send(Array(Webhook.sms("SM1").head(extra: "Transfer-Encoding: chunked\r\n").utf8))
        let chunk = Array("80000\r\n".utf8) + [UInt8](repeating: 0x61, count: 0x80000) + Array("\r\n".utf8)

        var sent = 0
        while connection.received.isEmpty, !connection.isClosed, sent < 40 {
            // The bridge may close while a chunk is on its way; its answer counts.
            do { try await connection.send(chunk) } catch { break }
            sent += 1
        }

        #expect(try await connection.status() == 413)
        #expect(try await stage.events().isEmpty)
        #expect(try await stage.send(.sms("SM2")).status == 200)
    }

    @Test func storesNothingOfABodyThatIsCutShort() async throws {
        let stage = try await Stage.running()
        let webhook = Webhook.sms("SM1")
        let connection = try await RawConnection(port: stage.port)

        try await connection.send(webhook.wire().dropLast(20).map { $0 })
        try await connection.close()

        try await wait(for: "the cut in the log") { stage.log.contains("a request ended before its body did") }
        #expect(try await stage.events().isEmpty)
        #expect(try await stage.send(webhook).status == 200)
        #expect(try await stage.events().count == 1)
    }

    @Test func cutsOffACallerWhoSendsByteByByte() async throws {
        var settings = Stage.Settings()
        settings.limits = "request_deadline: 2s, stall_timeout: 30s"
        let stage = try await Stage.running(settings)
        let wire = Webhook.sms("SM1").wire()
        let connection = try await RawConnection(port: stage.port)
        try await connection.send(wire.dropLast(200).map { $0 })

        let slow = Task {
            for byte in wire.suffix(200) where !connection.isClosed {
                try await connection.send([byte])
                // The pace of the caller is what is tested.
                try await Task.sleep(for: .milliseconds(300))
            }
        }

        #expect(try await connection.status(within: .seconds(30)) == 408)
        slow.cancel()
        #expect(try await stage.events().isEmpty)
    }
}
