package import BridgeCore

/// What the courier may do at one destination now: slots, pace, waits and suspicion. Decides and performs nothing.
package struct DestinationLane: Sendable {
    /// What to start now, and when to ask again.
    package struct Plan: Sendable, Equatable {
        /// Entries to claim at most.
        package var entries = 0
        package var lookups: [Address] = []
        /// Ask the queue which look-ups are due.
        package var fetchesLookups = false
        /// Read something, to find out whether the destination answers.
        package var probes = false
        /// When time alone changes the plan; nil when an event will.
        package var wakeAt: Duration?

        package init() {}

        mutating func wake(at time: Duration?) {
            guard let time else { return }
            wakeAt = min(wakeAt ?? time, time)
        }
    }

    package internal(set) var destination: Destination
    /// Attempts under way.
    package internal(set) var inFlight = 0
    /// Grows with every pause: an attempt of an earlier round neither pauses nor returns anything anew.
    package internal(set) var round = 0
    /// True from the decision to pause until the store has it.
    package internal(set) var isPausing = false
    /// False for a destination that a reload took away.
    package internal(set) var isConfigured = true

    var pace: Pace
    var suspicion = Suspicion()
    var alike = AlikeRefusals()
    /// What the refusals were that caused the last pause.
    var pausedFor: String?
    var lookups = LookupSchedule()
    /// Calls that could not be sent or met a busy Zyntro, running.
    var troubles = 0
    var waitUntil: Duration = .zero
    var lastSuccess: Duration?
    var isHungry = true
    private var prefersLookup = true

    package init(_ destination: Destination, at now: Duration) {
        self.destination = destination
        pace = Pace(perSecond: destination.perSecond, at: now)
    }

    /// Takes a reloaded configuration; what is in flight goes on as it was.
    package mutating func reconfigure(_ destination: Destination, at now: Duration) {
        if destination.perSecond != self.destination.perSecond {
            pace = Pace(perSecond: destination.perSecond, at: now)
        }
        self.destination = destination
        isConfigured = true
        wake()
    }

    /// Stops claiming; what is in flight is finished.
    package mutating func retire() { isConfigured = false }

    /// There may be something to claim or to look up.
    package mutating func wake() {
        isHungry = true
        lookups.wake()
    }

    /// What may start now. Look-ups in the plan count as started; entries once ``claimed(_:of:at:)`` says how many.
    package mutating func plan(at now: Duration) -> Plan {
        var plan = Plan()
        guard isConfigured, !isPausing else { return plan }
        switch suspicion.permission(at: now) {
        case .probe:
            suspicion.probeStarted()
            plan.probes = true
            return plan
        case .wait(let until):
            plan.wake(at: until)
            return plan
        case .proceed, .trial:
            break
        }
        guard now >= waitUntil else {
            plan.wake(at: waitUntil)
            return plan
        }
        if destination.looksUpContacts {
            plan.fetchesLookups = lookups.startsFetch(at: now)
            plan.wake(at: lookups.wakeAt)
        }
        share(at: now, into: &plan)
        return plan
    }

    /// Divides free slots and tokens between entries and look-ups, in turns where there is but one.
    private mutating func share(at now: Duration, into plan: inout Plan) {
        let wanted = destination.looksUpContacts ? lookups.waiting : 0
        let free = width(at: now) - inFlight - lookups.count
        guard free > 0, isHungry || wanted > 0 else { return }
        let room = min(free, pace.available(at: now))
        guard room > 0 else {
            plan.wake(at: pace.next(at: now))
            return
        }
        var forLookups = min(wanted, max(1, room / 2))
        if isHungry, room == 1, wanted > 0 {
            forLookups = prefersLookup ? 1 : 0
            prefersLookup.toggle()
        }
        plan.lookups = lookups.start(forLookups)
        pace.take(plan.lookups.count, at: now)
        plan.entries = isHungry ? room - forLookups : 0
    }

    private func width(at now: Duration) -> Int {
        let isCareful = troubles > 0 || suspicion.permission(at: now) == .trial
        return isCareful ? 1 : max(1, destination.concurrency)
    }

    /// `count` of `slots` offered were claimed; fewer means that nothing more is ready.
    package mutating func claimed(_ count: Int, of slots: Int, at now: Duration) {
        inFlight += count
        pace.take(count, at: now)
        isHungry = count >= slots
    }

    /// The store has the pause.
    package mutating func pauseRecorded() { isPausing = false }

    package mutating func lookupsFetched(_ addresses: [Address], next: Duration?, at now: Duration) {
        lookups.fetched(addresses, next: next, at: now)
    }

    package mutating func lookupsNotFetched(at now: Duration) { lookups.fetchFailed(at: now) }

    package mutating func probed(
        isAnswered: Bool,
        at now: Duration,
        using random: inout some RandomNumberGenerator
    ) {
        suspicion.probed(isAnswered: isAnswered, at: now, using: &random)
        if isAnswered { wake() }
    }

    package var isSuspect: Bool { suspicion.isSuspect }
}
