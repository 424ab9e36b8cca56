import BridgeCore
import GRDB
import Logging

/// What is found at the start about which store this is, and what is written about it.
struct StoreOpening {
    let path: String
    let row: StoreIdentity.Row?
    let standing: StoreIdentity.Standing

    init(path: String, pool: DatabasePool, isNew: Bool) throws {
        self.path = path
        row = try pool.writeWithoutTransaction { db in try StoreIdentity.Row(db) }
        standing = StoreIdentity.standing(
            of: row,
            beside: StoreIdentity.Sidecar(beside: path),
            file: FileKey(of: path),
            isNewStore: isNew,
            wasServedHere: HighWaterMark.isWritten(beside: path)
        )
    }

    var cause: StoreIdentity.Cause? {
        if case .copy(let cause) = standing { cause } else { nil }
    }

    /// The high-water mark beside it tells nothing of a backup: it belongs to what was there before.
    var isMarkedAsCopy: Bool { row?.copiedAt != nil }

    /// What the store does not have of what was done in it, by the mark beside it.
    func missing(of mark: StoreLevel?, in level: StoreLevel) -> String? {
        mark.flatMap { level.missing(of: $0, withCommits: standing == .same) }
    }

    /// Declares the destinations, ends what a crash left open, and takes the next turn, in one commit; the file beside the
    /// store follows it.
    func start(
        _ pool: DatabasePool,
        _ context: StoreContext,
        as cause: StoreIdentity.Cause?,
        from level: StoreLevel,
        marking mark: HighWaterMark,
        pausing reason: String?,
        at now: Timestamp
    ) throws -> (recovered: Int, unknown: [DestinationName: Int]) {
        let next = next(after: cause)
        let started = try pool.writeWithoutTransaction { db in
            var recovered = 0
            var unknown: [DestinationName: Int] = [:]
            try db.inTransaction(.immediate) {
                let transaction = StoreTransaction(db, context)
                let configured = transaction.destinations.values.sorted { $0.name.rawValue < $1.name.rawValue }
                try transaction.declare(configured)
                recovered = try transaction.recover(at: now)
                if let cause { unknown = try transaction.adopt(cause, path: path, at: now) }
                if row == nil, let reason {
                    for destination in configured { try transaction.pause(destination.name, reason: reason, at: now) }
                }
                try next.write(db)
                return .commit
            }
            return (recovered: recovered, unknown: unknown)
        }
        // Before the store counts as the one that is served here: the mark may be of another one, and beyond it.
        if cause != nil { try mark.replace(with: level) }
        guard let file = FileKey(of: path) else { throw StoreError(.failing, "\(path) is gone") }
        try StoreIdentity.Sidecar(identity: next.identity, file: file).write(beside: path)
        return started
    }

    /// A copy becomes a store of its own; the other goes on with the next turn.
    private func next(after cause: StoreIdentity.Cause?) -> StoreIdentity.Row {
        guard let known = row?.identity, cause == nil else { return StoreIdentity.Row(identity: .random()) }
        return StoreIdentity.Row(identity: StoreIdentity(id: known.id, turn: known.turn + 1))
    }
}

extension SQLiteStore {
    /// How often a store that changes takes another turn: a copy that was made longer ago is told from it.
    private static let turnInterval = Duration.seconds(60)

    static func report(
        _ cause: StoreIdentity.Cause,
        unknown: [DestinationName: Int],
        path: String,
        to logger: Logger
    ) {
        logger.warning(
            "\(cause.words(path)); its destinations are paused, and what was undelivered in it is unknown",
            metadata: ["unknown": "\(unknown.values.reduce(0, +))"]
        )
        for (name, count) in unknown.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            logger.warning(
                "entries of a copy wait for an operator: look at them, then destination resume and outbox retry",
                metadata: ["destination": "\(name)", "entries": "\(count)"]
            )
        }
    }

    func keepTurning() async throws {
        var commits = writer.state.commits
        while true {
            try await Task.sleep(for: Self.turnInterval)
            let now = writer.state.commits
            guard now != commits else { continue }
            await turn()
            commits = writer.state.commits
        }
    }

    /// Makes every copy that was made before an older one than this.
    func turn() async {
        do {
            let identity = try await writer.commit { transaction -> StoreIdentity? in
                guard var row = try StoreIdentity.Row(transaction.db) else { return nil }
                row.identity.turn += 1
                try row.write(transaction.db)
                return row.identity
            }
            guard let identity, let file = FileKey(of: path) else { return }
            try StoreIdentity.Sidecar(identity: identity, file: file).write(beside: path)
        } catch {
            guard error.code != .closed, error.code != .damaged else { return }
            logger.warning("the store could not be marked as served", metadata: ["error": "\(error)"])
        }
    }
}
