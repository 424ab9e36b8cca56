import BridgeCore
import Crypto
import Foundation
import Testing

@testable import Adapters

/// A signature that covers a token and no body is believed for one body.
struct SpentTokensTests {
    private static let url = "https://bridge.example.com/hooks/a"
    private static let key = "example-key"
    private static let now: Int64 = 1_772_442_900
    private static let written = """
        { scheme: hmac, field: signature, encoding: hex, timestamp_field: timestamp, tolerance: 10m,
          signed: "${{ timestamp }}${{ field:token }}", single_use: token }
        """
    private let tokens = SpentTokens()

    private func proof(_ token: String, at seconds: Int64 = now) -> [(String, String)] {
        let key = SymmetricKey(data: Data(Self.key.utf8))
        let code = HMAC<SHA256>.authenticationCode(for: Data("\(seconds)\(token)".utf8), using: key)
        let signature = code.map { String(format: "%02x", $0) }.joined()
        return [("timestamp", "\(seconds)"), ("token", token), ("signature", signature)]
    }

    private func form(_ fields: [(String, String)], url: String = url, at seconds: Int64 = now) -> RawRequest {
        let body = fields.map { "\($0)=\($1)" }.joined(separator: "&")
        return request("POST", url, ["content-type": "application/x-www-form-urlencoded"], body: body, at: seconds)
    }

    private func parts(_ fields: [(String, String)], boundary: String) -> RawRequest {
        let body =
            fields.map { "--\(boundary)\r\nContent-Disposition: form-data; name=\"\($0)\"\r\n\r\n\($1)\r\n" }.joined()
            + "--\(boundary)--\r\n"
        return request("POST", Self.url, ["content-type": "multipart/form-data; boundary=\(boundary)"], body: body)
    }

    private func refusal(_ request: RawRequest, _ tokens: SpentTokens?) throws -> Refusal? {
        let trust = Trust(secrets: [Secret(Self.key)], spentTokens: tokens)
        return try scheme(Self.written).verify(request, trust: trust)
    }

    @Test func aTokenVouchesForOneBodyHoweverOftenItComes() throws {
        let mail = [("body", "Hello")] + proof("t1")

        #expect(try refusal(form(mail), tokens) == nil)
        #expect(try refusal(form(mail), tokens) == nil)
        #expect(try refusal(form([("body", "Forged")] + proof("t1")), tokens)?.code == .usedBefore)
        #expect(try refusal(form([("body", "Forged")] + mail), tokens)?.code == .usedBefore)
        let json = request(
            "POST",
            Self.url,
            body: "{" + mail.map { "\"\($0)\":\"\($1)\"" }.joined(separator: ",") + ",\"raw\":[\"Forged\"]}"
        )
        #expect(try refusal(json, tokens)?.code == .usedBefore)
        #expect(try refusal(form([("body", "Forged")] + proof("t2")), tokens) == nil)
    }

    @Test func aRepeatedRequestMayBeSplitAtAnotherBoundary() throws {
        let mail = [("body", "Hello")] + proof("t1")

        #expect(try refusal(parts(mail, boundary: "b"), tokens) == nil)
        #expect(try refusal(parts(mail, boundary: "c"), tokens) == nil)
        #expect(try refusal(parts([("body", "Forged")] + proof("t1"), boundary: "b"), tokens)?.code == .usedBefore)
        let plain = parts(mail, boundary: "b")
        let text = String(decoding: plain.body, as: UTF8.self)
        let name = "name=\"body\"\r\n"
        let recoded = text.replacing(name, with: name + "Content-Type: text/plain; charset=utf-16\r\n")
        #expect(try refusal(plain.replacing(body: Array(recoded.utf8)), tokens)?.code == .usedBefore)
    }

    /// `body-mime` may be a file: what is translated must not depend on how it is sent.
    @Test func filesBelongToWhatATokenVouchesFor() throws {
        let mail = [("body", "Hello")] + proof("t1")
        let file = { (boundary: String, name: String) in
            let plain = self.parts(mail, boundary: boundary)
            let part =
                "--\(boundary)\r\nContent-Disposition: form-data; name=\"raw\"; filename=\"\(name)\"\r\n"
                + "Content-Type: text/plain; charset=iso-8859-1\r\n\r\nsome text\r\n"
            return plain.replacing(body: Array(part.utf8) + plain.body)
        }

        #expect(try refusal(file("b", "a.txt"), tokens) == nil)
        #expect(try refusal(file("c", "a.txt"), tokens) == nil)
        #expect(try refusal(file("c", "b.txt"), tokens)?.code == .usedBefore)
        #expect(try refusal(parts(mail, boundary: "b"), tokens)?.code == .usedBefore)
        #expect(try refusal(form(mail), tokens)?.code == .usedBefore)
    }

    @Test func hooksDoNotShareTheirTokens() throws {
        #expect(try refusal(form([("body", "1")] + proof("t1")), tokens) == nil)
        #expect(try refusal(form([("body", "2")] + proof("t1"), url: Self.url + "b"), tokens) == nil)
    }

    @Test func whatIsRefusedSpendsNothingAndATrialRemembersNothing() throws {
        let forged = [("body", "Forged"), ("timestamp", "\(Self.now)"), ("token", "t1"), ("signature", "00")]

        #expect(try refusal(form(forged), tokens) != nil)
        #expect(try refusal(form([("body", "Hello")] + proof("t1"), at: Self.now + 601), tokens)?.code == .stale)
        #expect(try refusal(form([("body", "Hello")] + proof("t1")), tokens) == nil)
        #expect(try refusal(form([("body", "1")] + proof("t2")), nil) == nil)
        #expect(try refusal(form([("body", "2")] + proof("t2")), nil) == nil)
    }

    @Test func aTokenIsRememberedForAsLongAsItIsBelieved() throws {
        for number in 0..<3000 {
            #expect(try refusal(form(proof("t\(number)"), at: Self.now - 599), tokens) == nil)
        }
        for number in 0..<3000 {
            let changed = form([("body", "Forged")] + proof("t\(number)"), at: Self.now + 599)
            #expect(try refusal(changed, tokens)?.code == .usedBefore)
        }
    }

    /// Hooks of several adapters share what remembers them.
    @Test func aTokenIsRememberedAsLongAsItsOwnSchemeBelievesIt() {
        let body = EventFingerprint.digest(of: [1])
        func token(_ number: Int) -> Digest256 { EventFingerprint.digest(of: Array("t\(number)".utf8)) }
        let arrival = Timestamp(seconds: Self.now)
        #expect(tokens.admits(token(0), for: body, at: arrival, lifetime: .seconds(7200)))

        let later = arrival.advanced(by: .seconds(3600))
        for number in 1...3000 { _ = tokens.admits(token(number), for: body, at: later, lifetime: .seconds(600)) }

        #expect(!tokens.admits(token(0), for: EventFingerprint.digest(of: [2]), at: later, lifetime: .seconds(7200)))
    }

    @Test func whatIsUsedOnceMustBeSigned() throws {
        let unsigned = Self.written.replacing("${{ field:token }}", with: "${{ body }}")

        #expect(try schemeProblems(unsigned).contains { $0.contains("\"single_use\" needs a field and a time") })
    }
}
