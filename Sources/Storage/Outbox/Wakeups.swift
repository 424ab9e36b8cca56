import Synchronization

/// Tells every subscriber that something became ready; a subscriber that is busy finds one wake-up waiting, not many.
final class Wakeups: Sendable {
    private struct Subscribers {
        var next = 0
        var continuations: [Int: AsyncStream<Void>.Continuation] = [:]
    }

    private let subscribers = Mutex(Subscribers())

    func stream() -> AsyncStream<Void> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            let id = subscribers.withLock { subscribers in
                subscribers.next += 1
                subscribers.continuations[subscribers.next] = continuation
                return subscribers.next
            }
            continuation.onTermination = { [weak self] _ in
                self?.subscribers.withLock { _ = $0.continuations.removeValue(forKey: id) }
            }
        }
    }

    func send() {
        let all = subscribers.withLock { Array($0.continuations.values) }
        for continuation in all { continuation.yield() }
    }

    func finish() {
        let all = subscribers.withLock { Array($0.continuations.values) }
        for continuation in all { continuation.finish() }
    }
}
