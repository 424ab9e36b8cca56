import Adapters
import BridgeCore
import Foundation
import Testing

/// Requests as providers published or sent them, from the folder that `BRIDGE_CASES` names.
struct RecordedCasesTests {
    private static let folder = ProcessInfo.processInfo.environment["BRIDGE_CASES"]
    private static let schemes = [
        "twilio": "scheme: twilio", "postmark": "scheme: basic",
        "callrail": "{ scheme: hmac, header: Signature, hash: sha1, encoding: base64 }",
        "openphone": """
        { scheme: hmac, header: openphone-signature, encoding: base64, key_encoding: base64, separator: ";",
          signature_field: 4, timestamp_field: 3, timestamp_unit: milliseconds,
          signed: "${{ timestamp }}.${{ body }}" }
        """,
        "standard-webhooks": "scheme: standard-webhooks",
    ]

    @Test(.enabled(if: folder != nil, "BRIDGE_CASES names no folder"))
    func judgesEveryRecordedRequestAsItDeserves() throws {
        let folder = try #require(Self.folder)
        var count = 0
        for path in try #require(FileManager.default.enumerator(atPath: folder)).compactMap({ $0 as? String }) {
            guard path.hasSuffix(".json") else { continue }
            let data = try Data(contentsOf: URL(filePath: folder).appending(path: path))
            let record = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
            guard let provider = record["provider"] as? String, let yaml = Self.schemes[provider] else { continue }
            let expected = try #require(record["expect"] as? [String: Any])
            guard
                let isAuthentic = expected["authentic"] as? Bool
                    ?? (expected["signature"] as? String).map({ $0 == "valid" })
            else { continue }
            let refusal = try scheme(yaml).refusal(
                of: Self.request(record),
                (record["secret"] as? String) ?? "",
                settings: (record["signature_method"] as? String).map { ["signature_method": $0] } ?? [:]
            )
            #expect((refusal == nil) == isAuthentic, "\(path): \(refusal.map(\.description) ?? "accepted")")
            count += 1
        }
        #expect(count > 20)
    }

    private static func request(_ record: [String: Any]) throws -> RawRequest {
        let body = record["body"] as? String ?? ""
        let isBase64 = record["body_encoding"] as? String == "base64"
        let headers = (record["headers"] as? [String: String] ?? [:]).map {
            HeaderField(name: $0.key.lowercased(), value: $0.value)
        }
        let clock = ["now", "now_unix", "verify_at"].lazy.compactMap { record[$0] as? Int64 }.first
        return RawRequest(
            method: try #require(record["method"] as? String),
            url: try #require(record["url"] as? String),
            headers: headers,
            body: isBase64 ? [UInt8](Data(base64Encoded: body) ?? Data()) : Array(body.utf8),
            receivedAt: Timestamp(seconds: clock ?? 0)
        )
    }
}
