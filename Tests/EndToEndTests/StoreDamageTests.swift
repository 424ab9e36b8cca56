import Foundation
import JSON
import Testing

/// A store that was harmed between a stop and a start.
@Suite(.serialized)
struct StoreDamageTests {
    /// A stage whose bridge was killed while entries waited, and a copy of its store's files.
    private func killed() async throws -> (stage: Stage, copy: [String: Data]) {
        let stage = try await Stage.running()
        try await stage.setFaults(["status": 503])
        for number in 0..<20 {
            #expect(try await stage.send(.sms("SM\(number)", text: "text \(number)")).status == 200)
        }
        try await stage.killBridge()
        try await stage.setFaults()
        let files = Self.names.map { ($0, FileManager.default.contents(atPath: stage.folder.path($0)) ?? Data()) }
        return (stage, Dictionary(uniqueKeysWithValues: files))
    }

    private static let names = ["bridge.sqlite", "bridge.sqlite-wal", "bridge.sqlite.mark"]

    private func write(_ data: Data, to name: String, of stage: Stage) throws {
        try data.write(to: URL(fileURLWithPath: stage.folder.path(name)))
    }

    /// The bridge does not start; what it says.
    private func refusal(of stage: Stage) async throws -> String {
        let result = try await stage.command("serve")
        #expect(result.status == 1)
        #expect(result.output.isEmpty)
        return result.errors
    }

    private func deliversAll(_ stage: Stage) async throws {
        try await stage.startBridge()
        try await stage.entries(20, in: "delivered")
        let texts = try await stage.timeline().map { $0["comms_data"]?["body"]?.string }
        #expect(texts == (0..<20).map { "text \($0)" })
    }

    @Test func refusesALogThatWasCutShortAndDeliversAllOnceItIsBack() async throws {
        let (stage, copy) = try await killed()
        let log = try #require(copy["bridge.sqlite-wal"])
        try write(log.prefix(log.count - 20_000), to: "bridge.sqlite-wal", of: stage)

        let text = try await refusal(of: stage)

        #expect(text.contains("acknowledged") && text.contains("--accept-short-log"))
        for (name, data) in copy { try write(data, to: name, of: stage) }
        try await deliversAll(stage)
    }

    @Test func refusesAFileWhoseFirstPageIsGoneAndLeavesItAsItIs() async throws {
        let (stage, copy) = try await killed()
        let garbage = Data(repeating: 0xA5, count: 4096) + (copy["bridge.sqlite"] ?? Data()).dropFirst(4096)
        try FileManager.default.removeItem(atPath: stage.folder.path("bridge.sqlite-wal"))
        try write(garbage, to: "bridge.sqlite", of: stage)

        let text = try await refusal(of: stage)

        #expect(text.contains("does not begin like a database"))
        #expect(FileManager.default.contents(atPath: stage.folder.path("bridge.sqlite")) == garbage)
        for (name, data) in copy { try write(data, to: name, of: stage) }
        try await deliversAll(stage)
    }
}
