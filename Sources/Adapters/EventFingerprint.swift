package import BridgeCore
import Crypto

/// By what an event is known: the same request again is the same event.
package enum EventFingerprint {
    /// SHA-256 of a body as it was received.
    package static func digest(of body: [UInt8]) -> Digest256 {
        var hash = SHA256()
        body.withUnsafeBytes { hash.update(bufferPointer: $0) }
        return value(of: hash)
    }

    /// SHA-256 of two texts with a zero byte between them.
    static func digest(of first: String, _ second: String) -> Digest256 {
        var hash = SHA256()
        var first = first
        var second = second
        let count = first.utf8.count + 1 + second.utf8.count
        // One update costs less than three, and short texts need no memory of their own.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count) { buffer in
            var place = 0
            first.withUTF8 { bytes in
                for byte in bytes { (buffer[place], place) = (byte, place + 1) }
            }
            (buffer[place], place) = (0, place + 1)
            second.withUTF8 { bytes in
                for byte in bytes { (buffer[place], place) = (byte, place + 1) }
            }
            hash.update(bufferPointer: UnsafeRawBufferPointer(start: buffer.baseAddress, count: count))
        }
        return value(of: hash)
    }

    /// SHA-256 of hook, method, target and the body's digest. Each field stands behind its length, so that no two
    /// requests run together to the same bytes; the body itself is read once only, for ``digest(of:)``.
    package static func fingerprint(hook: HookName, method: String, target: String, bodyDigest: Digest256) -> Digest256
    {
        var hash = SHA256()
        for field in [hook.rawValue, method, target] {
            var field = field
            field.withUTF8 { bytes in
                withUnsafeBytes(of: UInt64(bytes.count).bigEndian) { hash.update(bufferPointer: $0) }
                hash.update(bufferPointer: UnsafeRawBufferPointer(bytes))
            }
        }
        bodyDigest.withUnsafeBytes { hash.update(bufferPointer: $0) }
        return value(of: hash)
    }

    private static func value(of hash: SHA256) -> Digest256 {
        hash.finalize().withUnsafeBytes { Digest256(taking: $0) }
    }
}
