import BridgeCore
import HTTPTypes
import JSON
import Ops
import Testing

struct DirectoryRoutesTests {
    private static let path = "/api/v1/directory/main/import"
    private static let rows = """
        {"rows": [
            {"kind": "contact", "contact_id": "c1", "address": "tel:+12125550101", "name": "Ana Ruiz"},
            {"contact_id": "c2", "address": "Bo@Example.com", "region": "GB"},
            {"kind": "member", "member_id": "m1", "address": "mailto:sam@example.com", "name": null},
            {"kind": "drop", "address": "log@example.com"}
        ]}
        """

    @Test func importsContactsAndLines() async throws {
        let bench = OpsBench()

        let reply = try await bench.send(.post, Self.path, body: Self.rows)

        let expected: JSONValue = [
            "added": 4, "changed": 0, "unchanged": 0, "lines_replaced": 0, "freed": 1, "assigned": 0, "valid": 4,
            "dry_run": false,
            "errors": [],
        ]
        #expect(try reply.json == expected)
        let phone = try #require(Address(uri: "tel:+12125550101")),
            bo = try #require(Address(uri: "mailto:bo@example.com"))
        let sam = try #require(Address(uri: "mailto:sam@example.com")),
            log = try #require(Address(uri: "mailto:log@example.com"))
        #expect(
            bench.store.state.withLock { $0.imported } == [
                .contact(KnownContact(id: ContactID("c1"), name: "Ana Ruiz"), phone),
                .contact(KnownContact(id: ContactID("c2")), bo),
                .line(Line(kind: .member, address: sam, member: MemberID("m1"))),
                .line(Line(kind: .drop, address: log)),
            ]
        )
        #expect(
            bench.logLines == ["info audit action=import directory faulty=0 freed=1 operator=ada rows=4 subject=main"]
        )
    }

    @Test func aLineIsLoggedByAHookThatExists() async throws {
        let bench = OpsBench()
        let rows = """
            {"rows": [
                {"kind": "member", "member_id": "m1", "address": "tel:+12125550191", "logged_by": "twilio-sms"},
                {"kind": "member", "member_id": "m1", "address": "tel:+12125550192", "logged_by": "twilio-sm"},
                {"contact_id": "c1", "address": "tel:+12125550101", "logged_by": "twilio-sms"}
            ]}
            """

        let reply = try await bench.send(.post, Self.path, body: rows)

        let expected: JSONValue = [
            ["row": 1, "message": "no hook of this destination is called \"twilio-sm\"; did you mean \"twilio-sms\"?"],
            ["row": 2, "message": "logged_by names the hook of a line of ours; a contact has none"],
        ]
        #expect(try reply.json["errors"] == expected)
        let line = try #require(Address(uri: "tel:+12125550191"))
        #expect(
            bench.store.state.withLock { $0.imported } == [
                .line(Line(kind: .member, address: line, member: MemberID("m1"), loggedBy: HookName("twilio-sms")))
            ]
        )
    }

    @Test func aDryRunChangesNothing() async throws {
        let bench = OpsBench()

        let reply = try await bench.send(.post, Self.path + "?dry_run=true", body: Self.rows)

        #expect(try reply.json["valid"] == 4)
        #expect(try reply.json["added"] == 4)
        #expect(bench.store.state.withLock { $0.imported }.isEmpty)
        #expect(bench.logLines.isEmpty)
    }

    @Test(arguments: [
        ("5", "a row is an object"), (#"{"contact_id":"c1"}"#, "address is missing"),
        (#"{"contact_id":"c1","address":"nobody"}"#, "neither a phone number nor an e-mail address"),
        (#"{"address":"a@example.com"}"#, "needs a contact_id"),
        (#"{"kind":"member","address":"a@example.com"}"#, "needs a member_id"),
        (#"{"kind":"friend","address":"a@example.com"}"#, "known are contact, member, shared, drop, ignore"),
        (#"{"kind":"drop","address":"a@example.com","phone":"x"}"#, #"unknown member "phone""#),
        (#"{"contact_id":7,"address":"a@example.com"}"#, "contact_id is not text"),
    ])
    func tellsAFaultyRowByItsPlaceAndImportsTheOthers(row: String, message: String) async throws {
        let bench = OpsBench()
        let good = #"{"kind":"ignore","address":"good@example.com"}"#

        let reply = try await bench.send(.post, Self.path, body: "{\"rows\":[\(good),\(row)]}")

        let errors = try #require(try reply.json["errors"]?.array)
        #expect(reply.status == .ok)
        #expect(errors.count == 1)
        #expect(errors.first?["row"] == 1)
        #expect(errors.first?["message"]?.string?.contains(message) == true)
        #expect(bench.store.state.withLock { $0.imported }.count == 1)
    }

    @Test(arguments: [
        ("/api/v1/directory/mian/import", #"{"rows":[]}"#, HTTPResponse.Status.notFound),
        (path, "{}", .badRequest), (path, #"{"rows":{}}"#, .badRequest),
        (path + "?dry_run=yes", #"{"rows":[]}"#, .badRequest),
    ])
    func refusesWhatIsNoImport(path: String, body: String, status: HTTPResponse.Status) async throws {
        let bench = OpsBench()

        let reply = try await bench.send(.post, path, body: body)

        #expect(reply.status == status)
        #expect(bench.store.state.withLock { $0.imported }.isEmpty)
    }

    @Test func takesSixteenMegabytesAndNoMore() async throws {
        let filler = String(repeating: " ", count: (16 << 20) - #"{"rows":[]}"#.utf8.count)

        let whole = try await OpsBench().send(.post, Self.path, body: #"{"rows":[]}"# + filler)
        let larger = try await OpsBench().send(.post, Self.path, body: #"{"rows":[]}"# + filler + " ")

        #expect(whole.status == .ok)
        #expect(larger.status == .contentTooLarge)
        #expect(try larger.errorCode == "too_large")
    }

    @Test func looksUpWhoAnAddressBelongsTo() async throws {
        var state = MemoryStore.State.sample
        let address = try #require(Address(uri: "tel:+12125550101"))
        state.answer = DirectoryAnswer(
            address: address,
            line: Line(kind: .shared, address: address, name: "Front desk"),
            contacts: [KnownContact(id: ContactID("c1"), name: "Ana Ruiz")],
            source: "import",
            checkedAt: .sample
        )
        state.answer?.fault = "HTTP 500"
        let bench = OpsBench(state)

        let reply = try await bench.send(.get, "/api/v1/directory/main/lookup?address=%2B12125550101&region=us")

        let expected: JSONValue = [
            "address": "tel:+12125550101",
            "line": ["kind": "shared", "member_id": nil, "name": "Front desk", "logged_by": nil],
            "contacts": [["contact_id": "c1", "name": "Ana Ruiz"]], "source": "import",
            "checked_at": "2026-03-02T09:15:00.250Z", "missed_at": nil, "fault": "HTTP 500",
            "next_lookup_at": nil, "waiting": 0, "creation": nil, "member_unknown_since": nil, "forgotten": false,
        ]
        #expect(try reply.json == expected)
        #expect(bench.store.calls == ["lookup tel:+12125550101"])
        #expect(bench.logLines == ["info audit action=look up an address operator=ada subject=main"])
    }

    @Test(arguments: [
        ("main/lookup", HTTPResponse.Status.badRequest), ("main/lookup?address=nobody", .badRequest),
        ("mian/lookup?address=a@example.com", .notFound),
    ])
    func refusesALookUpOfNothing(path: String, status: HTTPResponse.Status) async throws {
        let reply = try await OpsBench().send(.get, "/api/v1/directory/\(path)")

        #expect(reply.status == status)
    }
}
