import Crypto

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The hash of an HMAC. MD5 and SHA-1 are here because providers still use them; as HMACs they hold.
///
/// `md5hash` is no HMAC but the MD5 of the text followed by the key, which is weaker: only where a hook chose it.
///
/// The construction of RFC 2104 stands here over the library's hashes, because the library's own `HMAC` is generic code
/// that looks its types up at every call: 10 of the 13 µs that a signed SMS took to verify (perf, 2026).
enum SignatureHash: String, CaseIterable, Sendable {
    case md5, sha1, sha256, sha384, sha512, md5hash

    /// From a hook's setting, as consoles of providers write it too: `sha256`, `SHA-256`, `HMAC_SHA256`.
    static func named(_ setting: String) -> SignatureHash? {
        let name = setting.lowercased().filter { $0.isLetter || $0.isNumber }
        return SignatureHash(rawValue: name.hasPrefix("hmac") ? String(name.dropFirst(4)) : name)
    }

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
        case .md5: Self.code(Insecure.MD5.self, chunks, key, blockSize: 64)
        case .sha1: Self.code(Insecure.SHA1.self, chunks, key, blockSize: 64)
        case .sha256: Self.code(SHA256.self, chunks, key, blockSize: 64)
        case .sha384: Self.code(SHA384.self, chunks, key, blockSize: 128)
        case .sha512: Self.code(SHA512.self, chunks, key, blockSize: 128)
        case .md5hash: Self.digest(Insecure.MD5.self, chunks + [key])
        }
    }

    /// RFC 2104 §2: the hash of the key under one mask and of the hash of the key under another and the text.
    @inline(__always)
    private static func code<Hash: HashFunction>(
        _ type: Hash.Type,
        _ chunks: [[UInt8]],
        _ key: [UInt8],
        blockSize: Int
    ) -> [UInt8] {
        let key = key.count > blockSize ? digest(type, [key]) : key
        return withUnsafeTemporaryAllocation(byteCount: blockSize, alignment: 8) { block in
            for index in 0..<blockSize { block[index] = 0x36 ^ (index < key.count ? key[index] : 0) }
            var inner = Hash()
            inner.update(bufferPointer: UnsafeRawBufferPointer(block))
            for chunk in chunks { chunk.withUnsafeBytes { inner.update(bufferPointer: $0) } }
            for index in 0..<blockSize { block[index] ^= 0x36 ^ 0x5C }
            var outer = Hash()
            outer.update(bufferPointer: UnsafeRawBufferPointer(block))
            inner.finalize().withUnsafeBytes { outer.update(bufferPointer: $0) }
            return outer.finalize().withUnsafeBytes { Array($0) }
        }
    }

    @inline(__always)
    private static func digest<Hash: HashFunction>(_ type: Hash.Type, _ chunks: [[UInt8]]) -> [UInt8] {
        var hash = Hash()
        for chunk in chunks { chunk.withUnsafeBytes { hash.update(bufferPointer: $0) } }
        return hash.finalize().withUnsafeBytes { Array($0) }
    }
}
