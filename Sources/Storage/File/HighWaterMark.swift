import BridgeCore

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// How far the store had come, in a file beside it, so that a write-ahead log that was cut short is noticed at start:
/// SQLite takes such a log for a shorter history and `integrity_check` finds nothing.
///
/// It is written after the commit and without fsync, so it may lag behind the store and never leads it.
final class HighWaterMark: Sendable {
    private let descriptor: CInt
    private let path: String

    init(path: String) throws(StoreError) {
        self.path = path
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StoreError(.failing, "cannot open \(path): \(systemReason())") }
    }

    deinit { close(descriptor) }

    /// The mark as last written; nil where there is none yet.
    func read() throws(StoreError) -> StoreLevel? {
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        let text = String(decoding: bytes.prefix(max(count, 0)).prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        if text.isEmpty { return nil }
        guard let level = StoreLevel(text) else {
            throw StoreError(.failing, "\(path) does not hold an event id; remove it if the store is known to be whole")
        }
        return level
    }

    /// True where a mark was written beside a store; the empty file alone is made before anything is known of the store.
    static func isWritten(beside store: String) -> Bool {
        !(PrivateFile.read("\(store).mark") ?? "").isEmpty
    }

    /// ``write(_:)`` for a mark that may be lower: on disk when it returns.
    func replace(with level: StoreLevel) throws(StoreError) {
        guard write(level), fsync(descriptor) == 0 else {
            throw StoreError(.failing, "cannot write \(path): \(systemReason())")
        }
    }

    /// False where the file could not be written; the store itself is not affected.
    @discardableResult
    func write(_ level: StoreLevel) -> Bool {
        let line = Array("\(level.line)\n".utf8)
        return pwrite(descriptor, line, line.count, 0) == line.count
    }
}
