package import BridgeCore

/// Which addresses of one destination are to be looked up, and when the queue is to be asked for more.
package struct LookupSchedule: Sendable {
    /// Addresses fetched from the queue at once.
    package static let fetchLimit = 32
    /// The least time between two questions to the queue, so that a flood of events does not become a flood of reads.
    package static let fetchInterval = Duration.milliseconds(100)

    private var due: [Address] = []
    private var inFlight: Set<Address> = []
    private var isFetching = false
    private var isStale = true
    private var notBefore: Duration = .zero
    private var nextDue: Duration?
    /// Failures running; sets how long a failed address waits.
    package private(set) var failures = 0

    package init() {}

    package var count: Int { inFlight.count }
    package var waiting: Int { due.count }

    /// Something changed: the queue may have more.
    package mutating func wake() { isStale = true }

    /// True when the queue is to be asked now; its answer comes through ``fetched(_:next:at:)``.
    package mutating func startsFetch(at now: Duration) -> Bool {
        guard !isFetching, due.isEmpty, now >= notBefore, isStale || nextDue.map({ now >= $0 }) == true else {
            return false
        }
        isFetching = true
        isStale = false
        nextDue = nil
        notBefore = now + Self.fetchInterval
        return true
    }

    /// When ``startsFetch(at:)`` is worth asking again; nil while something else will say so.
    package var wakeAt: Duration? {
        guard !isFetching, due.isEmpty else { return nil }
        return isStale ? notBefore : nextDue.map { max($0, notBefore) }
    }

    /// `next` is when a look-up that is not due yet becomes due.
    package mutating func fetched(_ addresses: [Address], next: Duration?, at now: Duration) {
        isFetching = false
        due = addresses.filter { !inFlight.contains($0) }
        // Those in flight are still due in the queue: a moment that has passed says nothing new.
        nextDue = next.map { max($0, now + .seconds(1)) }
        if addresses.count >= Self.fetchLimit { isStale = true }
    }

    /// The queue could not be asked.
    package mutating func fetchFailed(at now: Duration) {
        isFetching = false
        isStale = true
        notBefore = now + .seconds(1)
    }

    /// Takes up to `limit` addresses to look up now.
    package mutating func start(_ limit: Int) -> [Address] {
        let taken = Array(due.prefix(limit))
        due.removeFirst(taken.count)
        inFlight.formUnion(taken)
        return taken
    }

    /// The look-up has ended and what it came to is in the queue.
    package mutating func finished(_ address: Address, isAnswered: Bool) {
        inFlight.remove(address)
        isStale = true
        if isAnswered {
            failures = 0
        } else if failures < .max {
            failures += 1
        }
    }
}
