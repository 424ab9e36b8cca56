import BridgeCore
import Crypto
import Synchronization

/// For which bodies those signatures were believed that cover a token and no body (Mailgun's), so that one that somebody saw
/// brings no other body in.
///
/// It lives in memory, across reloads, and forgets what is stale by then; after a restart a signature that is minutes old may
/// be believed once more.
package final class SpentTokens: Sendable {
    private struct Use {
        let body: Digest256
        /// When its signature is stale for certain.
        let end: Timestamp
    }

    private struct Uses {
        var byToken: [Digest256: Use] = [:]
        /// At how many of them those that have ended are dropped.
        var limit = 1024
    }

    private let uses = Mutex(Uses())

    package init() {}

    /// Whether a token vouches for a body: the first time, and again for the same body, as providers repeat what was not
    /// answered. It is remembered for `lifetime` at least, by the clock of arrivals.
    func admits(_ token: Digest256, for body: Digest256, at arrival: Timestamp, lifetime: Duration) -> Bool {
        uses.withLock { uses in
            if let use = uses.byToken[token] { return use.body == body }
            if uses.byToken.count >= uses.limit {
                uses.byToken = uses.byToken.filter { $0.value.end >= arrival }
                uses.limit = max(1024, uses.byToken.count * 2)
            }
            uses.byToken[token] = Use(body: body, end: arrival.advanced(by: lifetime))
            return true
        }
    }
}

extension RawRequest {
    /// Of a multipart body the headers and contents of its parts, files among them: a provider that repeats a request may
    /// split it at another boundary. Else of the body.
    func digestOfContent(as format: BodyFormat) -> Digest256 {
        guard format.resolved(for: self) == .multipart,
            let multipart = MultipartBody(body, contentType: header("content-type"), hashesFiles: false),
            let parts = try? multipart.parts()
        else { return EventFingerprint.digest(of: body) }
        var hash = SHA256()
        for range in parts.flatMap({ [$0.headers, $0.content] }) {
            withUnsafeBytes(of: UInt64(range.count).bigEndian) { hash.update(bufferPointer: $0) }
            body[range].withUnsafeBytes { hash.update(bufferPointer: $0) }
        }
        return hash.finalize().withUnsafeBytes { Digest256(taking: $0) }
    }
}
