import BridgeCore
import Crypto

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The key that makes digests of presented credentials, in a file beside the store and never in it: whoever gets the
/// database or a backup of it alone cannot try guesses against the digests (a salt in the database would let them).
///
/// Where the file is lost a new key is made; then credentials that were cut out before can not be recognised any more.
struct QuarantineKey: Sendable {
    private static let size = 32
    private let key: SymmetricKey

    /// Reads the key in `path`, or makes it.
    init(path: String) throws(StoreError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StoreError(.failing, "cannot open \(path): \(systemReason())") }
        defer { close(descriptor) }
        guard fchmod(descriptor, 0o600) == 0 else {
            throw StoreError(.failing, "cannot take the rights of others from \(path): \(systemReason())")
        }
        var bytes = [UInt8](repeating: 0, count: Self.size)
        if pread(descriptor, &bytes, bytes.count, 0) != bytes.count {
            bytes = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
            guard pwrite(descriptor, bytes, bytes.count, 0) == bytes.count, fsync(descriptor) == 0 else {
                throw StoreError(.failing, "cannot write \(path): \(systemReason())")
            }
        }
        key = SymmetricKey(data: bytes)
    }

    func digest(of bytes: [UInt8]) -> Digest256 {
        HMAC<SHA256>.authenticationCode(for: bytes, using: key).withUnsafeBytes { Digest256(taking: $0) }
    }
}
