import BridgeCore
package import Logging
import Synchronization

/// Keeps the certificates by which SNS signs and fetches those that are asked for and not there.
///
/// Whoever knows a hook's topic can make the bridge ask Amazon for certificates that are not there: few wait, few are
/// fetched at a time, and what failed is not asked for again for a while.
package final class SNSCertificates: CertificateSource {
    /// One region has one certificate for a year or so.
    private static let keptLimit = 32
    private static let failedLimit = 256
    private static let waitingLimit = 16
    private static let concurrency = 2
    /// SNS comes again after seconds, so that a broken connection must not cost the next try; a refusal will not change.
    private static let pauseAfterFault = Duration.seconds(10)
    private static let pauseAfterRefusal = Duration.seconds(300)

    private struct State {
        /// By URL, the text and its turn among the fetched.
        var kept: [String: (pem: String, turn: Int)] = [:]
        /// By URL, until when it is not asked for again.
        var failed: [String: Duration] = [:]
        var pending: Set<String> = []
        var turns = 0
    }

    private let state = Mutex(State())
    private let errands: AsyncStream<(url: String, address: SNSAddress)>
    private let continuation: AsyncStream<(url: String, address: SNSAddress)>.Continuation
    private let accepts: @Sendable (String) -> Bool
    private let clock: any MonotonicClock
    private let logger: Logger

    /// `accepts` judges a text before it is kept: whether it is a certificate, and valid now.
    package init(
        accepts: @escaping @Sendable (String) -> Bool,
        clock: any MonotonicClock = SystemMonotonicClock(),
        logger: Logger
    ) {
        self.accepts = accepts
        self.clock = clock
        self.logger = logger
        (errands, continuation) = AsyncStream.makeStream()
    }

    package func certificate(at url: String) -> String? {
        let now = clock.now()
        let errand: (url: String, address: SNSAddress)? = state.withLock { state in
            if state.kept[url] != nil || state.pending.contains(url) { return nil }
            guard state.pending.count < Self.waitingLimit, state.failed[url].map({ $0 <= now }) ?? true,
                let address = SNSAddress(certificate: url)
            else { return nil }
            state.pending.insert(url)
            return (url, address)
        }
        if let errand { continuation.yield(errand) }
        return state.withLock { $0.kept[url]?.pem }
    }

    /// Fetches what is asked for until the task is cancelled or ``stop()`` is called.
    package func run(_ fetcher: SNSFetcher) async {
        await withTaskGroup(of: Void.self) { group in
            var running = 0
            for await errand in errands {
                if running == Self.concurrency { await group.next() } else { running += 1 }
                group.addTask { await self.fetch(errand.url, errand.address, fetcher) }
            }
            group.cancelAll()
        }
    }

    package func stop() { continuation.finish() }

    private func fetch(_ url: String, _ address: SNSAddress, _ fetcher: SNSFetcher) async {
        do {
            let (status, body) = try await fetcher.get(address)
            guard status == 200 else {
                return failed(url, "Amazon answered \(status)", pause: status < 500 ? Self.pauseAfterRefusal : nil)
            }
            let text = String(decoding: body, as: UTF8.self)
            guard accepts(text) else {
                return failed(url, "what came is no certificate that is valid now", pause: Self.pauseAfterRefusal)
            }
            keep(text, for: url)
            logger.notice("fetched a certificate of Amazon SNS", metadata: ["url": "\(url)"])
        } catch {
            failed(url, error.description, pause: nil)
        }
    }

    private func keep(_ pem: String, for url: String) {
        state.withLock { state in
            state.pending.remove(url)
            state.failed[url] = nil
            if state.kept.count >= Self.keptLimit, let oldest = state.kept.min(by: { $0.value.turn < $1.value.turn }) {
                state.kept[oldest.key] = nil
            }
            state.turns += 1
            state.kept[url] = (pem, state.turns)
        }
    }

    private func failed(_ url: String, _ reason: String, pause: Duration?) {
        let until = clock.now() + (pause ?? Self.pauseAfterFault)
        state.withLock { state in
            state.pending.remove(url)
            if state.failed.count >= Self.failedLimit, let first = state.failed.min(by: { $0.value < $1.value }) {
                state.failed[first.key] = nil
            }
            state.failed[url] = until
        }
        logger.warning(
            "no certificate of Amazon SNS; its messages hear 503 and come again",
            metadata: ["url": "\(url)", "reason": "\(reason)"]
        )
    }
}
