package import BridgeCore
import Dispatch
import GRDB
import Logging
import Synchronization

/// The backup that is under way, one at a time, on a thread of its own.
final class BackupDesk: Sendable {
    private struct State {
        var status: BackupStatus?
        var connection: DatabaseQueue?
    }

    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "store.backup")

    /// The size that the copy has by now is read from its file.
    var status: BackupStatus? {
        guard var status = state.withLock({ $0.status }) else { return nil }
        if status.state == .running { status.writtenBytes = fileBytes(at: "\(status.path).partial") }
        return status
    }

    /// Throws `conflict` while another one is under way.
    func start(
        _ status: BackupStatus,
        _ copy: StoreCopy,
        _ finished: @escaping @Sendable (BackupStatus) -> Void
    )
        throws(StoreError)
    {
        let running = state.withLock { state -> String? in
            if let other = state.status, other.state == .running { return other.path }
            state.status = status
            return nil
        }
        if let running { throw StoreError(.conflict, "a backup to \(running) is under way") }
        var copy = copy
        copy.step = { [self] step in state.withLock { $0.status?.detail = step } }
        copy.began = { [self] connection in state.withLock { $0.connection = connection } }
        queue.async { [self, copy] in
            let result = Result { try copy.write() }
            let ended = state.withLock { state -> BackupStatus? in
                state.connection = nil
                state.status?.endedAt = SystemWallClock().now()
                switch result {
                case .success(let counts):
                    state.status?.state = .done
                    state.status?.detail = "complete, checked and marked as a copy"
                    state.status?.events = counts.events
                    state.status?.entries = counts.entries
                case .failure(let error):
                    state.status?.state = .failed
                    state.status?.detail = StoreError(describing: error).detail
                }
                state.status?.writtenBytes = fileBytes(at: copy.destination)
                return state.status
            }
            if let ended { finished(ended) }
        }
    }

    /// Interrupts what is under way and waits for its end.
    func close() async {
        state.withLock { $0.connection }?.interrupt()
        await withCheckedContinuation { continuation in queue.async { continuation.resume() } }
    }
}

extension SQLiteStore {
    package func startBackup(to path: String, at now: Timestamp) async throws(StoreError) -> BackupStatus {
        guard path.hasPrefix("/") else { throw StoreError(.conflict, "\(path) is not an absolute path") }
        var copy = StoreCopy(source: self.path, destination: path, now: now)
        copy.foundDamage = { [writer] damage in writer.condemn(damage) }
        try copy.check()
        let size = fileBytes(at: self.path) + fileBytes(at: "\(self.path)-wal")
        let status = BackupStatus(path: path, startedAt: now, storeBytes: size)
        try backups.start(status, copy) { [logger] ended in
            logger.log(
                level: ended.state == .done ? .notice : .error,
                ended.state == .done ? "a backup was made" : "a backup failed",
                metadata: ["path": "\(ended.path)", "bytes": "\(ended.writtenBytes)", "detail": "\(ended.detail)"]
            )
        }
        return status
    }

    package func backupStatus() async -> BackupStatus? { backups.status }
}
