import BridgeCore
import Logging
import Metrics
import NIOCore
import Synchronization

/// A connection as it looks to those who need its room.
protocol Caller: AnyObject {
    /// Since when it owes a whole request; nil while one is being answered.
    var owesSince: NIODeadline? { get }

    /// Closes it; a request that has begun is answered first.
    func expel()
}

/// The connections of one event loop. Used on that loop only.
final class LoopConnections {
    private var callers: [Int: any Caller] = [:]
    private var lastPlace = 0

    fileprivate func enter(_ caller: any Caller) -> Int {
        lastPlace += 1
        callers[lastPlace] = caller
        return lastPlace
    }

    fileprivate func leave(_ place: Int) -> Bool { callers.removeValue(forKey: place) != nil }

    fileprivate func waiting() -> [(since: NIODeadline, place: Int)] {
        callers.compactMap { place, caller in caller.owesSince.map { ($0, place) } }
    }

    /// Those of them go who have not begun to owe another request since; how many did.
    fileprivate func expel(_ places: [Int], owingSince latest: NIODeadline) -> Int {
        let leaving = places.compactMap { callers[$0] }.filter { ($0.owesSince ?? .distantFuture) <= latest }
        for caller in leaving { caller.expel() }
        return leaving.count
    }
}

/// The open connections of the public listener, over all event loops. Where there are as many as the limits say, those that
/// have owed a whole request for longest make room for who comes: ten thousand idle or dripping callers keep nobody out.
/// Who has waited longest is asked of all loops together, because what one loop serves may be one large mail alone.
final class OpenConnections: Sendable {
    /// Who is to go.
    private struct Departures {
        var places: [(place: Int, loop: ObjectIdentifier)] = []
        /// Since when the last of them owes its request.
        var latest = NIODeadline.uptimeNanoseconds(0)
    }

    private enum Search {
        case none
        case running
        /// What it began with has changed: it is to look again when it is through.
        case outdated
        /// Nobody could go; the next one comes by itself.
        case resting
    }

    /// One of so many goes at once, so that looking for them costs little for each that comes.
    private static let share = 32
    private let limit: Int
    /// ``Limits/welcome``
    private let welcome: TimeAmount
    private let logger: Logger
    private let loops: [ObjectIdentifier: NIOLoopBoundBox<LoopConnections>]
    private let eventLoops: [any EventLoop]
    private let count = Atomic<Int>(0)
    private let search = Mutex(Search.none)
    private let gauge = Gauge(label: Signals.connections)
    private let expelled = Counter(label: Signals.connectionsExpelled)

    init(_ group: any EventLoopGroup, limits: Limits, logger: Logger) {
        limit = limits.connections
        welcome = TimeAmount(limits.welcome)
        self.logger = logger
        eventLoops = Array(group.makeIterator())
        loops = Dictionary(
            uniqueKeysWithValues: eventLoops.map { loop in
                (ObjectIdentifier(loop), .makeBoxSendingValue(LoopConnections(), eventLoop: loop))
            }
        )
    }

    /// Its place, for ``leave(_:on:)``. To be called on the caller's loop, as everything here.
    func enter(_ caller: any Caller, on loop: any EventLoop) -> Int? {
        guard let place = loops[ObjectIdentifier(loop)]?.value.enter(caller) else { return nil }
        change(by: 1)
        lookForRoom(from: loop)
        return place
    }

    func leave(_ place: Int, on loop: any EventLoop) {
        guard loops[ObjectIdentifier(loop)]?.value.leave(place) == true else { return }
        change(by: -1)
    }

    /// True where nobody more is accepted until somebody goes.
    private var isFull: Bool { count.load(ordering: .relaxed) >= limit + Limits.connectionsBeyond }

    /// Closes those that wait longest where there are too many.
    private func lookForRoom(from loop: any EventLoop) {
        guard count.load(ordering: .relaxed) > limit else { return }
        let begins = search.withLock { search in
            switch search {
            case .none:
                search = .running
                return true
            case .running:
                search = .outdated
                return false
            case .outdated, .resting: return false
            }
        }
        if begins { makeRoom(from: loop, owingSince: .now() - welcome) }
    }

    private func change(by difference: Int) {
        gauge.record(count.wrappingAdd(difference, ordering: .relaxed).newValue)
    }

    /// Only of those that owe a request since `latest` or longer.
    private func makeRoom(from loop: any EventLoop, owingSince latest: NIODeadline) {
        let lists = eventLoops.map { each in
            each.submit { [loops] in
                (loops[ObjectIdentifier(each)]?.value.waiting() ?? []).map {
                    ($0.since, $0.place, ObjectIdentifier(each))
                }
            }
        }
        let leaving = EventLoopFuture.whenAllSucceed(lists, on: loop).map { lists in
            self.leaving(of: lists.flatMap(\.self), owingSince: latest)
        }
        let closed = leaving.flatMap { leaving in
            EventLoopFuture.whenAllSucceed(self.eventLoops.map { self.expel(leaving, on: $0) }, on: loop)
        }
        closed.whenSuccess { closed in
            self.report(closed.reduce(0, +))
            self.goOn(from: loop)
        }
    }

    /// Where all are being answered or have only come, nobody could go and nobody more is accepted: a moment later whoever
    /// owes a request goes.
    private func goOn(from loop: any EventLoop) {
        let next = search.withLock { search in
            let next = isFull ? .resting : search
            search = next == .resting ? .resting : .none
            return next
        }
        switch next {
        case .none, .running: break
        case .outdated: lookForRoom(from: loop)
        case .resting:
            loop.scheduleTask(in: welcome) {
                self.search.withLock { $0 = .running }
                self.makeRoom(from: loop, owingSince: .distantFuture)
            }
        }
    }

    private func leaving(
        of waiting: [(NIODeadline, Int, ObjectIdentifier)],
        owingSince latest: NIODeadline
    ) -> Departures {
        let open = count.load(ordering: .relaxed)
        guard open > limit else { return Departures() }
        let candidates = waiting.filter { $0.0 <= latest }.sorted { $0.0 < $1.0 }
        let leaving = candidates.prefix(max(open - limit, waiting.count / Self.share))
        guard let last = leaving.last else { return Departures() }
        return Departures(places: leaving.map { ($0.1, $0.2) }, latest: last.0)
    }

    /// Done when those who went have left: a channel takes its handlers out in the turn after the one that closed it.
    private func expel(_ leaving: Departures, on loop: any EventLoop) -> EventLoopFuture<Int> {
        let places = leaving.places.filter { $0.loop == ObjectIdentifier(loop) }.map(\.place)
        return loop.submit { [loops] in
            loops[ObjectIdentifier(loop)]?.value.expel(places, owingSince: leaving.latest) ?? 0
        }
        .flatMap { closed in loop.submit { closed } }
    }

    private func report(_ closed: Int) {
        guard closed > 0 else { return }
        expelled.increment(by: closed)
        logger.warning(
            "closed the connections that kept us waiting longest: others need the room",
            metadata: ["closed": "\(closed)", "limit": "\(limit)"]
        )
    }
}
