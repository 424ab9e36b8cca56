import BridgeCore

/// Backups, examinations and selections of the double.
extension MemoryStore {
    func startBackup(to path: String, at now: Timestamp) async throws(StoreError) -> BackupStatus {
        try access { state in
            if let running = state.backup, running.state == .running {
                return .failure(StoreError(.conflict, "a backup to \(running.path) is under way"))
            }
            let status = BackupStatus(path: path, startedAt: now, storeBytes: 4096)
            state.backup = status
            return .success(status)
        }
    }

    func backupStatus() async -> BackupStatus? { state.withLock { $0.backup } }

    func examine(at now: Timestamp) async throws(StoreError) -> [Finding] {
        try access { _ in .success([Finding(.warning, "lanes", "one lane", meaning: "it waits", mend: "outbox retry")])
        }
    }

    func retry(
        _ selection: EntrySelection,
        by operatorName: String,
        at now: Timestamp
    ) async throws(StoreError) -> SelectionReport {
        try take(selection, "retry by \(operatorName)")
    }

    func discard(
        _ selection: EntrySelection,
        reason: String,
        by operatorName: String,
        at now: Timestamp
    ) async throws(StoreError) -> SelectionReport {
        try take(selection, "discard by \(operatorName): \(reason)")
    }

    private func take(_ selection: EntrySelection, _ call: String) throws(StoreError) -> SelectionReport {
        try access { state in
            state.calls.append(
                "\(call), \(selection.destination) \(selection.state.rawValue) before \(selection.before?.seconds ?? 0)"
                    + (selection.isDryRun ? ", dry" : "")
            )
            var report = SelectionReport()
            report.done = 2
            report.skipped = [.init(entry: .refused, reason: "no contact")]
            report.next = .delivered
            return .success(report)
        }
    }
}
