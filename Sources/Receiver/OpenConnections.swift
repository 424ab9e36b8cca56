import BridgeCore
import Logging
import Metrics
import NIOCore
import Synchronization

/// How many connections the public listener has open, over all event loops.
final class ConnectionCount: Sendable {
    private let open = Atomic<Int>(0)
    private let gauge = Gauge(label: Signals.connections)

    /// Counts one more (or less, with -1) and returns how many there are then.
    func change(by difference: Int) -> Int {
        let now = open.wrappingAdd(difference, ordering: .relaxed).newValue
        gauge.record(now)
        return now
    }
}

/// The connections of one event loop. Where all loops together hold as many as the limits say, those that have owed a
/// whole request for longest make room for who comes: ten thousand idle or dripping callers keep nobody out.
///
/// Used on its event loop only.
final class OpenConnections {
    /// One of so many goes at once, so that looking for them costs little for each that comes.
    private static let share = 32

    private let count: ConnectionCount
    private let limit: Int
    private let logger: Logger
    private let expelled = Counter(label: Signals.connectionsExpelled)
    private var controllers: [ObjectIdentifier: HookController] = [:]

    init(count: ConnectionCount, limit: Int, logger: Logger) {
        self.count = count
        self.limit = limit
        self.logger = logger
    }

    func enter(_ controller: HookController) {
        if count.change(by: 1) >= limit { makeRoom() }
        controllers[ObjectIdentifier(controller)] = controller
    }

    func leave(_ controller: HookController) {
        guard controllers.removeValue(forKey: ObjectIdentifier(controller)) != nil else { return }
        _ = count.change(by: -1)
    }

    private func makeRoom() {
        let waiting = controllers.values.compactMap { controller in controller.owesSince.map { ($0, controller) } }
        let leaving = waiting.sorted { $0.0 < $1.0 }.prefix(max(1, waiting.count / Self.share))
        guard !leaving.isEmpty else { return }
        expelled.increment(by: leaving.count)
        logger.warning(
            "closed the connections that kept us waiting longest: others need the room",
            metadata: ["closed": "\(leaving.count)", "limit": "\(limit)"]
        )
        for (_, controller) in leaving { controller.expel() }
    }
}

/// The ``OpenConnections`` of every event loop.
struct ConnectionsByLoop: Sendable {
    private let loops: [ObjectIdentifier: NIOLoopBoundBox<OpenConnections>]

    init(_ group: any EventLoopGroup, limit: Int, logger: Logger) {
        let count = ConnectionCount()
        var loops: [ObjectIdentifier: NIOLoopBoundBox<OpenConnections>] = [:]
        for loop in group.makeIterator() {
            loops[ObjectIdentifier(loop)] = .makeBoxSendingValue(
                OpenConnections(count: count, limit: limit, logger: logger),
                eventLoop: loop
            )
        }
        self.loops = loops
    }

    /// To be called on that loop; nil for a loop of another group.
    func on(_ loop: any EventLoop) -> OpenConnections? { loops[ObjectIdentifier(loop)]?.value }
}
