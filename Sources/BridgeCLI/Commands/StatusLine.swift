import Foundation

/// One line on standard error that says what is being done and is written over; silent where that is no terminal.
struct StatusLine: Sendable {
    private let isShown = isatty(STDERR_FILENO) == 1

    func show(_ text: String) {
        if isShown { FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8)) }
    }

    func end() {
        if isShown { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
    }

    /// Shows what `body` says it is doing, with the seconds that it has taken, while it runs on a thread of its own.
    func during<Value: Sendable>(
        _ body: @escaping @Sendable (@escaping @Sendable (String) -> Void) -> Value
    ) async -> Value {
        let steps = AsyncStream<String>.makeStream()
        let ticking = Task {
            var step = ""
            let start = ContinuousClock.now
            for await next in merge(steps.stream) {
                if let next { step = next }
                if !step.isEmpty { show("\(step) … \((ContinuousClock.now - start).components.seconds) s") }
            }
        }
        let value = await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: body { steps.continuation.yield($0) }) }
        }
        steps.continuation.finish()
        await ticking.value
        end()
        return value
    }

    /// The steps, and nil once a second in between, until the steps end.
    private func merge(_ steps: AsyncStream<String>) -> AsyncStream<String?> {
        AsyncStream { continuation in
            let ticks = Task {
                while !Task.isCancelled {
                    do { try await Task.sleep(for: .seconds(1)) } catch { return }
                    continuation.yield(nil)
                }
            }
            Task {
                for await step in steps { continuation.yield(step) }
                ticks.cancel()
                continuation.finish()
            }
        }
    }
}
