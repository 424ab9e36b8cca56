import BridgeCore
import HTTPTypes
import JSON
import Ops
import Testing

struct OutboxRoutesTests {
    @Test func listsEntries() async throws {
        let reply = try await OpsBench().send(.get, "/api/v1/outbox", as: OpsBench.viewer)

        let entries = try #require(try reply.json["entries"]?.array)
        let expected: JSONValue = [
            "id": .string("\(EntryID.refused)"), "destination": "main", "state": "refused",
            "reason": "comms_source is too long", "comms_type": "sms", "comms_source": "Twilio", "contact_id": "c1",
            "address": "tel:+12125550101", "created_at": "2026-03-02T09:15:00.250Z", "next_attempt_at": nil,
            "attempts": 1, "ch_id": nil,
        ]
        #expect(entries.first == expected)
        #expect(entries.last?["ch_id"] == 77)
    }

    @Test func passesTheFilterOn() async throws {
        let bench = OpsBench()

        _ = try await bench.send(.get, "/api/v1/outbox?destination=main&state=held&before=\(EntryID.refused)&limit=500")

        let filter = try #require(bench.store.state.withLock { $0.entryFilters }.first)
        #expect(filter.destination == DestinationName("main"))
        #expect(filter.state == .held)
        #expect(filter.before == .refused)
        #expect(filter.limit == 500)
    }

    @Test func operatorsSeeWhatIsSentWithEveryAttempt() async throws {
        let bench = OpsBench()

        let entry = try await bench.send(.get, "/api/v1/outbox/\(EntryID.delivered)").json

        let attempt: JSONValue = [
            "number": 1, "started_at": "2026-03-02T09:15:00.250Z", "ended_at": "2026-03-02T09:15:00.340Z",
            "outcome": "answered", "status": 200, "detail": "comms_source is too long", "ch_id": 77,
        ]
        #expect(entry["attempt_log"] == [attempt])
        #expect(entry["comms_data"]?["body"] == "See you at nine")
        #expect(entry["contact"]?["phone"] == "+12125550101")
        #expect(entry["member"]?["phone"] == "+12125550102")
        #expect(entry["events"] == [.string("\(EventID.sample)")])
        #expect(entry["member_id"] == "m1")
        #expect(bench.logLines.count == 1)
    }

    @Test func viewersSeeNoContents() async throws {
        let reply = try await OpsBench().send(.get, "/api/v1/outbox/\(EntryID.refused)", as: OpsBench.viewer)

        #expect(reply.status == .ok)
        for content in ["nine", "Ana", "calm"] { #expect(!reply.text.contains(content)) }
        #expect(try reply.json["attempt_log"]?.array?.count == 1)
    }

    @Test func retriesAndSaysWhoDidIt() async throws {
        let bench = OpsBench()

        let reply = try await bench.send(.post, "/api/v1/outbox/\(EntryID.refused)/retry", body: "{}")

        #expect(try reply.json["id"] == .string("\(EntryID.refused)"))
        #expect(bench.store.calls == ["retry \(EntryID.refused) by ada"])
        #expect(bench.logLines == ["info audit action=retry operator=ada subject=\(EntryID.refused)"])
    }

    @Test func releasesAndSaysWhoDidIt() async throws {
        let bench = OpsBench()

        let reply = try await bench.send(.post, "/api/v1/outbox/\(EntryID.refused)/release", body: "{}")

        #expect(try reply.json["id"] == .string("\(EntryID.refused)"))
        #expect(bench.store.calls == ["release \(EntryID.refused) by ada"])
        #expect(bench.logLines == ["info audit action=release operator=ada subject=\(EntryID.refused)"])
    }

    @Test func viewersReleaseNothing() async throws {
        let bench = OpsBench()

        let reply = try await bench.send(.post, "/api/v1/outbox/\(EntryID.refused)/release", as: OpsBench.viewer)

        #expect(reply.status == .forbidden)
        #expect(bench.store.calls.isEmpty)
    }

    @Test func discardsWithAReasonThatStaysOutOfTheLog() async throws {
        let bench = OpsBench()

        let reply = try await bench.send(
            .post,
            "/api/v1/outbox/\(EntryID.refused)/discard",
            body: #"{"reason":"asked by Ana"}"#
        )

        #expect(reply.status == .ok)
        #expect(bench.store.calls == ["discard \(EntryID.refused) by ada: asked by Ana"])
        #expect(bench.logLines == ["info audit action=discard operator=ada subject=\(EntryID.refused)"])
    }

    @Test(arguments: [
        ("{}", "say why"), (#"{"reason":" "}"#, "say why"), (#"{"reason":5}"#, "say why"), ("[]", "not a JSON object"),
        ("{", "not JSON"), (#"{"reason":"x","force":true}"#, #"unknown member "force""#),
    ])
    func discardingSaysWhatIsWrongWithItsBody(body: String, message: String) async throws {
        let bench = OpsBench()

        let reply = try await bench.send(.post, "/api/v1/outbox/\(EntryID.refused)/discard", body: body)

        #expect(reply.status == .badRequest)
        #expect(try reply.errorMessage.contains(message))
        #expect(bench.store.calls.isEmpty)
    }

    @Test(arguments: [
        (EntryID.delivered, HTTPResponse.Status.conflict, "conflict"), (EntryID(rawValue: 5), .notFound, "not_found"),
    ])
    func whatCannotBeRetriedIsAnsweredAndNotAudited(id: EntryID, status: HTTPResponse.Status, code: String) async throws
    {
        let bench = OpsBench()

        let reply = try await bench.send(.post, "/api/v1/outbox/\(id)/retry")

        #expect(reply.status == status)
        #expect(try reply.errorCode == code)
        #expect(bench.logLines.isEmpty)
    }
}
