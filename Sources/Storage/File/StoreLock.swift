import BridgeCore
import Synchronization

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The exclusive lock beside the store, held for the life of the process: two services on one store would resend each
/// other's entries.
final class StoreLock: Sendable {
    private let descriptor: Mutex<CInt?>

    /// Takes the lock `path` or says which process holds it.
    init(path: String) throws(StoreError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StoreError(.failing, "cannot open \(path): \(systemReason())") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let holder = StoreLock.holder(descriptor)
            close(descriptor)
            throw StoreError(
                .conflict,
                "the store is in use by the process \(holder) (it holds \(path)); stop that one first"
            )
        }
        self.descriptor = Mutex(descriptor)
        let pid = Array("\(getpid())\n".utf8)
        guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, pid, pid.count, 0) == pid.count else {
            throw StoreError(.failing, "cannot write \(path): \(systemReason())")
        }
    }

    deinit { release() }

    /// Lets another process have the store; once it is closed.
    func release() {
        descriptor.withLock { descriptor in
            if let open = descriptor {
                // A child that is just being started has this descriptor too until it runs its own program.
                flock(open, LOCK_UN)
                close(open)
            }
            descriptor = nil
        }
    }

    private static func holder(_ descriptor: CInt) -> String {
        var bytes = [UInt8](repeating: 0, count: 20)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        let text = String(decoding: bytes.prefix(max(count, 0)).prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        return text.isEmpty ? "unknown" : text
    }
}
