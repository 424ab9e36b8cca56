/// Stops inserting where outcomes stay unknown, so that an outage of days costs no entry its resends.
///
/// Three unknown outcomes running make a destination suspect. It is then asked with reads, at a growing interval, until
/// one is answered; after that, entries go out one at a time until Zyntro answers one of them too.
package struct Suspicion: Sendable {
    package static let limit = 3

    package enum Permission: Sendable, Equatable {
        case proceed
        /// One entry at a time.
        case trial
        /// A read is due.
        case probe
        /// A read is under way, or due at this time.
        case wait(until: Duration?)
    }

    private enum State: Sendable {
        case clear(unknowns: Int)
        case suspect(probeAt: Duration)
        case probing
        case trial
    }

    private var state = State.clear(unknowns: 0)
    /// Probes since the last answered entry; sets the interval.
    private var probes = 0

    package init() {}

    package var isSuspect: Bool {
        switch state {
        case .suspect, .probing: true
        case .clear, .trial: false
        }
    }

    package func permission(at now: Duration) -> Permission {
        switch state {
        case .clear: .proceed
        case .trial: .trial
        case .probing: .wait(until: nil)
        case .suspect(let probeAt): now >= probeAt ? .probe : .wait(until: probeAt)
        }
    }

    /// Zyntro answered an entry, with whatever it said.
    package mutating func answered() {
        switch state {
        case .clear, .trial:
            state = .clear(unknowns: 0)
            probes = 0
        case .suspect, .probing:
            break
        }
    }

    /// The outcome of an entry is unknown.
    package mutating func unknown(at now: Duration, using random: inout some RandomNumberGenerator) {
        switch state {
        case .clear(let unknowns) where unknowns + 1 < Self.limit: state = .clear(unknowns: unknowns + 1)
        case .clear, .trial: suspect(at: now, using: &random)
        case .suspect, .probing: break
        }
    }

    package mutating func probeStarted() { state = .probing }

    package mutating func probed(isAnswered: Bool, at now: Duration, using random: inout some RandomNumberGenerator) {
        guard case .probing = state else { return }
        if isAnswered {
            state = .trial
        } else {
            suspect(at: now, using: &random)
        }
    }

    private mutating func suspect(at now: Duration, using random: inout some RandomNumberGenerator) {
        if probes < .max { probes += 1 }
        state = .suspect(probeAt: now + RetryPolicy.probe.delay(afterFailure: probes, using: &random))
    }
}
