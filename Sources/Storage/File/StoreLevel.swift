import BridgeCore
import GRDB

/// How far a store had come: in the database, and as the high-water mark beside it repeats it.
struct StoreLevel: Sendable, Equatable {
    /// The highest that was acknowledged.
    var event: EventID
    /// The number of the last commit that changed anything, so that deliveries that are missing are told of as events are. 0
    /// in a mark of a version that did not count them.
    var commit: Int64

    init(event: EventID, commit: Int64) {
        self.event = event
        self.commit = commit
    }

    /// What the database holds; also of a schema that does not count commits.
    init(_ db: Database) throws {
        event = EventID(rawValue: try Int64.fetchOne(db, sql: "SELECT max(id) FROM event") ?? 0)
        let isCounted =
            try db.tableExists("store_identity")
            && db.columns(in: "store_identity").contains { $0.name == "commits" }
        commit = isCounted ? try Int64.fetchOne(db, sql: "SELECT commits FROM store_identity") ?? 0 : 0
    }

    /// A line of the mark.
    init?(_ line: some StringProtocol) {
        let parts = line.split(separator: " ")
        guard (1...2).contains(parts.count), let event = EventID(String(parts[0])) else { return nil }
        guard let commit = parts.count == 2 ? Int64(parts[1]) : 0 else { return nil }
        self.init(event: event, commit: commit)
    }

    var line: String { "\(event) \(commit)" }

    /// What this store does not have of what `mark` says was done in it, for operators; nil where nothing is missing.
    ///
    /// Commits are compared only `withCommits`: those of another store, or of an older copy, are others.
    func missing(of mark: StoreLevel, withCommits: Bool) -> String? {
        if mark.event > event { return "events up to \(mark.event) were acknowledged, and the store ends at \(event)" }
        guard withCommits, mark.commit > commit else { return nil }
        return """
            commit \(mark.commit) was made, and the store ends with commit \(commit): what was done after that is missing, \
            maybe that entries were delivered
            """
    }
}
