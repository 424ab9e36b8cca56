import Foundation
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Sandbox

struct LookupContactTests {
    private func lookup(_ search: String, _ settings: SandboxSettings = SandboxSettings()) async throws -> TestResponse
    {
        let body = try SandboxRequests.call(["search_string": search])
        return try await SandboxApplication(settings).application().test(.router) { client in
            try await client.post(SandboxRequests.lookupContact, body)
        }
    }

    @Test(arguments: [
        ("c0000000-0000-4000-8000-000000000002", 2), ("ben", 2), ("Okafor", 2), ("Ben Okafor", 2), ("Buyer", 3),
        ("BEN.OKAFOR@example.com", 2), ("ana@ruizgardens.example.com", 1), ("+12125550101", 1), ("+14155550113", 3),
        ("(310) 555-0102", 2), ("Ruiz Gardens", 1),
    ])
    func searchesEveryDocumentedField(_ search: String, _ number: Int) async throws {
        let answer = try await lookup(search)
        let data = try answer.object["data"] as? [String: Any]
        let contact = try #require(data?["contact"] as? [String: Any])

        #expect(contact["contact_id"] as? String == "c0000000-0000-4000-8000-00000000000\(number)")
    }

    @Test func answersTheFirstMatchThoughAnotherOneIsMeant() async throws {
        let byPart = try await lookup("ann@example.com")
        let byName = try await lookup("+12125550142")

        #expect(byPart.text.contains("joann@example.com"))
        #expect(byName.text.contains("+17185550106"))
    }

    @Test func saysSoWhenNobodyIsFound() async throws {
        let answer = try await lookup("+19995550100")

        #expect(answer.text == #"{"data":["Contact not found"],"status":"error"}"#)
    }

    @Test func asksForASearchString() async throws {
        #expect(try await lookup("").refusal == ["search_string is required"])
    }

    static let spellings: [(LookupShape, String, String?)] = [
        (.flat, "primary_phone", ""), (.nested, "primaryPhone", nil), (.prefixed, "cont_primary_phone", nil),
    ]

    @Test(arguments: spellings)
    func spellsTheFieldsAsTold(_ shape: LookupShape, _ phoneKey: String, _ absent: String?) async throws {
        var settings = SandboxSettings()
        settings.lookupShape = shape

        let known = try await lookup("ben.okafor@example.com", settings).object["data"] as? [String: Any]
        let unknown = try await lookup("Weber", settings).object["data"] as? [String: Any]

        let fields = shape == .flat ? known : known?["contact"] as? [String: Any]
        #expect(fields?["contact_id"] as? String == "c0000000-0000-4000-8000-000000000002")
        #expect(fields?[phoneKey] as? String == "+13105550102")
        let others = shape == .flat ? unknown : unknown?["contact"] as? [String: Any]
        #expect(others?[phoneKey] as? String == absent)
        #expect(known?["notes"] is [Any])
    }

    @Test(arguments: [
        (PhoneFormat.e164, "+12125550101"), (.national, "(212) 555-0101"), (.dashed, "212-555-0101"),
        (.digits, "2125550101"),
    ])
    func writesPhonesAsTold(_ format: PhoneFormat, _ written: String) async throws {
        var settings = SandboxSettings()
        settings.phoneFormat = format

        let answer = try await lookup("+12125550101", settings)

        #expect(answer.text.contains(#""primaryPhone":"\#(written)""#))
    }

    @Test func leavesNumbersOfOtherCountriesInE164() {
        #expect(PhoneFormat.national.format("+442079460101") == "+442079460101")
    }
}
