import Foundation
import Hummingbird
import HummingbirdTesting

@testable import Sandbox

/// Paths, bodies and answers of calls as a client would write them, from Zyntro's documentation.
enum SandboxRequests {
    static let addCommsHistory = "/apis/v2/public/crm/addCommsHistory"
    static let lookupContact = "/apis/v2/public/crm/lookupContact"
    static let contact = "c0000000-0000-4000-8000-000000000001"

    static let identity: [String: any Sendable] = [
        "api_key": "sandbox-api-key",
        "developer_secret": "zdk_sandbox",
        "org_id": "a0000000-0000-4000-8000-000000000001",
        "member_id": "d0000000-0000-4000-8000-000000000001",
    ]

    /// A complete addCommsHistory body with these members changed; `nil` leaves one out.
    static func entry(_ changes: [String: (any Sendable)?] = [:]) throws -> ByteBuffer {
        let whole = identity.merging(
            ["contact_id": contact, "comms_type": "sms", "comms_data": "See you at nine", "comms_source": "Twilio"]
        ) { $1 }
        return try json(whole, changes)
    }

    /// A body with the credentials, organisation and member, and these members.
    static func call(_ members: [String: (any Sendable)?] = [:]) throws -> ByteBuffer {
        try json(identity, members)
    }

    private static func json(
        _ members: [String: any Sendable],
        _ changes: [String: (any Sendable)?]
    ) throws -> ByteBuffer {
        var body = members
        for (key, value) in changes { body[key] = value }
        return ByteBuffer(bytes: try JSONSerialization.data(withJSONObject: body))
    }
}

extension TestClientProtocol {
    func post(_ path: String, _ body: ByteBuffer) async throws -> TestResponse {
        try await executeRequest(uri: path, method: .post, headers: [.contentType: "application/json"], body: body)
    }

    func get(_ path: String) async throws -> TestResponse {
        try await executeRequest(uri: path, method: .get, headers: [:], body: nil)
    }

    func put(_ path: String, _ body: String) async throws -> TestResponse {
        try await executeRequest(uri: path, method: .put, headers: [:], body: ByteBuffer(string: body))
    }

    func delete(_ path: String) async throws -> TestResponse {
        try await executeRequest(uri: path, method: .delete, headers: [:], body: nil)
    }
}

extension TestResponse {
    var text: String { String(buffer: body) }

    /// The body as a JSON object.
    var object: [String: Any] {
        get throws { try JSONSerialization.jsonObject(with: Data(body.readableBytesView)) as? [String: Any] ?? [:] }
    }

    /// The messages of an answer in Zyntro's error shape, `nil` for any other.
    var refusal: [String]? {
        get throws {
            let answer = try object
            return answer["status"] as? String == "error" ? answer["data"] as? [String] : nil
        }
    }
}
