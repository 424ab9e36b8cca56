import Foundation
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Sandbox

struct ContactTests {
    private static let addContactsFull = "/apis/v2/public/crm/addContactsFull"
    private static let fetchContact = "/apis/v2/public/crm/fetchContact"

    @Test func addsAndRemovesContactsAtRunTime() async throws {
        try await SandboxApplication().application().test(.router) { client in
            let person = #"{"contact_id":"new","first_name":"Eve","primary_phone":"+12125550150"}"#
            let entry = try SandboxRequests.entry(["contact_id": "new"])

            #expect(try await client.post("/contacts", ByteBuffer(string: person)).status == .created)
            #expect(try await client.post(SandboxRequests.addCommsHistory, entry).refusal == nil)
            #expect(try await client.delete("/contacts/new").status == .noContent)
            let gone = try await client.post(SandboxRequests.addCommsHistory, entry)
            #expect(try gone.refusal == ["Contact not found in this organization"])
            #expect(try await client.delete("/contacts/new").status == .notFound)
        }
    }

    @Test func makesUpTheIdOfAContactWithoutOne() async throws {
        try await SandboxApplication().application().test(.router) { client in
            let answer = try await client.post("/contacts", ByteBuffer(string: #"{"first_name":"Eve"}"#))
            let id = try #require(answer.object["contact_id"] as? String)

            #expect(UUID(uuidString: id) != nil)
            #expect(try await client.get("/contacts").text.contains(id))
        }
    }

    @Test func createsThenUpdatesByEmail() async throws {
        let sandbox = SandboxApplication()
        try await sandbox.application().test(.router) { client in
            let contact = ["firstName": "Eve", "primaryEmail": "eve@example.com", "auto_engage": "0"]
            let renamed = ["firstName": "Eva", "primaryEmail": "EVE@example.com"]

            let created = try await client.post(Self.addContactsFull, SandboxRequests.call(["contact": contact]))
            let updated = try await client.post(Self.addContactsFull, SandboxRequests.call(["contact": renamed]))

            let id = try #require((created.object["data"] as? [String: Any])?["contact_id"] as? String)
            #expect((try updated.object["data"] as? [String: Any])?["contact_id"] as? String == id)
            #expect(sandbox.book.contact(id)?.firstName == "Eva")
            #expect(sandbox.book.contact(id)?.autoEngage == false)
        }
    }

    @Test func holdsToTheModeOfACreation() async throws {
        let known = ["firstName": "Ben", "primaryEmail": "ben.okafor@example.com"]
        let unknown = ["firstName": "Eve", "primaryEmail": "eve@example.com"]
        try await SandboxApplication().application().test(.router) { client in
            let twice = SandboxRequests.call
            let inserted = try await client.post(Self.addContactsFull, twice(["contact": known, "mode": "insert"]))
            let updated = try await client.post(Self.addContactsFull, twice(["contact": unknown, "mode": "update"]))
            let nameless = try await client.post(Self.addContactsFull, twice(["contact": ["lastName": "Ruiz"]]))

            #expect(try inserted.refusal == ["Contact already exists"])
            #expect(try updated.refusal == ["Contact not found in this organization"])
            #expect(try nameless.refusal == ["firstName is required"])
        }
    }

    @Test func fetchesAContactByItsId() async throws {
        try await SandboxApplication().application().test(.router) { client in
            let found = try await client.post(
                Self.fetchContact,
                SandboxRequests.call(["contact_id": SandboxRequests.contact])
            )
            let missing = try await client.post(Self.fetchContact, SandboxRequests.call(["contact_id": "nobody"]))

            #expect(found.text.contains("ana.ruiz@example.com"))
            #expect(try missing.refusal == ["Contact not found in this organization"])
        }
    }

    @Test func tellsTheIdentifiersForTheSecretAlone() async throws {
        try await SandboxApplication().application().test(.router) { client in
            let body = ByteBuffer(string: #"{"developer_secret":"zdk_sandbox"}"#)
            let answer = try await client.post("/apis/v2/public/developers/fetchIdentifiers", body)
            let data = try #require(answer.object["data"] as? [String: Any])

            #expect(data["api_key"] as? String == "sandbox-api-key")
            #expect((data["members"] as? [Any])?.count == 2)
            #expect((data["organizations"] as? [[String: String]])?.first?["org_id"] == Seed.organization)
        }
    }

    @Test func listsTheMembersWithoutADeveloperSecret() async throws {
        try await SandboxApplication().application().test(.router) { client in
            let body = try SandboxRequests.call(["developer_secret": nil, "brand_id": Seed.brand])
            let answer = try await client.post("/public/account/fetchMembers", body)

            let members = try answer.object["data"] as? [[String: String]]
            #expect(members?.map { $0["member_name"] } == ["Sam Lee", "Dana Cole"])
        }
    }
}
