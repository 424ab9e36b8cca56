import BridgeCore
import Crypto

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The key that makes digests of presented credentials and seals what else was cut out, in a file beside the store and
/// never in it: whoever gets the database or a backup of it alone cannot try guesses against the digests (a salt in the
/// database would let them) and reads nothing of what is sealed.
///
/// Where the file is lost a new key is made; then what was cut out before can be neither recognised nor unsealed any more.
struct QuarantineKey: Sendable {
    private static let size = 32
    private let key: SymmetricKey
    private static let sealingPurpose = Array("zyntro-bridge quarantine seal 1".utf8)

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

    /// AES-GCM over the texts, each behind its length. Every request has a key of its own, derived from its identity: what is
    /// sealed for one opens for no other, and no key meets as many nonces as would make two alike.
    func seal(_ texts: [[UInt8]], of identity: Digest256) throws(StoreError) -> [UInt8] {
        guard !texts.isEmpty else { return [] }
        let bytes = texts.flatMap { text in withUnsafeBytes(of: UInt32(text.count).bigEndian) { Array($0) } + text }
        do {
            guard let sealed = try AES.GCM.seal(bytes, using: sealingKey(for: identity)).combined else {
                throw StoreError(.failing, "what was cut out of a refused request could not be sealed")
            }
            return Array(sealed)
        } catch {
            throw StoreError(describing: error)
        }
    }

    /// Nothing where it was sealed under another key or for another request, or was altered.
    func unseal(_ sealed: [UInt8], of identity: Digest256) -> [[UInt8]] {
        guard !sealed.isEmpty, let box = try? AES.GCM.SealedBox(combined: sealed),
            let opened = try? AES.GCM.open(box, using: sealingKey(for: identity))
        else { return [] }
        var rest = Array(opened)[...]
        var texts: [[UInt8]] = []
        while rest.count >= 4 {
            let count = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            texts.append(Array(rest.dropFirst(4).prefix(count)))
            rest = rest.dropFirst(4 + count)
        }
        return texts
    }

    private func sealingKey(for identity: Digest256) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: key,
            salt: identity.bytes,
            info: Self.sealingPurpose,
            outputByteCount: Self.size
        )
    }
}
