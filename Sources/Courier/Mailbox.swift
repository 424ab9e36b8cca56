import BridgeCore
import Synchronization

/// What reaches the courier's loop from its tasks, the store, the configuration and the service group, and the one
/// place where the loop waits.
///
/// Waiting here does not end by cancellation, so that a cancelled courier still records what its attempts came to.
final class Mailbox: Sendable {
    /// Everything since the last collection.
    struct Mail: Sendable {
        var reports: [Report] = []
        /// The store has something new.
        var isWoken = false
        /// The destinations of a reload.
        var destinations: [Destination]?
        var isStopping = false
        var isCancelled = false
    }

    private struct State {
        var mail = Mail()
        var isRung = false
        var waiter: CheckedContinuation<Void, Never>?
        var alarm: Alarm?
    }

    private struct Alarm {
        let time: Duration
        let task: Task<Void, Never>
    }

    private let clock: any MonotonicClock
    private let state = Mutex(State())

    init(clock: any MonotonicClock) { self.clock = clock }

    func post(_ report: Report) { change { $0.reports.append(report) } }

    func wake() { change { $0.isWoken = true } }

    func reload(_ destinations: [Destination]) { change { $0.destinations = destinations } }

    func stop() { change { $0.isStopping = true } }

    func cancel() {
        change {
            $0.isStopping = true
            $0.isCancelled = true
        }
    }

    /// Takes what has come; stopping and cancelling stay said.
    func collect() -> Mail {
        state.withLock { state in
            state.isRung = false
            defer {
                state.mail.reports = []
                state.mail.isWoken = false
                state.mail.destinations = nil
            }
            return state.mail
        }
    }

    /// Returns when something has come since the last collection, or at `time`. One caller at a time.
    func wait(until time: Duration) async {
        setAlarm(at: time)
        await withCheckedContinuation { continuation in
            let isRung = state.withLock { state in
                if !state.isRung { state.waiter = continuation }
                return state.isRung
            }
            if isRung { continuation.resume() }
        }
    }

    /// Ends the alarm's task.
    func close() {
        state.withLock { state in
            state.alarm?.task.cancel()
            state.alarm = nil
        }
    }

    private func change(_ body: (inout Mail) -> Void) {
        let waiter = state.withLock { state in
            body(&state.mail)
            return Self.ring(&state)
        }
        waiter?.resume()
    }

    private static func ring(_ state: inout State) -> CheckedContinuation<Void, Never>? {
        state.isRung = true
        defer { state.waiter = nil }
        return state.waiter
    }

    /// An alarm that rings earlier than needed is left alone: one wake-up costs less than a timer for each wait.
    private func setAlarm(at time: Duration) {
        state.withLock { state in
            if let alarm = state.alarm, alarm.time <= time { return }
            state.alarm?.task.cancel()
            let task = Task { [clock] in
                do {
                    try await clock.sleep(until: time)
                } catch {
                    // Cancelled: another alarm took its place, or the courier has ended.
                    return
                }
                self.soundAlarm(of: time)
            }
            state.alarm = Alarm(time: time, task: task)
        }
    }

    private func soundAlarm(of time: Duration) {
        let waiter = state.withLock { state in
            if state.alarm?.time == time { state.alarm = nil }
            return Self.ring(&state)
        }
        waiter?.resume()
    }
}
