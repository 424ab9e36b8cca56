import Adapters
package import BridgeCore
package import Logging
package import Metrics
import ServiceLifecycle

/// Brings refused requests into the quarantine behind the back of honest ones: callers have their answers before, and two
/// small commits a second are all that a flood can make the writer do.
package final class QuarantineService: Service, RefusalKeeping {
    /// What may wait in memory.
    private static let queueLimits = FairShares<QuarantineID>.Limits(count: 1000, bytes: 8_000_000)
    /// What one commit takes.
    private static let batch = (requests: 100, bytes: 2_000_000)
    /// Between two commits.
    private static let pause = Duration.milliseconds(500)
    /// How often what is too old is looked for; not at the start, when a clock that is wrong has yet to be set.
    private static let expiryInterval = Duration.seconds(600)

    private let store: any QuarantineStore
    private let clock: any WallClock
    private let logger: Logger
    private let queue: RefusalQueue
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation
    private let droppedInMemory: Counter
    private let droppedFromStore: Counter
    private let droppedByFault: Counter

    package init(
        store: any QuarantineStore,
        clock: any WallClock,
        metrics: any MetricsFactory = MetricsSystem.factory,
        logger: Logger
    ) {
        self.store = store
        self.clock = clock
        self.logger = logger
        func dropped(_ reason: String) -> Counter {
            Counter(label: Signals.quarantineDropped, dimensions: [("reason", reason)], factory: metrics)
        }
        droppedInMemory = dropped("overload")
        droppedFromStore = dropped("room")
        droppedByFault = dropped("store")
        queue = RefusalQueue(Self.queueLimits)
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    package func keep(_ refused: Refused) {
        let dropped = queue.add(refused)
        if dropped > 0 { droppedInMemory.increment(by: dropped) }
        signal.yield()
    }

    /// Until a graceful shutdown, which the receiver has heard before: then what waits is kept, and nothing more comes.
    package func run() async throws {
        await tellWhatWaits()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [self] in
                while (try? await Task.sleep(for: Self.expiryInterval)) != nil { await expire() }
            }
            for await _ in signals.cancelOnGracefulShutdown() {
                await keepBatch()
                if queue.count > 0 { signal.yield() }
                try? await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.pause) }
            }
            group.cancelAll()
        }
        while await keepBatch() {}
    }

    /// Keeps what waits first; false where nothing does.
    @discardableResult
    package func keepBatch() async -> Bool {
        let batch = queue.take(Self.batch.requests, bytes: Self.batch.bytes)
        guard !batch.isEmpty else { return false }
        do {
            let evicted = try await store.keep(try batch.map(masked), at: clock.now())
            if evicted > 0 { droppedFromStore.increment(by: evicted) }
        } catch {
            droppedByFault.increment(by: batch.count)
            logger.error(
                "refused requests could not be kept in the quarantine",
                metadata: ["requests": "\(batch.count)", "error": "\(error)"]
            )
        }
        return true
    }

    private func masked(_ refused: Refused) throws(StoreError) -> RefusedRequest {
        let hook = refused.hook.hook
        let request = refused.request
        let mask = RequestMask(
            places: refused.hook.adapter.credentialPlaces,
            secrets: hook.secrets,
            digest: store.digest(of:)
        )
        let fingerprint = EventFingerprint.fingerprint(
            hook: hook.name,
            method: request.method,
            target: refused.target,
            bodyDigest: EventFingerprint.digest(of: request.body + Array("\(refused.bodySize)".utf8))
        )
        let identity = store.digest(of: fingerprint.bytes)
        let masked = mask.masked(request, target: refused.target, keepsBody: refused.isBodyKept)
        return RefusedRequest(
            id: refused.id,
            hook: hook.name,
            destination: hook.destination,
            source: refused.source,
            remoteAddress: request.remoteAddress,
            receivedAt: request.receivedAt,
            method: request.method,
            target: masked.target,
            headers: masked.headers,
            body: masked.body,
            bodySize: refused.bodySize,
            diagnosis: refused.diagnosis,
            identity: identity,
            sealed: try store.seal(masked.removed, of: identity)
        )
    }

    private func expire() async {
        do {
            try await store.expire(at: clock.now())
        } catch {
            guard error.code != .closed else { return }
            logger.error("the quarantine could not be cleared of what is too old", metadata: ["error": "\(error)"])
        }
    }

    /// Secrets that come from the environment are mended by a restart.
    private func tellWhatWaits() async {
        guard let counts = try? await store.quarantineCounts(at: clock.now()) else { return }
        for (hook, count) in counts.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            logger.notice(
                "refused requests wait in the quarantine: zyntro-bridge events recheck verifies them again",
                metadata: ["hook": "\(hook)", "requests": "\(count.requests)"]
            )
        }
    }
}
