import Synchronization

/// Whether any window may be open: the store is asked for due ones only then.
final class OpenWindows: Sendable {
    private let mayExist = Mutex(true)

    var exist: Bool { mayExist.withLock { $0 } }

    func note() { mayExist.withLock { $0 = true } }

    /// Only where the writer itself found none: an event that opens one waits behind it.
    func clear() { mayExist.withLock { $0 = false } }
}
