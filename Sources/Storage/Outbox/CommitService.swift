import BridgeCore
import Dispatch
import GRDB
import Logging
import Metrics
import Synchronization

/// The one writer: everything that changes the store passes through here and shares its commits.
///
/// It works on GRDB's writer queue, in no caller's task, so that a request's cancellation cannot roll back its neighbours.
final class CommitService: Sendable {
    /// What the writer found wrong last, and what it did so far.
    struct Record {
        var fault: StoreError?
        var faultedAt = ContinuousClock.now
        /// Set for good once the database is found damaged.
        var damage: StoreError?
        var commits = 0
        var operations = 0
        var level: StoreLevel
        var markedAt = ContinuousClock.now
        var marked: StoreLevel
    }

    private struct Operation: Sendable {
        /// Does the writes and returns what to do once they are on disk.
        let perform: @Sendable (StoreTransaction) throws -> @Sendable () -> Void
        let fail: @Sendable (StoreError) -> Void
    }

    private let pool: DatabasePool
    private let context: StoreContext
    private let mark: HighWaterMark
    private let isLimited: Bool
    private let faultMemory: Duration
    private let group: Mutex<GroupCommit<Operation>>
    private let record: Mutex<Record>
    private let seconds = Timer(label: Signals.commitSeconds)
    private let batchSizes = Recorder(label: Signals.commitBatch)
    /// Where callers are woken, so that the writer goes on with the next commit meanwhile.
    private let answers = DispatchQueue(label: "store.answers")

    init(
        pool: DatabasePool,
        context: StoreContext,
        mark: HighWaterMark,
        level: StoreLevel,
        configuration: StoreConfiguration
    ) {
        self.pool = pool
        self.context = context
        self.mark = mark
        isLimited = configuration.maximumPages != nil
        faultMemory = configuration.faultMemory
        group = Mutex(GroupCommit(limit: configuration.waitingLimit))
        record = Mutex(Record(level: level, marked: level))
    }

    var state: Record {
        record.withLock { record in
            if ContinuousClock.now - record.faultedAt >= faultMemory { record.fault = nil }
            if let damage = record.damage { record.fault = damage }
            return record
        }
    }

    /// True while nothing waits for a commit.
    var isIdle: Bool { group.withLock { $0.isIdle } }

    /// Runs `body` in a transaction that it may share, and returns its value once that is on disk and fsynced.
    ///
    /// An error of `body` undoes its own writes and no others.
    func commit<Value: Sendable>(
        _ body: @escaping @Sendable (StoreTransaction) throws -> Value
    ) async throws(StoreError) -> Value {
        let result: Result<Value, StoreError> = await withCheckedContinuation { continuation in
            let operation = Operation(
                perform: { transaction in
                    let changes = transaction.db.totalChangesCount
                    do {
                        let value = try body(transaction)
                        return { continuation.resume(returning: .success(value)) }
                    } catch let error as StoreError where error.isRefusal && transaction.db.totalChangesCount == changes
                    {
                        return { continuation.resume(returning: .failure(error)) }
                    }
                },
                fail: { continuation.resume(returning: .failure($0)) }
            )
            submit(operation)
        }
        return try result.get()
    }

    /// Takes no more operations, finishes those that wait, and leaves the high-water mark exact.
    func close() async {
        group.withLock { $0.close() }
        await withCheckedContinuation { continuation in
            pool.asyncWriteWithoutTransaction { [self] db in
                drain(db)
                mark.write(state.level)
                continuation.resume()
            }
        }
    }

    /// Writes nothing any more: the database is damaged, and each further write could destroy more of it.
    func condemn(_ damage: StoreError) {
        let isFirst = record.withLock { record in
            defer { record.damage = record.damage ?? damage }
            return record.damage == nil
        }
        guard isFirst else { return }
        context.logger.critical(
            "the store is damaged: nothing is written to it any more; see Damage in the README",
            metadata: ["path": "\(pool.path)", "error": "\(damage.detail)"]
        )
        do {
            try StoreDamage.note(damage.detail, beside: pool.path, at: SystemWallClock().now())
        } catch {
            context.logger.error("the damage could not be noted beside the store", metadata: ["error": "\(error)"])
        }
    }

