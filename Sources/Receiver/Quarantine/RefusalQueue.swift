import BridgeCore
import Synchronization

/// Refused requests on their way to the quarantine, in memory: bounded by number and bytes, fair between sources.
final class RefusalQueue: Sendable {
    private struct Contents {
        var shares: FairShares<QuarantineID>
        var waiting: [QuarantineID: Refused] = [:]
        /// In order of arrival; those that were dropped or taken are skipped.
        var order: [QuarantineID] = []
    }

    private let contents: Mutex<Contents>

    init(_ limits: FairShares<QuarantineID>.Limits) {
        contents = Mutex(Contents(shares: FairShares(limits)))
    }

    var count: Int { contents.withLock { $0.waiting.count } }

    /// How many had to be dropped for it, itself among them.
    func add(_ refused: Refused) -> Int {
        let source = refused.source
        return contents.withLock { contents in
            contents.waiting[refused.id] = refused
            contents.order.append(refused.id)
            let dropped = contents.shares.add(
                refused.id,
                size: refused.size,
                hook: refused.hook.hook.name,
                source: source
            )
            for id in dropped { contents.waiting[id] = nil }
            if contents.order.count > 2 * contents.waiting.count + 64 {
                contents.order.removeAll { [waiting = contents.waiting] in waiting[$0] == nil }
            }
            return dropped.count
        }
    }

    /// The next ones in order of arrival: at most `limit`, and one at least, of together no more than `bytes`.
    func take(_ limit: Int, bytes: Int) -> [Refused] {
        contents.withLock { contents in
            var taken: [Refused] = []
            var left = bytes
            var seen = 0
            for id in contents.order {
                guard let refused = contents.waiting[id] else {
                    seen += 1
                    continue
                }
                guard taken.count < limit, taken.isEmpty || refused.size <= left else { break }
                left -= refused.size
                taken.append(refused)
                seen += 1
                contents.waiting[id] = nil
                contents.shares.remove(id)
            }
            contents.order.removeFirst(seen)
            return taken
        }
    }
}
