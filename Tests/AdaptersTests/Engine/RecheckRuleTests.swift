import BridgeCore
import JSON
import Testing

@testable import Adapters

/// `recheck:` reads whom news of contacts are about, and makes no entry.
struct RecheckRuleTests {
    private static func adapter(_ rule: String) -> String {
        """
        title: Contacts
        receive:
          body: json
          authenticate: { scheme: none }
        translate:
          - \(rule)
        """
    }

    private func translate(_ body: String, by rule: String) throws -> Translation {
        let (adapter, problems) = AdapterCompiler.compile(Self.adapter(rule), name: "contacts", file: "adapter.yaml")
        #expect(problems.filter { $0.severity == .error }.map(\.description) == [])
        let request = RawRequest(
            method: "POST",
            url: "https://hooks.example.com/hooks/contacts",
            headers: [HeaderField(name: "content-type", value: "application/json")],
            body: Array(body.utf8),
            remoteAddress: nil,
            receivedAt: Timestamp(seconds: 1_772_442_900)
        )
        let hook = Hook(name: HookName("contacts"), adapter: "contacts", destination: DestinationName("main"))
        let authentic = AuthenticatedRequest(raw: request)
        return try #require(adapter).translate(authentic, hook: hook, event: EventID(rawValue: 1))
    }

    @Test(arguments: [
        (#"{"p":"(212) 555-0101","e":"Ana@Example.com"}"#, ["tel:+12125550101", "mailto:ana@example.com"]),
        (#"{"p":["+12125550101","+12125550101",null,[2125550102]]}"#, ["tel:+12125550101", "tel:+12125550102"]),
        (#"{"e":"Ana <ana@example.com>, bo@example.com"}"#, ["mailto:ana@example.com", "mailto:bo@example.com"]),
        (#"{"p":"withheld","e":"nobody"}"#, []), (#"{"p":{"number":"+12125550101"}}"#, []), ("{}", []),
    ])
    func readsAddressesFromTextsAndLists(body: String, expected: [String]) throws {
        let translation = try translate(body, by: #"recheck: { phone: "${{ p }}", email: "${{ e }}" }"#)

        #expect(translation.recheck?.addresses.map(\.uri) == expected)
        #expect(translation.disposition == .translated)
        #expect(translation.drafts.isEmpty)
        #expect(translation.reason == "waiting addresses are looked up again")
    }

    @Test func withoutExpressionsItIsAboutEverybody() throws {
        #expect(try translate("{}", by: "recheck: {}").recheck == Recheck(addresses: []))
    }

    @Test(arguments: [
        ("{ recheck: {}, ignore: nothing }", "either"), ("recheck: { fone: x }", "fone"),
        (#"recheck: { phone: "${{ p( }}" }"#, "phone"),
    ])
    func faultsAreToldWithTheirPlace(rule: String, word: String) {
        let (adapter, problems) = AdapterCompiler.compile(Self.adapter(rule), name: "contacts", file: "adapter.yaml")

        #expect(adapter == nil)
        #expect(problems.contains { $0.place.line == 6 })
        #expect(problems.contains { "\($0)".contains(word) } || word == "phone")
    }

    @Test func aTrialShowsIt() throws {
        let adapter = try ShippedAdapters.load("zyntro")
        let request = RawRequest(
            method: "POST",
            url: "https://hooks.example.com/hooks/contacts",
            headers: [
                HeaderField(name: "content-type", value: "application/json"),
                HeaderField(name: "authorization", value: "Bearer token"),
            ],
            body: Array(#"{"data":{"contact":{"cont_primary_phone":"212-555-0101"}}}"#.utf8),
            remoteAddress: nil,
            receivedAt: Timestamp(seconds: 1_772_442_900)
        )

        let report = AdapterTrial.run(adapter, request, secrets: [Secret("token")], settings: [:])

        #expect(report["recheck"] == ["tel:+12125550101"])
        #expect(report["entries"] == [])
    }
}