    private var damage: StoreError? { record.withLock { $0.damage } }

    private func submit(_ operation: Operation) {
        if let damage { return operation.fail(damage) }
        switch group.withLock({ $0.submit(operation) }) {
        case .start: pool.asyncWriteWithoutTransaction { [self] db in drain(db) }
        case .joined: break
        case .overloaded: operation.fail(StoreError(.overloaded, "too many operations wait for the writer"))
        case .closed: operation.fail(StoreError(.closed, "the store is closing"))
        }
    }

    private func drain(_ db: Database) {
        while true {
            let batch = group.withLock { $0.next() }
            guard !batch.isEmpty else {
                keepMark(isResting: true)
                return
            }
            commit(batch, db)
            keepMark()
        }
    }

    /// One transaction for all; where that fails and one operation may be to blame, each gets one of its own.
    private func commit(_ batch: [Operation], _ db: Database) {
        if let damage {
            for operation in batch { operation.fail(damage) }
            return
        }
        let transaction = StoreTransaction(db, context)
        let start = ContinuousClock.now
        let number = state.level.commit + 1
        do {
            var isNumbered = false
            var finish: [@Sendable () -> Void] = []
            finish.reserveCapacity(batch.count)
            try db.inTransaction(.immediate) {
                let changes = db.totalChangesCount
                for operation in batch { finish.append(try operation.perform(transaction)) }
                try transaction.writeCounts()
                try transaction.fileRecentKeys()
                isNumbered = db.totalChangesCount != changes
                if isNumbered { try db.run(HotSQL.numberCommit, number) }
                return .commit
            }
            seconds.record(duration: ContinuousClock.now - start)
            batchSizes.record(batch.count)
            noteCommit(of: batch.count, transaction, number: isNumbered ? number : nil)
            if let filed = transaction.filedKeys { context.recentKeys.end(upTo: filed) }
            answers.async { [finish] in for resume in finish { resume() } }
            if transaction.wakes { context.wakeups.send() }
        } catch {
            let condemned = (error as? DatabaseError)?.condemnsTheBatch ?? false
            guard batch.count == 1 || condemned else {
                for operation in batch { commit([operation], db) }
                return
            }
            var described = StoreError(describing: error)
            if described.code == .full, hasReachedItsLimit { described = .limitReached }
            if described.code == .damaged { condemn(described) }
            if !described.isRefusal { note(described) }
            for operation in batch { operation.fail(described) }
            if (error as? DatabaseError)?.resultCode == .SQLITE_BUSY { failWaiting(described) }
        }
    }

    /// Those who wait have waited for the same lock already, and callers do not wait twice as long.
    private func failWaiting(_ fault: StoreError) {
        for operation in group.withLock({ $0.takeWaiting() }) { operation.fail(fault) }
    }

    /// SQLite says the same of a disk without room and of a file at the most that it may grow to.
    private var hasReachedItsLimit: Bool {
        guard isLimited, let free = freeBytes(at: pool.path) else { return false }
        return free > Self.smallDisk
    }

    /// Less free space than this may be the cause: the write-ahead log grows beside the file.
    private static let smallDisk = 64 << 20

    private func note(_ fault: StoreError) {
        record.withLock { record in
            record.fault = fault
            record.faultedAt = .now
        }
    }

    /// A store that is full still takes what needs no new page: only a commit with an event says that it has room.
    private func noteCommit(of count: Int, _ transaction: StoreTransaction, number: Int64?) {
        record.withLock { record in
            if record.fault?.code != .full || transaction.highestEvent.rawValue > 0 { record.fault = nil }
            record.commits += 1
            record.operations += count
            record.level.event = max(record.level.event, transaction.highestEvent)
            if let number { record.level.commit = number }
        }
    }

    /// Once a second while there is work, and when it is done, so that what was done last before a silence is covered.
    private func keepMark(isResting: Bool = false) {
        let now = ContinuousClock.now
        let due = record.withLock { record -> StoreLevel? in
            guard isResting || now - record.markedAt >= .seconds(1), record.level != record.marked else { return nil }
            record.markedAt = now
            record.marked = record.level
            return record.level
        }
        if let due { mark.write(due) }
    }
}
