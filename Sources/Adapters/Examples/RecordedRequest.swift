package import BridgeCore
import JSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A request as a file holds it: `method`, `url` (the public URL as called), `headers`, `body`, `body_encoding`
/// (`base64` where the bytes are not UTF-8, else `utf-8` or nothing), and for examples `secret` (a text or a list),
/// `settings` and `now` (seconds since 1970). `verified_by` names the scheme that vouched for a recorded request whose proof
/// was not kept: as an example it is taken for authentic. Other keys are ignored.
package struct RecordedRequest: Sendable {
    package let request: RawRequest
    package let secrets: [Secret]
    package let settings: [String: String]
    /// The scheme that vouched for it when it was received; nil where the request brings its proof along.
    package let verifiedBy: String?

    /// Throws ``RecordedRequestError`` in plain words. `now` is the clock where the file has none of its own, or in any case
    /// where it `overridesFile`.
    package init(_ bytes: [UInt8], now: Timestamp, overridesFile: Bool = false) throws {
        let file: JSONValue
        do {
            file = try JSONParser().parse(bytes).value
        } catch {
            throw RecordedRequestError("the file is not JSON: \(error)")
        }
        guard let url = file["url"]?.string else {
            throw RecordedRequestError(
                "\"url\" is missing: a whole request is wanted, {\"method\", \"url\", \"headers\", \"body\"}, not its body alone"
            )
        }
        let ownClock = overridesFile ? nil : file["now"]?.int
        let receivedAt = ownClock.map { Timestamp(seconds: Int64($0)) } ?? now
        request = RawRequest(
            method: file["method"]?.string?.uppercased() ?? "POST",
            url: url,
            headers: Self.headers(file["headers"]),
            body: try Self.body(file),
            remoteAddress: file["remote_address"]?.string,
            receivedAt: receivedAt
        )
        let secret = file["secret"] ?? .null
        secrets = (secret.array?.compactMap(\.string) ?? secret.string.map { [$0] } ?? []).map(Secret.init)
        var settings: [String: String] = [:]
        for (name, value) in file["settings"]?.object ?? JSONObject() { settings[name] = value.interpolated }
        self.settings = settings
        verifiedBy = file["verified_by"]?.string
    }

    private static func headers(_ value: JSONValue?) -> [HeaderField] {
        (value?.object ?? JSONObject()).flatMap { name, value in
            (value.array ?? [value]).map { HeaderField(name: name.lowercased(), value: $0.interpolated) }
        }
    }

    private static func body(_ file: JSONValue) throws(RecordedRequestError) -> [UInt8] {
        guard let body = file["body"], !body.isNull else { return [] }
        guard let text = body.string else { return body.serialized() }
        switch file["body_encoding"] ?? .null {
        case .null, .string("utf-8"): return Array(text.utf8)
        case .string("base64"):
            guard let bytes = Data(base64Encoded: text) else { throw RecordedRequestError("\"body\" is not base64") }
            return Array(bytes)
        case let other:
            throw RecordedRequestError(
                "\"body_encoding\" is \(other.text()): it must be \"base64\" where the body's bytes are no text, else \"utf-8\" or nothing"
            )
        }
    }
}

/// Why a file is no recorded request.
package struct RecordedRequestError: Error, Sendable, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}
