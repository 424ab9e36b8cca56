import BridgeCore
import Hummingbird
import JSON
import Logging

/// Backups, the store's health, and decisions about many entries at once.
extension AdminAPI {
    /// `GET store/backup`: the backup that is under way or was made last; `backup` is null before the first.
    func showBackup(_ request: Request) async throws -> JSONAnswer {
        _ = try QueryReader(request, names: [])
        return JSONAnswer(["backup": await store.backupStatus()?.json ?? .null])
    }

    /// `POST store/backup {"path": …}`: begins a copy at an absolute path of the service's machine; `GET store/backup` tells
    /// how far it is.
    func startBackup(_ request: Request, _ context: OpsContext) async throws -> JSONAnswer {
        let caller = try context.authenticatedCaller()
        guard let path = try await body(request, members: ["path"])["path"]?.string, path.hasPrefix("/") else {
            throw OpsError.badRequest("\"path\" is missing: an absolute path on the service's machine")
        }
        let status = try await store.startBackup(to: path, at: clock.now())
        audit.record(.backUp, on: path, by: caller)
        return JSONAnswer(["backup": status.json], status: .accepted)
    }

    /// `GET store/examination`: what does not fit together in the store; its pages are not read.
    func examine(_ request: Request) async throws -> JSONAnswer {
        _ = try QueryReader(request, names: [])
        return JSONAnswer(["findings": .array(try await store.examine(at: clock.now()).map(\.json))])
    }

    /// `POST outbox/retry {"destination": …, "state": …, "before": …, "after": …, "dry_run": …}`: a page of entries, the
    /// oldest first; `next` begins the following one.
    func retryMany(_ request: Request, _ context: OpsContext) async throws -> JSONAnswer {
        let caller = try context.authenticatedCaller()
        let selection = try selection(try await body(request, members: Self.selectionMembers))
        guard [.unknown, .refused, .held, .queued, .unmatched].contains(selection.state) else {
            throw OpsError.badRequest("what is \(selection.state.rawValue) is not retried")
        }
        let report = try await store.retry(selection, by: caller.name, at: clock.now())
        record(.retry, selection, report, by: caller)
        return JSONAnswer(report.json)
    }

    /// `POST outbox/discard {"destination": …, "state": …, "reason": …, …}`: as ``retryMany(_:_:)``.
    func discardMany(_ request: Request, _ context: OpsContext) async throws -> JSONAnswer {
        let caller = try context.authenticatedCaller()
        let body = try await body(request, members: Self.selectionMembers + ["reason"])
        let selection = try selection(body)
        let reason = try Self.reason(body)
        let report = try await store.discard(selection, reason: reason, by: caller.name, at: clock.now())
        record(.discard, selection, report, by: caller)
        return JSONAnswer(report.json)
    }

    private static let selectionMembers = ["destination", "state", "before", "after", "dry_run"]

    private func selection(_ body: JSONObject) throws(OpsError) -> EntrySelection {
        guard let destination = body["destination"]?.string, let name = body["state"]?.string else {
            throw .badRequest("\"destination\" and \"state\" say which entries are meant")
        }
        guard let state = EntryState(rawValue: name) else {
            let known = EntryState.allCases.map(\.rawValue).joined(separator: ", ")
            throw .badRequest("there is no state \"\(name)\"; known are \(known)")
        }
        var selection = EntrySelection(destination: DestinationName(destination), state: state)
        if let text = body["before"]?.string {
            guard let time = Timestamp(rfc3339: text) else {
                throw .badRequest("\"before\" is a time with its zone: 2026-03-02T14:00:00Z")
            }
            selection.before = time
        }
        if let text = body["after"]?.string { selection.after = try EntryID(checking: text) }
        selection.isDryRun = body["dry_run"] == true
        return selection
    }

    private func record(
        _ action: Audit.Action,
        _ selection: EntrySelection,
        _ report: SelectionReport,
        by caller: OpsToken
    ) {
        guard !selection.isDryRun, report.done > 0 else { return }
        audit.record(
            action,
            on: selection.destination.rawValue,
            by: caller,
            ["state": "\(selection.state.rawValue)", "entries": "\(report.done)"]
        )
    }
}

extension BackupStatus {
    var json: JSONValue {
        [
            "path": .string(path), "state": .string(state.rawValue), "detail": .string(detail),
            "started_at": .time(startedAt), "ended_at": .time(endedAt), "written_bytes": .count(writtenBytes),
            "store_bytes": .count(storeBytes), "events": .count(events), "entries": .count(entries),
        ]
    }
}

extension SelectionReport {
    var json: JSONValue {
        [
            "done": .count(done),
            "skipped": .array(skipped.map { ["id": .string("\($0.entry)"), "reason": .string($0.reason)] }),
            "next": .text(next.map { "\($0)" }),
        ]
    }
}
