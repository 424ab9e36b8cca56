import BridgeCore
import Synchronization

/// Keeps what it is given, says what it is told to, and can be made to hold every commit back.
final class RecordingEventLog: EventLog {
    private struct Contents {
        var submissions: [Submission] = []
        var failure: StoreError?
        var isHolding = false
        var held: [CheckedContinuation<Void, Never>] = []
        var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let contents = Mutex(Contents())

    var submissions: [Submission] { contents.withLock { $0.submissions } }
    var events: [Event] { submissions.map(\.event) }

    func fail(with error: StoreError?) { contents.withLock { $0.failure = error } }
    func hold() { contents.withLock { $0.isHolding = true } }

    func release() {
        let held = contents.withLock { contents in
            contents.isHolding = false
            defer { contents.held = [] }
            return contents.held
        }
        for continuation in held { continuation.resume() }
    }

    var heldCount: Int { contents.withLock { $0.held.count } }

    /// Returns once that many commits are held back.
    func waitForHeld(_ count: Int) async {
        await withCheckedContinuation { continuation in
            contents.withLock { contents in
                guard contents.held.count < count else { return continuation.resume() }
                contents.watchers.append((count, continuation))
            }
        }
    }

    func append(_ submission: Submission) async throws(StoreError) -> Receipt {
        if let failure = contents.withLock({ $0.failure }) { throw failure }
        if contents.withLock({ $0.isHolding }) { await hold(until: ()) }
        return contents.withLock { contents in
            let first = contents.submissions.first { $0.event.fingerprint == submission.event.fingerprint }
            if let first { return .duplicate(of: first.event.id) }
            contents.submissions.append(submission)
            return .accepted(submission.event.id)
        }
    }

    private func hold(until _: Void) async {
        await withCheckedContinuation { continuation in
            let ready = contents.withLock { contents in
                contents.held.append(continuation)
                let count = contents.held.count
                let ready = contents.watchers.filter { $0.count <= count }
                contents.watchers.removeAll { $0.count <= count }
                return ready
            }
            for watcher in ready { watcher.continuation.resume() }
        }
    }
}
