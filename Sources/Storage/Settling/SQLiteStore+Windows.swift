package import BridgeCore
import GRDB
import Logging
import ServiceLifecycle

extension SQLiteStore {
    /// How often the service looks whether a window is due; while none is open it only looks at a flag.
    private static let windowPause = Duration.milliseconds(500)
    /// Windows of a destination that close in one commit, so that events wait for no more than these.
    private static let windowLimit = 100

    /// Closes what is due by `now`; how many windows that were. Also where the destination is paused: its entries wait
    /// in the queue then.
    @discardableResult
    package func closeDueWindows(at now: Timestamp) async throws(StoreError) -> Int {
        guard context.openWindows.exist else { return 0 }
        var total = 0
        while true {
            let notes = context.openWindows.notes
            let (closed, isAnyOpen) = try await writer.commit { transaction in
                try transaction.closeDueWindows(limit: Self.windowLimit, at: now)
            }
            if !isAnyOpen { context.openWindows.clear(unlessNotedSince: notes) }
            total += closed
            guard closed >= Self.windowLimit else { return total }
        }
    }

    /// Closes windows as they become due, by the clock of the wall, until the service is stopped.
    func keepClosingWindows() async throws {
        var lastFault: String?
        while true {
            try await Task.sleep(for: Self.windowPause)
            do {
                try await closeDueWindows(at: clock.now())
                lastFault = nil
            } catch {
                guard error.code != .closed else { return }
                guard error.description != lastFault else { continue }
                lastFault = error.description
                logger.error("entries that settle cannot be filed; it is tried again", metadata: ["error": "\(error)"])
            }
        }
    }
}
