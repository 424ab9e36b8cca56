import BridgeCore
import NIOHTTP1

/// What the receiver reads from the head of a request, in one pass over its headers.
struct RequestHead {
    let method: String
    /// Path and query, byte for byte as they stand in the request line.
    let target: String
    let isKeepAlive: Bool
    /// HTTP/1.1, not 1.0.
    private let isModern: Bool
    /// Names in lower case.
    private(set) var fields: [HeaderField] = []
    private(set) var contentLength: Int?
    /// Whether every server on the way reads the same end of the body: a coding other than `chunked`, or one in
    /// HTTP/1.0, is read by some and ignored by others (RFC 9112 §6.1).
    private(set) var isPlainlyFramed = true
    /// Nil for a coding that the receiver does not undo.
    private(set) var coding: ContentCoding? = .identity
    private(set) var expectsContinue = false
    /// What the proxy in front calls this request in its own log, by X-Request-Id.
    private(set) var requestID: String?
    /// The values of X-Forwarded-For in the order received.
    private(set) var forwarded: [String] = []

    init(_ head: HTTPRequestHead) {
        method = head.method.rawValue
        target = head.uri
        isModern = head.version == .http1_1
        isKeepAlive = head.isKeepAlive && isModern
        fields.reserveCapacity(head.headers.count)
        for (name, value) in head.headers {
            let field = HeaderField(
                name: name.utf8.contains { 0x41...0x5a ~= $0 } ? name.lowercased() : name,
                value: value
            )
            fields.append(field)
            note(field)
        }
    }

    private mutating func note(_ field: HeaderField) {
        switch field.name {
        // NIO refuses what is no number; one that does not fit is as large as any.
        case "content-length": contentLength = Int(field.value) ?? .max
        case "transfer-encoding":
            isPlainlyFramed = isPlainlyFramed && isModern && field.value.lowercased() == "chunked"
        case "content-encoding": coding = coding == .identity ? ContentCoding(field.value) : nil
        case "expect": expectsContinue = isModern && field.value.lowercased() == "100-continue"
        case "x-request-id": requestID = String(field.value.prefix(64))
        case "x-forwarded-for": forwarded.append(field.value)
        default: break
        }
    }

    /// The name in a target `/hooks/<name>`, and whether more of a path follows it; nil for every other path. Nothing is
    /// normalised: a path with `..`, an escape, a doubled slash or a slash at the end names no hook.
    static func hookName(in target: String) -> (name: String, hasMore: Bool)? {
        let prefix = "/hooks/"
        guard target.hasPrefix(prefix) else { return nil }
        let path = target.utf8.dropFirst(prefix.utf8.count).prefix { $0 != 0x3f }
        let name = path.prefix { $0 != 0x2f }
        return (String(decoding: name, as: UTF8.self), name.endIndex != path.endIndex)
    }
}
