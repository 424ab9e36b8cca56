import BridgeCore
import HTTPTypes
import JSON
import Ops
import Testing

struct PeopleRoutesTests {
    private static let directory = "/api/v1/directory/main"

    @Test func assignsAnAddressAsPeopleWriteIt() async throws {
        let bench = OpsBench()

        let reply = try await bench.send(
            .post,
            Self.directory + "/assign",
            body: #"{"address": "(212) 555-0101", "contact_id": "c1", "name": "Ana Ruiz"}"#
        )

        #expect(
            try reply.json == ["address": "tel:+12125550101", "contact_id": "c1", "replaced": 1, "freed": 3]
        )
        #expect(bench.store.calls == ["assign tel:+12125550101 to c1 Ana Ruiz"])
        #expect(bench.logLines == ["info audit action=assign contact=c1 freed=3 operator=ada subject=main"])
    }

    @Test(arguments: [
        ("c0000000-0000-4000-8000-000000000001", "contact(c0000000-0000-4000-8000-000000000001)"),
        ("+12125550101", "address(tel:+12125550101)"), ("Ana@example.com", "address(mailto:ana@example.com)"),
        ("ana", "contact(ana)"),
    ])
    func readsWhomToForget(person: String, expected: String) async throws {
        let bench = OpsBench()

        let reply = try await bench.send(
            .post,
            Self.directory + "/forget?dry_run=true",
            body: #"{"person": "\#(person)"}"#
        )

        #expect(reply.status == .ok)
        #expect(bench.store.calls.first?.contains(", dry") == true)
        let isContact = bench.store.calls.first?.contains("contact") == true
        #expect(isContact == expected.hasPrefix("contact"))
        #expect(bench.logLines.isEmpty)
    }

    @Test func tellsWhatForgettingDidWithoutSayingWhoItWas() async throws {
        var state = MemoryStore.State.sample
        state.forgetReport.contacts = 1
        state.forgetReport.addresses = 2
        state.forgetReport.entries = 3
        state.forgetReport.delivered = [891]
        state.forgetReport.unknown = [EntryID(rawValue: 7)]
        let bench = OpsBench(state)

        let reply = try await bench.send(.post, Self.directory + "/forget", body: #"{"person": "+12125550101"}"#)

        let expected: JSONValue = [
            "contacts": 1, "addresses": 2, "entries": 3, "discarded": 0, "events": 0, "quarantined": 0,
            "delivered": [891],
            "in_flight": [], "unknown": ["ent_0000000000007"], "dry_run": false,
        ]
        #expect(try reply.json == expected)
        #expect(bench.logLines == ["info audit action=forget entries=3 operator=ada subject=main"])
    }

    @Test func exportsOnePartAndSaysWhereTheNextBegins() async throws {
        var state = MemoryStore.State.sample
        let phone = try #require(Address(uri: "tel:+12125550101"))
        let log = try #require(Address(uri: "mailto:log@example.com"))
        state.page = DirectoryPage(
            rows: [
                .init(.line(Line(kind: .drop, address: log, loggedBy: HookName("mail")))),
                .init(.contact(KnownContact(id: ContactID("c1"), name: "Ana"), phone), source: "assign"),
            ],
            next: "contacts tel:+12125550101 c1"
        )
        let bench = OpsBench(state)

        let reply = try await bench.send(.get, Self.directory + "/export?limit=5000&lookups=true")

        let expected: JSONValue = [
            "rows": [
                [
                    "kind": "drop", "address": "mailto:log@example.com", "contact_id": nil, "member_id": nil,
                    "name": nil, "logged_by": "mail", "source": nil,
                ],
                [
                    "kind": "contact", "address": "tel:+12125550101", "contact_id": "c1", "member_id": nil,
                    "name": "Ana", "logged_by": nil, "source": "assign",
                ],
            ],
            "next": "contacts tel:+12125550101 c1",
        ]
        #expect(try reply.json == expected)
        #expect(bench.store.calls == ["export after nothing, 5000, lookups"])
    }

    @Test func tellsRowsOfForgottenPeopleByTheirPlaceAmongAllRows() async throws {
        var state = MemoryStore.State.sample
        state.forgotten = [1]
        let bench = OpsBench(state)
        let rows =
            #"{"rows":[{"kind":"ignore","address":"a@example.com"},5,{"contact_id":"c1","address":"b@example.com"}]}"#

        let reply = try await bench.send(.post, Self.directory + "/import", body: rows)
        let again = try await bench.send(.post, Self.directory + "/import?remember=true", body: rows)

        let errors = try #require(try reply.json["errors"]?.array)
        #expect(errors.map { $0["row"] } == [1, 2])
        #expect(errors.last?["message"]?.string?.contains("--remember") == true)
        #expect(try again.json["errors"]?.array?.count == 1)
        #expect(bench.store.calls.contains("remember"))
    }

    @Test(arguments: ["assign", "forget"])
    func changingPeopleTakesAnOperator(path: String) async throws {
        let bench = OpsBench()

        let reply = try await bench.send(
            .post,
            "\(Self.directory)/\(path)",
            as: OpsBench.viewer,
            body: #"{"person": "ana", "address": "+12125550101", "contact_id": "c1"}"#
        )

        #expect(reply.status == .forbidden)
        #expect(bench.store.calls.isEmpty)
    }

    @Test(arguments: [
        ("assign", #"{"address": "nobody", "contact_id": "c1"}"#), ("assign", #"{"address": "+12125550101"}"#),
        ("assign", #"{"adress": "+12125550101", "contact_id": "c1"}"#), ("forget", "{}"),
    ])
    func refusesWhatIsNotComplete(path: String, body: String) async throws {
        let reply = try await OpsBench().send(.post, "\(Self.directory)/\(path)", body: body)

        #expect(reply.status == .badRequest)
    }
}
