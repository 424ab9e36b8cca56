import Synchronization

/// Whether any window may be open: the store is asked for due ones only then.
final class OpenWindows: Sendable {
    private struct State {
        var mayExist = true
        var notes = 0
    }

    private let state = Mutex(State())

    var exist: Bool { state.withLock { $0.mayExist } }

    /// Grows with every ``note()``.
    var notes: Int { state.withLock { $0.notes } }

    func note() {
        state.withLock { state in
            state.mayExist = true
            state.notes += 1
        }
    }

    /// Only where a commit that found none is on disk, and unless one was opened since ``notes`` was `count`.
    func clear(unlessNotedSince count: Int) {
        state.withLock { state in
            if state.notes == count { state.mayExist = false }
        }
    }
}
