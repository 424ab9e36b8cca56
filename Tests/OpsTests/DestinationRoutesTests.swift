import BridgeCore
import HTTPTypes
import JSON
import Ops
import Testing

struct DestinationRoutesTests {
    @Test func listsDestinations() async throws {
        let reply = try await OpsBench().send(.get, "/api/v1/destinations", as: OpsBench.viewer)

        let expected: JSONValue = [
            "destinations": [
                [
                    "name": "main", "paused": false, "pause_reason": nil, "paused_at": nil, "waiting": 3,
                    "configured": true, "paused_as_copy": false,
                ]
            ]
        ]
        #expect(try reply.json == expected)
    }

    @Test func pausesWithAReason() async throws {
        let bench = OpsBench()

        let reply = try await bench.send(.post, "/api/v1/destinations/main/pause", body: #"{"reason":"moving"}"#)

        #expect(try reply.json["paused"] == true)
        #expect(try reply.json["pause_reason"] == "moving")
        #expect(bench.store.calls == ["pause main: moving"])
        #expect(bench.logLines == ["info audit action=pause operator=ada subject=main"])
    }

    @Test func resumes() async throws {
        var state = MemoryStore.State.sample
        state.destinations = [.sample(pausedFor: "moving")]
        let bench = OpsBench(state)

        let reply = try await bench.send(.post, "/api/v1/destinations/m%61in/resume")

        #expect(try reply.json["paused"] == false)
        #expect(bench.store.calls == ["resume main"])
        #expect(bench.logLines == ["info audit action=resume operator=ada subject=main"])
    }

    @Test(arguments: [("pause", #"{"reason":"moving"}"#), ("resume", "{}")])
    func anUnknownDestinationIsToldWithTheKnownOnes(action: String, body: String) async throws {
        let bench = OpsBench()

        let reply = try await bench.send(.post, "/api/v1/destinations/mian/\(action)", body: body)

        #expect(reply.status == .notFound)
        #expect(try reply.errorMessage.contains("known are main"))
        #expect(bench.store.calls.isEmpty)
    }
}
