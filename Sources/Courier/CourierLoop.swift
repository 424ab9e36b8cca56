import BridgeCore
import Logging

/// The one task that owns every lane: takes reports, lets lanes decide, exchanges with the store, starts tasks.
struct CourierLoop {
    /// How long the loop sleeps at most: a wall clock that was set, or a machine that slept, is noticed by then.
    static let longestSleep = Duration.seconds(60)

    let outbox: any OutboxQueue
    let tasks: CourierTasks
    let shutdownLimit: Duration
    var signals: CourierSignals
    var lanes: [DestinationName: DestinationLane] = [:]
    /// Ended and not recorded yet; kept until the store takes them.
    var settlements: [Settlement] = []
    var pauses: [PauseOrder] = []
    var random = SystemRandomNumberGenerator()
    private var nextDue = Self.longestSleep
    private var wakeAt = Self.longestSleep
    private var storeFailures = 0
    private var storeRetryAt: Duration = .zero
    /// When attempts in flight are cut off; nil while the service goes on.
    private var stopAt: Duration?
    private var isCutOff = false

    init(configuration: CourierConfiguration, outbox: any OutboxQueue, tasks: CourierTasks, signals: CourierSignals) {
        self.outbox = outbox
        self.tasks = tasks
        self.signals = signals
        shutdownLimit = configuration.shutdownLimit
        reload(configuration.destinations)
    }

    /// Runs until the service is stopped and everything is recorded, or cannot be.
    mutating func run(in group: inout DiscardingTaskGroup) async {
        while true {
            receive(tasks.mailbox.collect())
            if isFinished { break }
            if let stopAt, !isCutOff, tasks.clock.now() >= stopAt {
                isCutOff = true
                group.cancelAll()
            }
            if await pass(in: &group) { continue }
            await tasks.mailbox.wait(until: wakeAt)
        }
        guard !settlements.isEmpty else { return }
        signals.logger.error(
            "the store did not take these outcomes before the end; the entries will be unknown after the next start",
            metadata: ["entries": .array(settlements.map { "\($0.attempt.entry)" })]
        )
    }

    private var isFinished: Bool {
        guard let stopAt, lanes.values.allSatisfy({ $0.inFlight == 0 }) else { return false }
        if settlements.isEmpty, pauses.isEmpty { return true }
        return storeFailures > 0 && tasks.clock.now() >= stopAt
    }

    private mutating func receive(_ mail: Mailbox.Mail) {
        if let destinations = mail.destinations { reload(destinations) }
        if mail.isWoken { wakeLanes() }
        if mail.isStopping, stopAt == nil { stopAt = tasks.clock.now() + shutdownLimit }
        if mail.isCancelled { stopAt = min(stopAt ?? .zero, tasks.clock.now()) }
        for report in mail.reports { take(report) }
    }

    private mutating func reload(_ destinations: [Destination]) {
        let now = tasks.clock.now()
        let named = Set(destinations.map(\.name))
        for name in lanes.keys where !named.contains(name) {
            lanes[name]?.retire()
            if lanes[name]?.inFlight == 0 { lanes[name] = nil }
        }
        for destination in destinations {
            if lanes[destination.name] == nil { lanes[destination.name] = DestinationLane(destination, at: now) }
            lanes[destination.name]?.reconfigure(destination, at: now)
        }
    }

    private mutating func wakeLanes() {
        for name in lanes.keys { lanes[name]?.wake() }
    }

    /// One round of planning and, where there is a reason, one exchange. False when there is nothing to do but wait.
    private mutating func pass(in group: inout DiscardingTaskGroup) async -> Bool {
        let now = tasks.clock.now()
        if now >= nextDue {
            nextDue = now + Self.longestSleep
            wakeLanes()
        }
        wakeAt = min(nextDue, stopAt.flatMap { isCutOff ? nil : $0 } ?? nextDue)
        var slots = stopAt == nil ? startTasks(at: now, in: &group) : [:]
        if !pauses.isEmpty || !settlements.isEmpty || !slots.isEmpty, now < storeRetryAt {
            wakeAt = min(wakeAt, storeRetryAt)
            return false
        }
        guard !settlements.isEmpty || !slots.isEmpty || !pauses.isEmpty else { return false }
        if storeFailures > 0, !settlements.isEmpty { slots = [:] }
        await exchange(slots, in: &group)
        return true
    }

