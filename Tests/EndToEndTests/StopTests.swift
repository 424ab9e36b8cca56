import Foundation
import JSON
import Testing

/// The end of the process, asked for or not, while requests come in and entries go out.
@Suite(.serialized)
struct StopTests {
    @Test func endsCleanlyUnderLoadAndLosesNothing() async throws {
        var settings = Stage.Settings()
        settings.sandboxFlags = ["--latency", "20"]
        let stage = try await Stage.running(settings)
        let load = Load(on: stage)
        try await wait(for: "load") { load.acceptedCount > 40 }

        #expect(try await stage.stopBridge() == 0)

        try await stage.startBridge()
        try await wait(for: "load after the start") { load.acceptedCount > 60 }
        let accepted = await load.stop()
        let states = try await stage.drained()
        let texts = try await stage.timeline().compactMap { $0["comms_data"]?["body"]?.string }
        #expect(Set(texts).isSuperset(of: accepted))
        #expect(texts.count == Set(texts).count, "a clean end leaves no attempt without its outcome")
        #expect(states["unknown", default: 0] == 0)
        #expect(!stage.log.contains("attempts were in flight"))
    }

    @Test func losesNothingToThreeKills() async throws {
        var settings = Stage.Settings()
        settings.sandboxFlags = ["--latency", "10"]
        let stage = try await Stage.running(settings)
        let load = Load(on: stage)
        for round in 1...3 {
            try await wait(for: "load in round \(round)") { load.acceptedCount > round * 25 }
            try await stage.killBridge()
            try await stage.startBridge()
        }
        try await wait(for: "load after the last start") { load.acceptedCount > 100 }
        let accepted = await load.stop()

        try await stage.drained()
        // What two kills met in flight waits for an operator, who sends it again.
        for entry in try await stage.entries("state=unknown&limit=500") {
            try await stage.admin("outbox/\(entry["id"]?.string ?? "")/retry", post: [:])
        }
        try await stage.drained()

        let arrivals = Dictionary(grouping: try await stage.timeline()) { $0["comms_data"]?["body"]?.string ?? "" }
        #expect(Set(arrivals.keys).isSuperset(of: accepted))
        for entries in arrivals.values {
            #expect(entries.count { $0["comms_data"]?["possible_duplicate"] != true } <= 1)
        }
    }
}
