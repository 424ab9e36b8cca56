import Foundation
import JSON
import Testing

/// Mail as large as providers send it.
@Suite(.serialized)
struct LargeMailTests {
    /// 48 MB of JSON, as Postmark makes of 35 MB of attachments.
    @Test func takesAMailOf48MegabytesWithoutKeepingItsAttachment() async throws {
        let stage = try await Stage.running()
        let pattern = Array("QXR0YWNobWVudENvbnRlbnQ+".utf8)
        var attachment: [UInt8] = []
        attachment.reserveCapacity(48_000_000)
        for _ in 0..<2_000_000 { attachment += pattern }

        let answer = try await stage.send(.mail("mail-1", attachment: attachment))

        #expect(answer.status == 200)
        try await stage.entries(1, in: "delivered")
        let data = try #require(try await stage.timeline().first?["comms_data"])
        #expect(data["attachments"]?.array?.first?["name"] == "plan.pdf")
        #expect(data["body"] == "Agreed.")
        for file in ["bridge.sqlite", "bridge.sqlite-wal"] {
            let bytes = FileManager.default.contents(atPath: stage.folder.path(file)) ?? Data()
            #expect(bytes.range(of: Data(pattern)) == nil)
            #expect(bytes.count < 1_000_000)
        }
        if let peak = stage.peakMemory { #expect(peak < 400 << 20, "the bridge took \(peak >> 20) MiB") }
    }
}
