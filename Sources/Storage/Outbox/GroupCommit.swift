/// Gathers operations while a commit is under way and hands them out together as the next one.
///
/// A pure state machine: ``CommitService`` carries out what it says.
struct GroupCommit<Operation> {
    /// What the submitter has to do.
    enum Admission: Equatable {
        /// The writer is idle: start it.
        case start
        /// The writer is at work and takes this operation with its next batch.
        case joined
        /// ``limit`` operations wait already; this one was not taken.
        case overloaded
        /// No more operations are taken.
        case closed
    }

    let limit: Int
    /// So many operations share a commit at most: it bounds how long the first of them waits for the last.
    let batchLimit: Int
    private var waiting: [Operation] = []
    private var isWriting = false
    private var isClosed = false

    init(limit: Int, batchLimit: Int = 512) {
        self.limit = limit
        self.batchLimit = batchLimit
    }

    var isIdle: Bool { !isWriting }

    mutating func submit(_ operation: Operation) -> Admission {
        guard !isClosed else { return .closed }
        guard waiting.count < limit else { return .overloaded }
        waiting.append(operation)
        guard !isWriting else { return .joined }
        isWriting = true
        return .start
    }

    /// What to commit next, in the order of submission; empty when the writer may rest.
    mutating func next() -> [Operation] {
        guard waiting.count > batchLimit else {
            let batch = waiting
            waiting = []
            isWriting = !batch.isEmpty
            return batch
        }
        let batch = Array(waiting.prefix(batchLimit))
        waiting.removeFirst(batchLimit)
        return batch
    }

    /// All that wait, which will not be committed.
    mutating func takeWaiting() -> [Operation] {
        defer { waiting = [] }
        return waiting
    }

    /// What was submitted before is still handed out.
    mutating func close() { isClosed = true }
}
