package import BridgeCore
package import Logging
import Synchronization

/// Confirms subscriptions to topics of SNS by visiting the address that a signed message names.
package final class SNSConfirmations: SubscriptionConfirming {
    private static let limit = 16
    /// A token holds for three days; SNS does not send it again for long, so that the tries go on for half an hour.
    private static let pauses: [Duration?] = [1, 5, 30, 120, 600, 1200].map { .seconds($0) } + [nil]

    private struct Visit: Sendable {
        let subscription: Subscription
        let address: SNSAddress
    }

    private let pending = Mutex<Set<String>>([])
    private let visits: AsyncStream<Visit>
    private let continuation: AsyncStream<Visit>.Continuation
    private let clock: any MonotonicClock
    private let logger: Logger

    package init(clock: any MonotonicClock = SystemMonotonicClock(), logger: Logger) {
        self.clock = clock
        self.logger = logger
        (visits, continuation) = AsyncStream.makeStream()
    }

    package func confirm(_ subscription: Subscription) {
        guard let address = SNSAddress(confirmation: subscription.url, of: subscription.topic) else {
            return tell(.warning, "did not visit a SubscribeURL: it is not Amazon's for this topic", subscription)
        }
        let isNew = pending.withLock { pending in
            guard pending.count < Self.limit else { return false }
            return pending.insert(address.target).inserted
        }
        if isNew { continuation.yield(Visit(subscription: subscription, address: address)) }
    }

    /// Visits what is asked for until the task is cancelled or ``stop()`` is called; what waits for its next try is given up.
    package func run(_ fetcher: SNSFetcher) async {
        await withTaskGroup(of: Void.self) { group in
            for await visit in visits { group.addTask { await self.carryOut(visit, fetcher) } }
            group.cancelAll()
        }
    }

    package func stop() { continuation.finish() }

    private func carryOut(_ visit: Visit, _ fetcher: SNSFetcher) async {
        defer { _ = pending.withLock { $0.remove(visit.address.target) } }
        for pause in Self.pauses {
            let reason: String
            do {
                let status = try await fetcher.get(visit.address).status
                if status == 200 { return tell(.notice, "confirmed a subscription", visit.subscription) }
                reason = "Amazon answered \(status)"
                if (400..<500).contains(status), status != 429 {
                    return tell(
                        .error,
                        "could not confirm a subscription; ask SNS for it again",
                        visit.subscription,
                        reason
                    )
                }
            } catch {
                reason = error.description
            }
            guard let pause else {
                return tell(
                    .error,
                    "could not confirm a subscription; ask SNS for it again",
                    visit.subscription,
                    reason
                )
            }
            tell(.warning, "could not confirm a subscription yet", visit.subscription, reason)
            do {
                try await clock.sleep(until: clock.now() + pause)
            } catch {
                return tell(.warning, "the bridge stops before a subscription was confirmed", visit.subscription)
            }
        }
    }

    private func tell(_ level: Logger.Level, _ message: Logger.Message, _ visit: Subscription, _ reason: String? = nil)
    {
        var facts: Logger.Metadata = [
            "topic": "\(AnswerText.shorten(visit.topic))", "hook": "\(visit.hook)", "event": "\(visit.event)",
        ]
        if let reason { facts["reason"] = "\(reason)" }
        logger.log(level: level, message, metadata: facts)
    }
}
