import BridgeCore
import HTTPTypes
import JSON
import Ops
import Testing

/// Backups, the store's health, and decisions about many entries at once.
struct CareRoutesTests {
    @Test func aBackupIsBegunAndAskedFor() async throws {
        let bench = OpsBench()
        let before = try await bench.send(.get, "/api/v1/store/backup").json
        #expect(before["backup"]?.isNull == true)

        let begun = try await bench.send(.post, "/api/v1/store/backup", body: #"{"path":"/backups/one.sqlite"}"#)
        let asked = try await bench.send(.get, "/api/v1/store/backup", as: OpsBench.viewer)
        let second = try await bench.send(.post, "/api/v1/store/backup", body: #"{"path":"/backups/two.sqlite"}"#)

        #expect(begun.status == .accepted)
        let expected: JSONValue = [
            "path": "/backups/one.sqlite", "state": "running", "detail": "copying",
            "started_at": "2026-03-02T09:15:00.250Z", "ended_at": nil, "written_bytes": 0, "store_bytes": 4096,
            "events": 0, "entries": 0,
        ]
        #expect(try asked.json["backup"] == expected)
        #expect(second.status == .conflict)
        #expect(bench.logLines == ["info audit action=back up operator=ada subject=/backups/one.sqlite"])
    }

    @Test(arguments: ["{}", #"{"path":"relative.sqlite"}"#, #"{"path":7}"#])
    func aBackupNeedsAnAbsolutePath(body: String) async throws {
        let reply = try await OpsBench().send(.post, "/api/v1/store/backup", body: body)

        #expect(reply.status == .badRequest)
        #expect(try reply.json["error"]?["code"]?.string == "bad_request")
    }

    @Test func theExaminationIsRead() async throws {
        let reply = try await OpsBench().send(.get, "/api/v1/store/examination", as: OpsBench.viewer)

        let finding: JSONValue = [
            "severity": "warning", "subject": "lanes", "what": "one lane", "meaning": "it waits",
            "mend": "outbox retry",
        ]
        #expect(try reply.json["findings"] == [finding])
        #expect(Finding(finding) == Finding(.warning, "lanes", "one lane", meaning: "it waits", mend: "outbox retry"))
    }

    @Test func manyEntriesAreRetried() async throws {
        let bench = OpsBench()
        let body = #"{"destination":"main","state":"unknown","before":"1970-01-01T00:01:00Z"}"#

        let reply = try await bench.send(.post, "/api/v1/outbox/retry", body: body)

        let skipped: JSONValue = ["id": .string("\(EntryID.refused)"), "reason": "no contact"]
        let expected: JSONValue = ["done": 2, "skipped": [skipped], "next": .string("\(EntryID.delivered)")]
        let answer = try reply.json
        #expect(answer == expected)
        #expect(bench.store.calls == ["retry by ada, main unknown before 60"])
        #expect(bench.logLines == ["info audit action=retry entries=2 operator=ada state=unknown subject=main"])
    }

    @Test func aDryRunIsNoChange() async throws {
        let bench = OpsBench()
        let body = #"{"destination":"main","state":"unknown","dry_run":true}"#

        _ = try await bench.send(.post, "/api/v1/outbox/retry", body: body)

        #expect(bench.store.calls == ["retry by ada, main unknown before 0, dry"])
        #expect(bench.logLines.isEmpty)
    }

    @Test func manyEntriesAreDiscardedWithAReason() async throws {
        let bench = OpsBench()
        let body = #"{"destination":"main","state":"unknown","reason":"in Zyntro"}"#

        _ = try await bench.send(.post, "/api/v1/outbox/discard", body: body)

        #expect(bench.store.calls == ["discard by ada: in Zyntro, main unknown before 0"])
    }

    @Test(arguments: [
        ("retry", #"{"state":"unknown"}"#), ("retry", #"{"destination":"main"}"#),
        ("retry", #"{"destination":"main","state":"unknwon"}"#),
        ("retry", #"{"destination":"main","state":"delivered"}"#),
        ("retry", #"{"destination":"main","state":"unknown","before":"yesterday"}"#),
        ("retry", #"{"destination":"main","state":"unknown","after":"x"}"#),
        ("discard", #"{"destination":"main","state":"unknown"}"#),
    ])
    func whatIsNotSaidWellIsRefused(action: String, body: String) async throws {
        let bench = OpsBench()

        let reply = try await bench.send(.post, "/api/v1/outbox/\(action)", body: body)

        #expect(reply.status == .badRequest)
        #expect(bench.store.calls.isEmpty)
    }

    @Test(arguments: ["store/backup", "outbox/retry", "outbox/discard"])
    func viewersChangeNothing(path: String) async throws {
        let reply = try await OpsBench().send(.post, "/api/v1/\(path)", as: OpsBench.viewer, body: "{}")

        #expect(reply.status == .forbidden)
    }
}
