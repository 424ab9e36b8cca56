package import BridgeCore
import GRDB

/// Operators' decisions about many entries, a page in each commit so that requests do not wait for all of them.
extension StoreTransaction {
    static let selection = """
        SELECT id FROM entry WHERE destination = ?1 AND state = ?2 AND id > ?3 AND created_at < ?4 ORDER BY id LIMIT ?5
        """

    /// Does `act` to each entry of the page; one that refuses it is told and left as it was.
    func each(
        of selection: EntrySelection,
        _ act: (EntryID) throws -> Void
    ) throws -> SelectionReport {
        guard try hasRow(selection.destination) else {
            throw StoreError(.notFound, "no destination is called \(selection.destination)")
        }
        let ids = try db.all(
            Self.selection,
            [
                selection.destination.rawValue, selection.state.rawValue, selection.after?.rawValue ?? 0,
                selection.before?.milliseconds ?? Int64.max, selection.limit,
            ]
        ) { EntryID(rawValue: $0[0]) }
        var report = SelectionReport()
        for id in ids {
            if selection.isDryRun {
                report.done += 1
                continue
            }
            do {
                try attempting { try act(id) }
                report.done += 1
            } catch let error as StoreError where error.isRefusal {
                report.skipped.append(.init(entry: id, reason: error.detail))
            }
        }
        report.next = ids.count < selection.limit ? nil : ids.last
        return report
    }
}

extension SQLiteStore {
    package func retry(
        _ selection: EntrySelection,
        by operatorName: String,
        at now: Timestamp
    ) async throws(StoreError) -> SelectionReport {
        try await writer.commit { transaction in
            try transaction.each(of: selection) { try transaction.retry($0, by: operatorName, at: now) }
        }
    }

    package func discard(
        _ selection: EntrySelection,
        reason: String,
        by operatorName: String,
        at now: Timestamp
    ) async throws(StoreError) -> SelectionReport {
        try await writer.commit { transaction in
            try transaction.each(of: selection) {
                try transaction.discard($0, reason: reason, by: operatorName, at: now)
            }
        }
    }
}
