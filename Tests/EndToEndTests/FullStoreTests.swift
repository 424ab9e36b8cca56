import Foundation
import JSON
import TestSupport
import Testing

/// A store that may not grow any more.
@Suite(.serialized)
struct FullStoreTests {
    @Test func asksCallersToComeAgainAndLosesNothing() async throws {
        var settings = Stage.Settings()
        settings.limits = "store: 700KB"
        let stage = try await Stage.running(settings)
        var random = SeededRandom(seed: 7)
        var accepted: Set<String> = []
        var refusal: Stage.WebAnswer?

        for number in 0..<2_000 where refusal == nil {
            let letters = (0..<1_500).map { _ in Character(Unicode.Scalar(UInt8.random(in: 97...122, using: &random))) }
            let text = "\(number) " + String(letters)
            let answer = try await stage.send(.sms("SM\(number)", text: text))
            if answer.status == 200 { accepted.insert(text) } else { refusal = answer }
        }

        #expect(refusal?.status == 503)
        #expect(refusal?.headers["retry-after"] != nil)
        for _ in 0..<20 {
            let readiness = try await stage.adminAnswer("/readyz")
            #expect(readiness.status == 503, "readiness flaps")
        }
        #expect(try await stage.stopBridge() == 0)
        try stage.change { $0.limits = "store: 100MB" }
        try await stage.startBridge()
        try await stage.drained()
        let arrived = Set(try await stage.timeline().compactMap { $0["comms_data"]?["body"]?.string })
        #expect(!accepted.isEmpty && arrived == accepted)
        #expect(try await stage.send(.sms("SM-after")).status == 200)
        #expect(try await stage.adminAnswer("/readyz").status == 200)
    }
}
