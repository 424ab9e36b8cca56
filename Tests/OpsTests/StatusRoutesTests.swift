import BridgeCore
import HTTPTypes
import JSON
import Ops
import Testing

struct StatusRoutesTests {
    @Test func showsTheServiceAtAGlance() async throws {
        let bench = OpsBench()

        let status = try await bench.send(.get, "/api/v1/status", as: OpsBench.viewer).json

        #expect(status["version"] == "1.2.3")
        #expect(status["started_at"] == "2026-03-02T09:15:00.250Z")
        #expect(status["uptime_seconds"] == 0)
        #expect(status["receiving"] == true)
        #expect(status["last_reload"] == .some(.null))
        #expect(status["hooks"]?.array?.first?["url"] == "https://hooks.example.com/hooks/twilio-sms")
        #expect(status["destinations"]?.array?.first?["name"] == "main")
        let expected: JSONValue = [
            "entries": [
                ["destination": "main", "state": "queued", "count": 2],
                ["destination": "main", "state": "delivered", "count": 40],
            ],
            "oldest_waiting": [["destination": "main", "since": "2026-03-02T09:13:29.750Z", "seconds": 91]],
            "oldest_unmatched": [["destination": "main", "since": "2026-03-02T08:15:00.250Z", "seconds": 3600]],
            "events": [
                ["state": "accepted", "count": 41], ["state": "ignored", "count": 0],
                ["state": "untranslated", "count": 0],
            ],
            "quarantine": [["hook": "twilio-sms", "requests": 3, "bytes": 900]], "database_bytes": 8192,
            "database_free_bytes": 4096, "free_disk_bytes": nil,
        ]
        #expect(status["statistics"] == expected)
    }

    @Test func reloads() async throws {
        let bench = OpsBench()

        let reply = try await bench.send(.post, "/api/v1/reload")

        let expected: JSONValue = ["succeeded": true, "problems": [], "changed_adapters": ["callrail"], "hooks": 1]
        #expect(try reply.json == expected)
        #expect(bench.assembly.reloads.withLock { $0 } == 1)
        #expect(bench.logLines == ["info audit action=reload operator=ada subject=configuration succeeded=true"])
    }

    @Test func aReloadThatFailedIsAnsweredWithItsProblems() async throws {
        let bench = OpsBench()
        bench.assembly.report.withLock {
            $0 = ReloadReport(
                succeeded: false,
                problems: ["bridge.yaml:3:1: unknown key"],
                changedAdapters: [],
                hooks: 1
            )
        }

        let reply = try await bench.send(.post, "/api/v1/reload")

        #expect(reply.status == .ok)
        #expect(try reply.json["succeeded"] == false)
        #expect(try reply.json["problems"] == ["bridge.yaml:3:1: unknown key"])
    }

    @Test(arguments: [StoreError.Code.full, .failing, .overloaded, .closed])
    func aStoreThatFailsIsA503(code: StoreError.Code) async throws {
        var state = MemoryStore.State.sample
        state.fault = StoreError(code, "the disk says no")

        let reply = try await OpsBench(state).send(.get, "/api/v1/events")

        #expect(reply.status == .serviceUnavailable)
        #expect(try reply.errorCode == "store_\(code.rawValue)")
        #expect(try reply.errorMessage.contains("the disk says no"))
        #expect(reply.headers[.retryAfter] == "5")
    }

    @Test(arguments: [
        (HTTPRequest.Method.get, "/api/v1/nothing"), (.get, "/"), (.delete, "/api/v1/events"),
        (.post, "/api/v1/status"),
    ])
    func whatIsNotThereIsAnsweredAsJSON(method: HTTPRequest.Method, path: String) async throws {
        let reply = try await OpsBench().send(method, path)

        #expect(reply.status == .notFound)
        #expect(try reply.errorCode == "not_found")
        #expect(try reply.errorMessage.contains(path))
    }
}
