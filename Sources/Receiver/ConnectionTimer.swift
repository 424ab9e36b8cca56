import NIOCore

/// One deadline per connection that costs next to nothing to push back: the scheduled task stays where it is and looks
/// anew when it runs. Used on the event loop of its connection only.
final class ConnectionTimer {
    var onExpiry: () -> Void = {}
    private let eventLoop: any EventLoop
    private var deadline = NIODeadline.distantFuture
    private var scheduled: (task: Scheduled<Void>, at: NIODeadline)?

    init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    func arm(_ deadline: NIODeadline) {
        self.deadline = deadline
        if let scheduled, scheduled.at <= deadline { return }
        schedule()
    }

    /// No deadline until the next ``arm(_:)``.
    func disarm() { deadline = .distantFuture }

    /// Also lets go of whatever ``onExpiry`` holds.
    func cancel() {
        scheduled?.task.cancel()
        scheduled = nil
        deadline = .distantFuture
        onExpiry = {}
    }

    private func schedule() {
        scheduled?.task.cancel()
        let task = eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { [weak self] in
            guard let self else { return }
            self.scheduled = nil
            fire()
        }
        scheduled = (task, deadline)
    }

    private func fire() {
        guard deadline != .distantFuture else { return }
        guard NIODeadline.now() >= deadline else {
            schedule()
            return
        }
        deadline = .distantFuture
        onExpiry()
    }
}
