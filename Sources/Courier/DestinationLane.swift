package import BridgeCore

/// What the courier may do at one destination now: slots, pace, waits and suspicion. Decides and performs nothing.
package struct DestinationLane: Sendable {
    /// What to start now, and when to ask again.
    package struct Plan: Sendable, Equatable {
        /// Entries to claim at most.
        package var entries = 0
        package var lookups: [Address] = []
        /// Ask Zyntro to create the contact of this address.
        package var creation: Address?
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
    var breaker = LookupBreaker()
    /// Contacts to create; one is asked for at a time.
    var creations: [Address] = []
    var isCreating = false
    /// Attempts that could not be sent or met a busy Zyntro, running.
    var troubles = 0
    var waitUntil: Duration = .zero
    var lastSuccess: Duration?
    var answeredIDs = AnsweredIDs()
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
        let forEntries = widthForEntries(at: now, in: &plan)
        let forLookups = widthForLookups(at: now, in: &plan)
        share(forEntries, forLookups, at: now, into: &plan)
        return plan
    }

    /// How many entries may be in flight now.
    private mutating func widthForEntries(at now: Duration, in plan: inout Plan) -> Int {
        var isTrial = false
        switch suspicion.permission(at: now) {
        case .probe:
            suspicion.probeStarted()
            plan.probes = true
            return 0
        case .wait(let until):
            plan.wake(at: until)
            return 0
        case .trial: isTrial = true
        case .proceed: break
        }
        guard now >= waitUntil else {
            plan.wake(at: waitUntil)
            return 0
        }
        return troubles > 0 || isTrial ? 1 : width
    }

    /// How many look-ups may be in flight now: half of the slots, so that calls that hang leave the others to entries.
    private mutating func widthForLookups(at now: Duration, in plan: inout Plan) -> Int {
        guard destination.looksUpContacts else { return 0 }
        let permission = breaker.permission(at: now)
        if case .wait(let until) = permission {
            plan.wake(at: until)
            return 0
        }
        plan.fetchesLookups = lookups.startsFetch(at: now)
        plan.wake(at: lookups.wakeAt)
        return permission == .trial ? 1 : max(1, width / 2)
    }

    private var width: Int { max(1, destination.concurrency) }

    /// Look-ups and the creation that are under way.
    private var asking: Int { lookups.count + (isCreating ? 1 : 0) }

    /// Divides free slots and tokens between entries and look-ups, in turns where there is but one.
    private mutating func share(_ forEntries: Int, _ forLookups: Int, at now: Duration, into plan: inout Plan) {
        let free = width - inFlight - asking
        let creation = isCreating ? nil : creations.first
        let wanted = min(lookups.waiting + (creation == nil ? 0 : 1), max(0, forLookups - asking))
        let hunger = isHungry ? max(0, forEntries - inFlight) : 0
        guard free > 0, hunger > 0 || wanted > 0 else { return }
        let room = min(free, pace.available(at: now))
        guard room > 0 else {
            plan.wake(at: pace.next(at: now))
            return
        }
        var questions = min(wanted, hunger > 0 ? max(1, room / 2) : room)
        if hunger > 0, room == 1, wanted > 0 {
            questions = prefersLookup ? 1 : 0
            prefersLookup.toggle()
        }
        pace.take(questions, at: now)
        plan.entries = min(hunger, room - questions)
        if questions > 0, let creation {
            plan.creation = creation
            creations.removeFirst()
            isCreating = true
            questions -= 1
        }
        plan.lookups = lookups.start(questions)
    }

    /// `count` of `slots` offered were claimed; fewer means that nothing more is ready.
    package mutating func claimed(_ count: Int, of slots: Int, at now: Duration) {
        inFlight += count
        pace.take(count, at: now)
        isHungry = count >= slots
    }

    /// The store has the pause.
    package mutating func pauseRecorded() { isPausing = false }

    /// `creations` are addresses for which a contact is to be created.
    package mutating func lookupsFetched(
        _ addresses: [Address],
        creations: [Address] = [],
        next: Duration?,
        at now: Duration
    ) {
        lookups.fetched(addresses, next: next, at: now)
        self.creations = creations
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
