import Crypto
import Foundation
import JSON
import Testing

/// A signature that covers no mail brings in one mail.
@Suite(.serialized)
struct StolenSignatureTests {
    private static let key = "planted-mailgun-key"

    private func mail(_ id: String, token: String, at seconds: Int, key: String = key) -> Webhook {
        let code = HMAC<SHA256>.authenticationCode(
            for: Data("\(seconds)\(token)".utf8),
            using: SymmetricKey(data: Data(key.utf8))
        )
        let fields = [
            "recipient": "sales%40example.com", "sender": "ana%40example.com", "from": "ana%40example.com",
            "subject": "Offer", "body-plain": "Agreed+\(id)", "Message-Id": "%3C\(id)%40example.com%3E",
            "message-headers": "%5B%5B%22Message-Id%22%2C+%22%3C\(id)%40example.com%3E%22%5D%5D",
            "timestamp": "\(seconds)", "token": token, "signature": code.map { String(format: "%02x", $0) }.joined(),
        ].sorted { $0.key < $1.key }
        return Webhook(
            target: "/hooks/routed",
            headers: [("Content-Type", "application/x-www-form-urlencoded")],
            body: Array(fields.map { "\($0.key)=\($0.value)" }.joined(separator: "&").utf8)
        )
    }

    @Test func aTokenOfMailgunVouchesForOneMailAlsoAfterAReload() async throws {
        var settings = Stage.Settings()
        settings.hooks = "  routed: { adapter: mailgun, destination: main, secrets: [\"\(Self.key)\"] }"
        let stage = try await Stage.running(settings)
        let now = Int(Date().timeIntervalSince1970)

        #expect(try await stage.send(mail("first", token: "t1", at: now)).status == 200)
        #expect(try await stage.send(mail("first", token: "t1", at: now)).status == 200)
        #expect(try await stage.send(mail("forged", token: "t1", at: now)).status == 401)
        #expect(try await stage.command("reload").status == 0)
        #expect(try await stage.send(mail("forged", token: "t1", at: now)).status == 401)
        #expect(try await stage.send(mail("second", token: "t2", at: now)).status == 200)

        #expect(try await stage.events().count == 2)
        #expect(stage.log.contains("used before: its token came with another body"))
        // Judged again when the token is forgotten it would be believed: it is not kept.
        #expect(try await stage.send(mail("third", token: "t3", at: now, key: "guessed")).status == 401)
        var kept: [JSONValue] = []
        try await wait(for: "the quarantine to hold a request") {
            kept = try await stage.admin("quarantine")["requests"]?.array ?? []
            return !kept.isEmpty
        }
        #expect(kept.count == 1)
        #expect(kept.first?["diagnosis"]?.string?.hasPrefix("wrong secret") == true)
    }
}
