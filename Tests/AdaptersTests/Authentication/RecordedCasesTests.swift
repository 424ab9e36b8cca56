import Adapters
import BridgeCore
import Foundation
import Testing

/// Requests as providers published or sent them, from the folder that `BRIDGE_CASES` names.
struct RecordedCasesTests {
    private static let folder = ProcessInfo.processInfo.environment["BRIDGE_CASES"]

    @Test(.enabled(if: folder != nil, "BRIDGE_CASES names no folder"))
    func judgesEveryRecordedRequestAsItDeserves() throws {
        let folder = try #require(Self.folder)
        var count = 0
        for path in try #require(FileManager.default.enumerator(atPath: folder)).compactMap({ $0 as? String }) {
            guard path.hasSuffix(".json") else { continue }
            let data = try Data(contentsOf: URL(filePath: folder).appending(path: path))
            let record = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
            guard let yaml = RecordedSchemes.yaml(of: path) else { continue }
            let expected = try #require(record["expect"] as? [String: Any])
            guard
                let isAuthentic = expected["authentic"] as? Bool
                    ?? (expected["signature"] as? String).map({ $0 == "valid" })
            else { continue }
            let refusal = try scheme(yaml).refusal(
                of: Self.request(record),
                (record["secret"] as? String) ?? "",
                settings: Self.settings(record)
            )
            #expect((refusal == nil) == isAuthentic, "\(path): \(refusal.map(\.description) ?? "accepted")")
            count += 1
        }
        #expect(count > 140)
    }

    private static func settings(_ record: [String: Any]) -> [String: String] {
        var settings = (record["context"] as? [String: Any] ?? [:]).compactMapValues { value in
            (value as? [String])?.joined(separator: ",") ?? value as? String
        }
        settings["signature_method"] = record["signature_method"] as? String
        return settings
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
