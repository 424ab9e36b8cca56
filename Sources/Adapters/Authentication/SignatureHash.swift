import Crypto

/// The hash of an HMAC. MD5 and SHA-1 are here because providers still use them; as HMACs they hold.
///
/// `md5hash` is no HMAC but the MD5 of the text followed by the key, which is weaker: only where a hook chose it.
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

    /// HMAC (RFC 2104) over the concatenation of `chunks`, none of which is copied.
    func authenticationCode(for chunks: [[UInt8]], key: [UInt8]) -> [UInt8] {
        if self == .md5hash { return Self.digest(Insecure.MD5(), chunks + [key]) }
        let key = SymmetricKey(data: key)
        return switch self {
        case .md5, .md5hash: Self.code(HMAC<Insecure.MD5>(key: key), chunks)
        case .sha1: Self.code(HMAC<Insecure.SHA1>(key: key), chunks)
        case .sha256: Self.code(HMAC<SHA256>(key: key), chunks)
        case .sha384: Self.code(HMAC<SHA384>(key: key), chunks)
        case .sha512: Self.code(HMAC<SHA512>(key: key), chunks)
        }
    }

    private static func code<Hash: HashFunction>(_ hmac: HMAC<Hash>, _ chunks: [[UInt8]]) -> [UInt8] {
        var hmac = hmac
        for chunk in chunks { hmac.update(data: chunk) }
        return hmac.finalize().withUnsafeBytes { Array($0) }
    }

    private static func digest<Hash: HashFunction>(_ hash: Hash, _ chunks: [[UInt8]]) -> [UInt8] {
        var hash = hash
        for chunk in chunks { hash.update(data: chunk) }
        return Array(hash.finalize())
    }
}
