import BridgeCore
import GRDB
import Logging
import Synchronization

/// What every transaction needs beside the database: the destinations as configured, the ids, the subscribers.
final class StoreContext: Sendable {
    let destinations: Mutex<[DestinationName: Destination]>
    let entryIDs: RecordIDGenerator
    let wakeups = Wakeups()
    let openWindows = OpenWindows()
    let forgotten: ForgottenPeople
    let recentKeys: RecentKeys
    let logger: Logger

    init(
        destinations: [Destination],
        entryIDs: RecordIDGenerator,
        forgotten: ForgottenPeople,
        recentKeys: RecentKeys,
        logger: Logger
    ) {
        self.destinations = Mutex([:])
        self.entryIDs = entryIDs
        self.forgotten = forgotten
        self.recentKeys = recentKeys
        self.logger = logger
        replace(destinations)
    }

    func replace(_ destinations: [Destination]) {
        var byName: [DestinationName: Destination] = [:]
        for destination in destinations { byName[destination.name] = destination }
        self.destinations.withLock { $0 = byName }
    }
}

/// One write transaction of the writer, shared by the operations of a batch.
///
/// The operations are its extensions, by subject. What it gathers in memory counts only when the commit succeeds.
final class StoreTransaction {
    let db: Database
    let context: StoreContext
    let destinations: [DestinationName: Destination]
    /// True when something became ready, or due to be looked up.
    var wakes = false
    private(set) var highestEvent = EventID(rawValue: 0)
    /// Set once the recent tables hold no row up to these.
    var filedKeys: RecentRows?
    let lineMemory = LineMemory()
    private var counts: [CountKey: Int] = [:]

    private enum CountKey: Hashable {
        case entry(EntryState, DestinationName)
        case event(EventState, DestinationName)

        /// What it is called in `state_count`.
        var names: (subject: String, destination: String, state: String) {
            switch self {
            case .entry(let state, let destination): ("entry", destination.rawValue, state.rawValue)
            case .event(let state, let destination): ("event", destination.rawValue, state.rawValue)
            }
        }
    }

    init(_ db: Database, _ context: StoreContext) {
        self.db = db
        self.context = context
        destinations = context.destinations.withLock { $0 }
    }

    /// Throws `notFound` for a name that is not configured.
    func destination(_ name: DestinationName) throws -> Destination {
        guard let destination = destinations[name] else {
            throw StoreError(.notFound, "no destination is called \(name)")
        }
        return destination
    }

    func note(_ id: EventID) { highestEvent = max(highestEvent, id) }

    func count(_ change: Int, _ state: EntryState, in destination: DestinationName) {
        counts[.entry(state, destination), default: 0] += change
    }

    func count(_ change: Int, _ state: EventState, in destination: DestinationName) {
        counts[.event(state, destination), default: 0] += change
    }

    /// What `body` comes to, undone again.
    func trying<Value>(_ body: () throws -> Value) throws -> Value {
        let (counts, wakes) = (counts, wakes)
        defer { (self.counts, self.wakes) = (counts, wakes) }
        var value: Value?
        try db.inSavepoint {
            value = try body()
            return .rollback
        }
        guard let value else { throw StoreError(.failing, "the trial did not run") }
        return value
    }

    /// What `body` comes to; where it fails, nothing of it is left, so that something else can be done instead.
    func attempting<Value>(_ body: () throws -> Value) throws -> Value {
        let (counts, wakes) = (counts, wakes)
        var value: Value?
        do {
            try db.inSavepoint {
                value = try body()
                return .commit
            }
        } catch {
            (self.counts, self.wakes) = (counts, wakes)
            throw error
        }
        guard let value else { throw StoreError(.failing, "the attempt did not run") }
        return value
    }

    /// Writes the changes of the counters once for the whole batch, so that statistics never scan the history.
    func writeCounts() throws {
        for (key, change) in counts where change != 0 {
            let names = key.names
            try db.run(HotSQL.addToCount, names.subject, names.destination, names.state, change)
        }
        counts = [:]
    }
}
