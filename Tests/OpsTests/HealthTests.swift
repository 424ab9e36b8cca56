import BridgeCore
import HTTPTypes
import JSON
import Ops
import Testing

struct HealthTests {
    @Test(arguments: [HTTPRequest.Method.get, .head])
    func isHealthyAsLongAsItAnswers(method: HTTPRequest.Method) async throws {
        var state = MemoryStore.State.sample
        state.fault = StoreError(.full, "the disk is full")

        let reply = try await OpsBench(state).send(method, "/healthz", as: nil)

        #expect(reply.status == .ok)
        #expect(reply.text == (method == .get ? "ok\n" : ""))
    }

    @Test func isReadyWhenEverythingWorks() async throws {
        let reply = try await OpsBench().send(.get, "/readyz", as: nil)

        let expected: JSONValue = [
            "ready": true,
            "checks": [
                "store": ["ok": true], "receiver": ["ok": true], "configuration": ["ok": true],
                "identity": ["ok": true],
            ],
            "paused_destinations": [],
        ]
        #expect(reply.status == .ok)
        #expect(try reply.json == expected)
    }

    @Test func isNotReadyWhileTheStoreFails() async throws {
        var state = MemoryStore.State.sample
        state.fault = StoreError(.full, "the disk is full")

        let reply = try await OpsBench(state).send(.get, "/readyz", as: nil)

        #expect(reply.status == .serviceUnavailable)
        #expect(try reply.json["ready"] == false)
        #expect(try reply.json["checks"]?["store"] == ["ok": false, "detail": "the disk is full"])
    }

    @Test func isNotReadyWhileTheReceiverDoesNotListen() async throws {
        let bench = OpsBench()
        bench.assembly.receiving.withLock { $0 = false }

        let reply = try await bench.send(.get, "/readyz", as: nil)

        #expect(reply.status == .serviceUnavailable)
        #expect(try reply.json["checks"]?["receiver"]?["ok"] == false)
    }

    @Test func aFailedReloadIsToldButTheLastGoodVersionIsReady() async throws {
        let bench = OpsBench()
        bench.assembly.report.withLock {
            $0 = ReloadReport(
                succeeded: false,
                problems: ["bridge.yaml:3:1: unknown key", "more"],
                changedAdapters: [],
                hooks: 1
            )
        }

        let reply = try await bench.send(.get, "/readyz", as: nil)

        let configuration = try #require(try reply.json["checks"]?["configuration"])
        #expect(reply.status == .ok)
        #expect(configuration["ok"] == false)
        #expect(configuration["detail"]?.string?.contains("bridge.yaml:3:1: unknown key (and 1 more)") == true)
    }

    @Test func aStoreThatIsACopyIsToldAndLeavesItReady() async throws {
        var state = MemoryStore.State.sample
        state.destinations = [.sample("main", pausedFor: "this store was copied or moved", asCopy: true)]

        let reply = try await OpsBench(state).send(.get, "/readyz", as: nil)

        #expect(reply.status == .ok)
        #expect(
            try reply.json["checks"]?["identity"] == ["ok": false, "detail": "this store was copied or moved"]
        )
    }

    @Test func pausedDestinationsAreToldAndLeaveItReady() async throws {
        var state = MemoryStore.State.sample
        state.destinations = [.sample("main"), .sample("trial", pausedFor: "wrong key")]

        let reply = try await OpsBench(state).send(.get, "/readyz", as: nil)

        #expect(reply.status == .ok)
        #expect(try reply.json["paused_destinations"] == ["trial"])
    }
}
