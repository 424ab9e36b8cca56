import BridgeCore
import HTTPTypes
import JSON
import Ops
import Testing

struct EventRoutesTests {
    @Test func listsEvents() async throws {
        let reply = try await OpsBench().send(.get, "/api/v1/events", as: OpsBench.viewer)

        let expected: JSONValue = [
            "events": [
                [
                    "id": .string("\(EventID.sample)"), "hook": "twilio-sms", "destination": "main",
                    "adapter": "twilio-messaging", "adapter_version": "4f2a",
                    "received_at": "2026-03-02T09:15:00.250Z", "state": "accepted", "reason": nil,
                    "entries": [.string("\(EntryID.refused)")],
                ]
            ]
        ]
        #expect(reply.status == .ok)
        #expect(reply.headers[.contentType] == "application/json")
        #expect(reply.headers[.cacheControl] == "no-store")
        #expect(try reply.json == expected)
    }

    @Test func passesTheFilterOn() async throws {
        let bench = OpsBench()

        _ = try await bench.send(
            .get,
            "/api/v1/events?hook=twilio%2Dsms&state=ignored&before=\(EventID.sample)&limit=7"
        )

        let filter = try #require(bench.store.state.withLock { $0.eventFilters }.first)
        #expect(filter.hook == HookName("twilio-sms"))
        #expect(filter.state == .ignored)
        #expect(filter.before == .sample)
        #expect(filter.limit == 7)
    }

    @Test(arguments: [
        ("state=lost", "known are accepted, ignored, untranslated"), ("limit=0", "1 to 500"), ("limit=x", "1 to 500"),
        ("limit=501", "1 to 500"), ("before=evt_x", "ids look like evt_"), ("hok=a", #"unknown parameter "hok""#),
        ("limit=1&limit=2", "given twice"),
    ])
    func saysWhatIsWrongWithAQuery(query: String, message: String) async throws {
        let reply = try await OpsBench().send(.get, "/api/v1/events?\(query)")

        #expect(reply.status == .badRequest)
        #expect(try reply.errorCode == "bad_request")
        #expect(try reply.errorMessage.contains(message))
    }

    @Test func operatorsSeeContentsAndItIsAudited() async throws {
        let bench = OpsBench()

        let event = try await bench.send(.get, "/api/v1/events/\(EventID.sample)").json

        #expect(event["body"] == "Body=See+you+at+nine")
        #expect(event["body_encoding"] == "utf-8")
        #expect(event["target"] == "/hooks/twilio-sms?line=1")
        #expect(event["headers"]?.array?.first?["name"] == "content-type")
        #expect(event["contents_shown"] == true)
        #expect(event["contents_aged_at"] == .some(.null))
        #expect(bench.logLines == ["info audit action=open an event's contents operator=ada subject=\(EventID.sample)"])
    }

    @Test func contentsThatAgedOutAreSaidToBeGone() async throws {
        var state = MemoryStore.State.sample
        let (event, entry) = (EventDetail.sample(body: []), EntryDetail.sample(.delivered, .delivered))
        state.events = [
            EventDetail(
                record: event.record,
                method: event.method,
                target: "/hooks/twilio-sms",
                headers: [],
                body: [],
                bodyDigest: event.bodyDigest,
                agedAt: .sample
            )
        ]
        state.entries = [
            EntryDetail(
                record: entry.record,
                draft: entry.draft,
                member: entry.member,
                events: entry.events,
                attempts: entry.attempts,
                agedAt: .sample
            )
        ]
        let bench = OpsBench(state)

        for path in ["events/\(EventID.sample)", "outbox/\(EntryID.delivered)"] {
            let shown = try await bench.send(.get, "/api/v1/\(path)").json
            #expect(shown["contents_aged_at"] == "2026-03-02T09:15:00.250Z")
            #expect(shown["contents_shown"] == false)
            #expect(shown["body"] == nil && shown["comms_data"] == nil)
        }
    }

    @Test func viewersSeeNoContents() async throws {
        let bench = OpsBench()

        let reply = try await bench.send(.get, "/api/v1/events/\(EventID.sample)", as: OpsBench.viewer)

        #expect(!reply.text.contains("nine"))
        #expect(!reply.text.contains("line=1"))
        #expect(try reply.json["contents_shown"] == false)
        #expect(try reply.json["body_size"] == 20)
        #expect(try reply.json["state"] == "accepted")
        #expect(bench.logLines.isEmpty)
    }

    @Test func aBodyThatIsNoTextIsBase64() async throws {
        var state = MemoryStore.State.sample
        state.events = [.sample(body: [0xFF, 0x00])]

        let event = try await OpsBench(state).send(.get, "/api/v1/events/\(EventID.sample)").json

        #expect(event["body"] == "/wA=")
        #expect(event["body_encoding"] == "base64")
    }

    @Test(arguments: [("evt_nonsense", HTTPResponse.Status.badRequest), ("\(EventID(rawValue: 5))", .notFound)])
    func answersForIDsThatAreNone(id: String, status: HTTPResponse.Status) async throws {
        let reply = try await OpsBench().send(.get, "/api/v1/events/\(id)")

        #expect(reply.status == status)
        #expect(try reply.errorCode == (status == .notFound ? "not_found" : "bad_request"))
    }
}
