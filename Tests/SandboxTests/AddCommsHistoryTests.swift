import Foundation
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Sandbox

struct AddCommsHistoryTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let label: String
        let changes: [String: (any Sendable)?]
        let messages: [String]
        var testDescription: String { label }
    }

    static let refusals = [
        Case(label: "MISSING_API_KEY", changes: ["api_key": nil], messages: ["API key is required"]),
        Case(label: "INVALID_API_KEY", changes: ["api_key": "another"], messages: ["Invalid API key"]),
        Case(
            label: "MISSING_DEVELOPER_SECRET",
            changes: ["developer_secret": ""],
            messages: ["Missing developer_secret"]
        ),
        Case(
            label: "INVALID_DEVELOPER_SECRET",
            changes: ["developer_secret": "zdk_another"],
            messages: ["Invalid developer_secret"]
        ),
        Case(label: "MISSING_FIELDS org_id", changes: ["org_id": nil], messages: ["org_id is required"]),
        Case(label: "MISSING_FIELDS member_id", changes: ["member_id": nil], messages: ["member_id is required"]),
        Case(label: "MISSING_FIELDS contact_id", changes: ["contact_id": ""], messages: ["contact_id is required"]),
        Case(label: "MISSING_FIELDS comms_type", changes: ["comms_type": nil], messages: ["comms_type is required"]),
        Case(label: "MISSING_FIELDS comms_data", changes: ["comms_data": nil], messages: ["comms_data is required"]),
        Case(
            label: "MISSING_FIELDS several",
            changes: ["org_id": nil, "comms_data": ""],
            messages: ["org_id is required", "comms_data is required"]
        ),
        Case(
            label: "INVALID_TYPE",
            changes: ["comms_type": "fax"],
            messages: ["comms_type must be one of: email, sms, call, message"]
        ),
        Case(
            label: "NOT_FOUND",
            changes: ["contact_id": "c0000000-0000-4000-8000-00000000dead"],
            messages: ["Contact not found in this organization"]
        ),
        Case(
            label: "MEMBER_NOT_FOUND",
            changes: ["member_id": "d0000000-0000-4000-8000-00000000dead"],
            messages: ["Member not found in this organization"]
        ),
        Case(label: "another organisation", changes: ["org_id": "other"], messages: ["Organization not found"]),
        Case(
            label: "56 characters of comms_source",
            changes: ["comms_source": String(repeating: "\u{E9}", count: 56)],
            messages: ["comms_source must not exceed 55 characters"]
        ),
        Case(
            label: "comms_data as a number",
            changes: ["comms_data": 5],
            messages: ["comms_data must be a string or an object"]
        ),
        Case(
            label: "unknown comms_status",
            changes: ["comms_status": "lost"],
            messages: ["comms_status must be one of: pending, processed"]
        ),
        Case(
            label: "credentials before fields",
            changes: ["api_key": "another", "org_id": nil, "comms_type": "fax"],
            messages: ["Invalid API key"]
        ),
        Case(
            label: "member before contact",
            changes: ["member_id": "nobody", "contact_id": "nobody"],
            messages: ["Member not found in this organization"]
        ),
    ]

    @Test(arguments: refusals)
    func refusesWithTheDocumentedTextAndStatus200(_ refusal: Case) async throws {
        let sandbox = SandboxApplication()

        try await sandbox.application().test(.router) { client in
            let answer = try await client.post(
                SandboxRequests.addCommsHistory,
                try SandboxRequests.entry(refusal.changes)
            )

            #expect(answer.status == .ok)
            #expect(try answer.refusal == refusal.messages)
            #expect(sandbox.timeline.count == 0)
        }
    }

    @Test(arguments: ["", "[]", "{", "{\"api_key\":\"sandbox-api-key\"} {}"])
    func takesABodyThatIsNoJSONObjectForOneWithoutMembers(_ body: String) async throws {
        try await SandboxApplication().application().test(.router) { client in
            let answer = try await client.post(SandboxRequests.addCommsHistory, ByteBuffer(string: body))

            #expect(try answer.refusal == ["API key is required"])
        }
    }

    @Test func refusesACallerThatIsNotWhitelisted() async throws {
        var settings = SandboxSettings()
        settings.rules.allowedAddresses = ["192.0.2.1"]

        try await SandboxApplication(settings).application().test(.live) { client in
            let answer = try await client.post(SandboxRequests.addCommsHistory, try SandboxRequests.entry())

            #expect(try answer.refusal == ["IP address not whitelisted"])
        }
    }

    @Test func letsAWhitelistedCallerIn() async throws {
        var settings = SandboxSettings()
        settings.rules.allowedAddresses = ["127.0.0.1", "::1"]

        try await SandboxApplication(settings).application().test(.live) { client in
            let answer = try await client.post(SandboxRequests.addCommsHistory, try SandboxRequests.entry())

            #expect(try answer.refusal == nil)
        }
    }

    @Test func answersGrowingIdsExactlyAsDocumented() async throws {
        try await SandboxApplication().application().test(.router) { client in
            for id in 1...3 {
                let answer = try await client.post(SandboxRequests.addCommsHistory, try SandboxRequests.entry())
                let data = #"{"ch_id":\#(id),"message":"Communication history logged successfully"}"#

                #expect(answer.text == #"{"data":\#(data),"status":"success"}"#)
            }
        }
    }

    @Test func takesASourceOf55CharactersAndStructuredData() async throws {
        let changes: [String: (any Sendable)?] = [
            "comms_source": String(repeating: "\u{E9}", count: 55), "comms_data": ["body": "Hello"],
        ]
        try await SandboxApplication().application().test(.router) { client in
            let answer = try await client.post(SandboxRequests.addCommsHistory, try SandboxRequests.entry(changes))

            #expect(try answer.refusal == nil)
        }
    }

    @Test func takesAnyContactWhereToldTo() async throws {
        var settings = SandboxSettings()
        settings.rules.acceptsAnyContact = true

        try await SandboxApplication(settings).application().test(.router) { client in
            let body = try SandboxRequests.entry(["contact_id": "whoever"])
            let answer = try await client.post(SandboxRequests.addCommsHistory, body)

            #expect(try answer.refusal == nil)
        }
    }

    @Test(arguments: [HTTPRequest.Method.get, .put, .delete])
    func answersOtherMethodsWithAWebPage(_ method: HTTPRequest.Method) async throws {
        try await SandboxApplication().application().test(.router) { client in
            let answer = try await client.executeRequest(
                uri: SandboxRequests.addCommsHistory,
                method: method,
                headers: [:],
                body: nil
            )

            #expect(answer.status == .notFound)
            #expect(answer.headers[.contentType]?.hasPrefix("text/html") == true)
        }
    }
}
