import Synchronization

/// Decides call by call which fault, if any, a call meets. Faults can be replaced while the sandbox runs.
final class FaultSwitch: Sendable {
    enum Verdict: Equatable, Sendable {
        case pass
        /// Over the rate: 429 with these seconds in `Retry-After`.
        case limit(retryAfter: Int)
        case meet(Faults)
    }

    private struct State {
        var faults: Faults
        var random: SplitMix64
        var met = 0
        var windowStart: ContinuousClock.Instant?
        var callsInWindow = 0
        /// The last true answer of each endpoint.
        var answers: [String: Answer] = [:]
    }

    private let state: Mutex<State>

    init(_ faults: Faults = Faults()) {
        state = Mutex(Self.start(faults))
    }

    var faults: Faults { state.withLock { $0.faults } }

    /// Puts other faults in force; counting starts anew.
    func replace(_ faults: Faults) {
        state.withLock { state in
            let answers = state.answers
            state = Self.start(faults)
            state.answers = answers
        }
    }

    /// Remembers what a call of that endpoint was answered, for one that is to be given it by mistake.
    func note(_ answer: Answer, of endpoint: String) {
        state.withLock { $0.answers[endpoint] = answer }
    }

    /// What a call of that endpoint was answered before.
    func earlierAnswer(of endpoint: String) -> Answer? {
        state.withLock { $0.answers[endpoint] }
    }

    /// What the next call of that endpoint, about that contact, meets.
    func next(for endpoint: String, about contact: String? = nil, at now: ContinuousClock.Instant) -> Verdict {
        state.withLock { state in
            let faults = state.faults
            if let names = faults.faultOn, !names.contains(endpoint) { return .pass }
            if let contacts = faults.faultContact, !contacts.contains(contact ?? "") { return .pass }
            if let rate = faults.rate, Self.exceeds(rate, at: now, in: &state) {
                return .limit(retryAfter: faults.retryAfter ?? 1)
            }
            guard faults.harms else { return .pass }
            if let first = faults.failFirst, state.met >= first { return .pass }
            if let probability = faults.probability, Double.random(in: 0..<1, using: &state.random) >= probability {
                return .pass
            }
            state.met += 1
            return .meet(faults)
        }
    }

    private static func start(_ faults: Faults) -> State {
        let seed = faults.faultSeed ?? UInt64.random(in: 0 ... .max)
        return State(faults: faults, random: SplitMix64(state: seed))
    }

    /// Counts the call in windows of one second.
    private static func exceeds(_ rate: Int, at now: ContinuousClock.Instant, in state: inout State) -> Bool {
        if let start = state.windowStart, now < start + .seconds(1) {
            state.callsInWindow += 1
        } else {
            state.windowStart = now
            state.callsInWindow = 1
        }
        return state.callsInWindow > rate
    }
}

extension Faults {
    /// Whether a call that meets these faults differs from one that does not.
    fileprivate var harms: Bool {
        latency != nil || drop != nil || half == true || mixed == true || html == true || error != nil || status != nil
            || (retryAfter != nil && rate == nil)
    }
}

/// Steele, Lea and Flood's generator ("Fast splittable pseudorandom number generators", 2014): small and repeatable.
private struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
