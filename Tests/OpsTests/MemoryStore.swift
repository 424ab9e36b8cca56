import BridgeCore
import JSON
import Synchronization

/// A store of a few records that remembers what was asked of it; `fault` makes every call fail.
final class MemoryStore: StoreAdmin {
    struct State {
        var events: [EventDetail] = []
        var entries: [EntryDetail] = []
        var destinations: [DestinationRecord] = []
        var imported: [DirectoryRow] = []
        var answer: DirectoryAnswer?
        /// Places of rows that an import leaves out.
        var forgotten: [Int] = []
        var page = DirectoryPage(rows: [], next: nil)
        var forgetReport = ForgetReport()
        var statistics = StoreStatistics()
        var fault: StoreError?
        /// What was called, one line each.
        var calls: [String] = []
        var eventFilters: [EventFilter] = []
        var entryFilters: [EntryFilter] = []
        var statisticsReads = 0
        var backup: BackupStatus?
    }

    let state: Mutex<State>

    init(_ state: State = State()) { self.state = Mutex(state) }

    var calls: [String] { state.withLock(\.calls) }

    func access<Value: Sendable>(_ body: (inout State) -> Result<Value, StoreError>) throws(StoreError) -> Value {
        try state.withLock { state in
            if let fault = state.fault { return Result<Value, StoreError>.failure(fault) }
            return body(&state)
        }.get()
    }

    func events(_ filter: EventFilter) async throws(StoreError) -> [EventRecord] {
        try access { state in
            state.eventFilters.append(filter)
            return .success(state.events.map(\.record))
        }
    }

    func event(_ id: EventID) async throws(StoreError) -> EventDetail {
        try access { state in
            state.events.first { $0.record.id == id }.map(Result.success)
                ?? .failure(StoreError(.notFound, "no event \(id)"))
        }
    }

    func entries(_ filter: EntryFilter) async throws(StoreError) -> [EntryRecord] {
        try access { state in
            state.entryFilters.append(filter)
            return .success(state.entries.map(\.record))
        }
    }

    func entry(_ id: EntryID) async throws(StoreError) -> EntryDetail {
        try access { state in
            state.entries.first { $0.record.id == id }.map(Result.success)
                ?? .failure(StoreError(.notFound, "no entry \(id)"))
        }
    }

    func retry(_ id: EntryID, by operatorName: String, at now: Timestamp) async throws(StoreError) {
        try change(id, call: "retry \(id) by \(operatorName)")
    }

    func release(_ id: EntryID, by operatorName: String, at now: Timestamp) async throws(StoreError) -> EntryID {
        try change(id, call: "release \(id) by \(operatorName)")
        return id
    }

    func discard(_ id: EntryID, reason: String, by operatorName: String, at now: Timestamp) async throws(StoreError) {
        try change(id, call: "discard \(id) by \(operatorName): \(reason)")
    }

    /// Delivered entries are final: nothing can be done to them.
    private func change(_ id: EntryID, call: String) throws(StoreError) {
        try access { state -> Result<Void, StoreError> in
            guard let entry = state.entries.first(where: { $0.record.id == id }) else {
                return .failure(StoreError(.notFound, "no entry \(id)"))
            }
            guard !entry.record.state.isFinal else {
                return .failure(StoreError(.conflict, "entry \(id) is delivered"))
            }
            state.calls.append(call)
            return .success(())
        }
    }

    func destinations() async throws(StoreError) -> [DestinationRecord] { try access { .success($0.destinations) } }

    func pause(_ destination: DestinationName, reason: String, at now: Timestamp) async throws(StoreError) {
        try access { state in
            state.calls.append("pause \(destination): \(reason)")
            state.destinations = [.sample(destination.rawValue, pausedFor: reason)]
            return .success(())
        }
    }

    func resume(_ destination: DestinationName, at now: Timestamp) async throws(StoreError) {
        try access { state in
            state.calls.append("resume \(destination)")
            state.destinations = [.sample(destination.rawValue)]
            return .success(())
        }
    }

    func importDirectory(
        _ rows: [DirectoryRow],
        into destination: DestinationName,
        remembering: Bool,
        isDryRun: Bool,
        at now: Timestamp
    ) async throws(StoreError) -> ImportReport {
        try access { state in
            if !isDryRun { state.imported += rows }
            if remembering { state.calls.append("remember") }
            var report = ImportReport()
            report.added = rows.count
            report.freed = 1
            report.forgotten = remembering ? [] : state.forgotten
            return .success(report)
        }
    }

    func exportDirectory(
        of destination: DestinationName,
        includingLookups: Bool,
        after cursor: String?,
        limit: Int
    ) async throws(StoreError) -> DirectoryPage {
        try access { state in
            state.calls.append("export after \(cursor ?? "nothing"), \(limit)\(includingLookups ? ", lookups" : "")")
            return .success(state.page)
        }
    }

    func assign(
        _ address: Address,
        to contact: KnownContact,
        in destination: DestinationName,
        at now: Timestamp
    ) async throws(StoreError) -> AssignReport {
        try access { state in
            state.calls.append("assign \(address) to \(contact.id) \(contact.name ?? "")")
            return .success(AssignReport(replaced: 1, freed: 3))
        }
    }

    func forget(
        _ person: PersonReference,
        of destination: DestinationName,
        isDryRun: Bool,
        at now: Timestamp
    ) async throws(StoreError) -> ForgetReport {
        try access { state in
            state.calls.append("forget \(person)\(isDryRun ? ", dry" : "")")
            return .success(state.forgetReport)
        }
    }

    func lookup(_ address: Address, in destination: DestinationName) async throws(StoreError) -> DirectoryAnswer {
        try access { state in
            state.calls.append("lookup \(address)")
            return .success(
                state.answer ?? DirectoryAnswer(address: address, line: nil, contacts: [], source: nil, checkedAt: nil)
            )
        }
    }

    func statistics(at now: Timestamp) async throws(StoreError) -> StoreStatistics {
        try access { state in
            state.statisticsReads += 1
            return .success(state.statistics)
        }
    }

    func fault() async -> String? { state.withLock { $0.fault?.detail } }
}
