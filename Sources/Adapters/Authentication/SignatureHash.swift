import Crypto

/// The hash of an HMAC. MD5 and SHA-1 are here because providers still use them; as HMACs they hold.
///
/// `md5hash` is no HMAC but the MD5 of the text followed by the key, which is weaker: only where a hook chose it.
///
/// The construction of RFC 2104 stands here over the library's hashes, because the library's own `HMAC` is generic code
/// that looks its types up at every call: 10 of the 13 µs that a signed SMS took to verify (perf, 2026).
enum SignatureHash: String, CaseIterable, Sendable {
    case md5, sha1, sha256, sha384, sha512, md5hash

    var byteCount: Int {
        switch self {
        case .md5, .md5hash: Insecure.MD5.byteCount
        case .sha1: Insecure.SHA1.byteCount
        case .sha256: SHA256.byteCount
        case .sha384: SHA384.byteCount
        case .sha512: SHA512.byteCount
        }
    }

    /// HMAC over the concatenation of `chunks`, none of which is copied.
    func authenticationCode(for chunks: [[UInt8]], key: [UInt8]) -> [UInt8] {
        switch self {
        case .md5: Self.code(Insecure.MD5(), chunks, key, blockSize: 64)
        case .sha1: Self.code(Insecure.SHA1(), chunks, key, blockSize: 64)
        case .sha256: Self.code(SHA256(), chunks, key, blockSize: 64)
        case .sha384: Self.code(SHA384(), chunks, key, blockSize: 128)
        case .sha512: Self.code(SHA512(), chunks, key, blockSize: 128)
        case .md5hash: Self.digest(Insecure.MD5(), chunks + [key])
        }
    }

    /// RFC 2104 §2: the hash of the key under one mask and of the hash of the key under another and the text.
    @inline(__always)
    private static func code<Hash: HashFunction>(
        _ hash: Hash,
        _ chunks: [[UInt8]],
        _ key: [UInt8],
        blockSize: Int
    ) -> [UInt8] {
        let key = key.count > blockSize ? digest(hash, [key]) : key
        var block = [UInt8](repeating: 0x36, count: blockSize)
        for index in key.indices { block[index] ^= key[index] }
        let inner = digest(hash, [block] + chunks)
        for index in block.indices { block[index] ^= 0x36 ^ 0x5C }
        return digest(hash, [block, inner])
    }

    @inline(__always)
    private static func digest<Hash: HashFunction>(_ hash: Hash, _ chunks: [[UInt8]]) -> [UInt8] {
        var hash = hash
        for chunk in chunks { chunk.withUnsafeBytes { hash.update(bufferPointer: $0) } }
        return Array(hash.finalize())
    }
}