    private mutating func startTasks(at now: Duration, in group: inout DiscardingTaskGroup) -> [DestinationName: Int] {
        var slots: [DestinationName: Int] = [:]
        for name in lanes.keys {
            guard let plan = lanes[name]?.plan(at: now), let lane = lanes[name] else { continue }
            let (destination, round, tasks) = (lane.destination, lane.round, tasks)
            let failures = lane.lookups.failures
            if plan.entries > 0 { slots[name] = plan.entries }
            if plan.fetchesLookups { group.addTask { await tasks.fetchLookups(of: destination) } }
            if plan.probes { group.addTask { await tasks.probe(destination) } }
            if let address = plan.creation {
                group.addTask { await tasks.createContact(at: address, in: destination, round: round) }
            }
            for address in plan.lookups {
                group.addTask { await tasks.lookUp(address, in: destination, round: round, failures: failures) }
            }
            if let time = plan.wakeAt { wakeAt = min(wakeAt, time) }
        }
        return slots
    }

    /// Hands over what has ended and starts what was claimed, in one commit of the store.
    private mutating func exchange(_ slots: [DestinationName: Int], in group: inout DiscardingTaskGroup) async {
        do {
            let exchange = try await outbox.exchange(
                settlements,
                pausing: pauses,
                claiming: slots,
                at: tasks.wall.now()
            )
            settlements = []
            notePauses()
            storeFailures = 0
            start(exchange.claims, of: slots, in: &group)
            note(nextDue: exchange.nextDue)
        } catch {
            storeFailed(error)
            await separate(error)
        }
    }

    private mutating func start(
        _ claims: [Claim],
        of slots: [DestinationName: Int],
        in group: inout DiscardingTaskGroup
    ) {
        let now = tasks.clock.now()
        var counts: [DestinationName: Int] = [:]
        for claim in claims {
            guard let lane = lanes[claim.destination] else { continue }
            counts[claim.destination, default: 0] += 1
            let (destination, round, tasks) = (lane.destination, lane.round, tasks)
            group.addTask { await tasks.deliver(claim, to: destination, round: round) }
        }
        for (name, offered) in slots { lanes[name]?.claimed(counts[name] ?? 0, of: offered, at: now) }
    }

    private mutating func note(nextDue due: Timestamp?) {
        let moment = tasks.now()
        guard let due else {
            nextDue = moment.uptime + Self.longestSleep
            return
        }
        // What is due already was offered just now and stays behind for another reason: once a second is enough.
        let wait = max(due.duration(since: moment.wall), .milliseconds(due <= moment.wall ? 1000 : 1))
        nextDue = moment.uptime + min(wait, Self.longestSleep)
    }

    private mutating func notePauses() {
        for order in pauses {
            lanes[order.destination]?.pauseRecorded()
            signals.logger.error(
                "destination paused",
                metadata: ["destination": "\(order.destination)", "reason": "\(order.reason)"]
            )
        }
        pauses = []
    }

    private mutating func storeFailed(_ error: StoreError) {
        if storeFailures < .max { storeFailures += 1 }
        let delay = RetryPolicy.store.delay(afterFailure: storeFailures, using: &random)
        storeRetryAt = tasks.clock.now() + delay
        signals.logger.error(
            "the store does not take outcomes; they are kept and handed over again",
            metadata: ["error": "\(error)", "waiting": "\(settlements.count + pauses.count)"]
        )
    }

    /// One outcome that the store will never take must not keep the others waiting: they are handed over one by one.
    private mutating func separate(_ error: StoreError) async {
        guard error.code == .conflict || error.code == .notFound else { return }
        var kept: [Settlement] = []
        for settlement in settlements {
            do {
                _ = try await outbox.exchange([settlement], claiming: [:], at: tasks.wall.now())
            } catch {
                guard error.code == .conflict || error.code == .notFound else {
                    kept.append(settlement)
                    continue
                }
                signals.logger.error(
                    "the store knows no such attempt; its outcome is dropped",
                    metadata: ["entry": "\(settlement.attempt.entry)", "error": "\(error)"]
                )
            }
        }
        settlements = kept
    }
}
