import Foundation
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Sandbox

struct PageTests {
    private func page(_ data: any Sendable) async throws -> String {
        try await SandboxApplication().application().test(.router) { client in
            _ = try await client.post(SandboxRequests.addCommsHistory, SandboxRequests.entry(["comms_data": data]))
            return try await client.get("/").text
        }
    }

    @Test func escapesWhatCallersWrite() async throws {
        let hostile = "<script>alert('x')</script>"
        let data: [String: any Sendable] = ["body": hostile, hostile: [hostile], "more": [hostile: hostile]]
        let page = try await page(data)

        #expect(!page.contains("<script>"))
        #expect(page.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"))
    }

    @Test func groupsEntriesUnderTheNamesOfTheirContacts() async throws {
        try await SandboxApplication().application().test(.router) { client in
            for (contact, text) in [("1", "one"), ("2", "two"), ("1", "three")] {
                let id = "c0000000-0000-4000-8000-00000000000\(contact)"
                let body = try SandboxRequests.entry(["contact_id": id, "comms_data": text])
                _ = try await client.post(SandboxRequests.addCommsHistory, body)
            }
            let page = try await client.get("/").text

            let places = ["Ana Ruiz", ">one<", ">three<", "Ben Okafor", ">two<"].map { page.range(of: $0)?.lowerBound }
            #expect(!places.contains(nil))
            #expect(places.compactMap(\.self) == places.compactMap(\.self).sorted())
        }
    }

    @Test func putsTheSummaryFirst() async throws {
        let page = try await page(["body": "Hello there", "summary": "Text message from Ana Ruiz"])

        let summary = try #require(page.range(of: "Text message from Ana Ruiz"))
        let body = try #require(page.range(of: "Hello there"))
        #expect(summary.lowerBound < body.lowerBound)
    }

    @Test func showsNoCredentials() async throws {
        let page = try await page("Hello")

        #expect(!page.contains("sandbox-api-key"))
        #expect(!page.contains("zdk_sandbox"))
    }
}
