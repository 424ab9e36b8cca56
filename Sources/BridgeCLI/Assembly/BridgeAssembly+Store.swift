import BridgeCore
import Foundation
import Logging
import Storage

extension BridgeAssembly {
    /// The store, or, where that is damaged and the command line asks for it, a fresh one beside it.
    func openStore(_ clock: some WallClock) throws(StoreError) -> SQLiteStore {
        let beside = FreshStore.path(beside: configuration.store)
        let damage: StoreError
        do {
            let store = try open(configuration.store, storeConfiguration, clock)
            if FileManager.default.fileExists(atPath: beside) {
                logger.warning(
                    "what was received while the store was damaged is in a store of its own: see Damage in the README",
                    metadata: ["path": "\(beside)"]
                )
            }
            return store
        } catch {
            guard error.code == .damaged, receivesBeside else { throw error }
            damage = error
        }
        logger.critical(
            "the store is damaged and is left as it is; received into a fresh store, whose destinations are paused",
            metadata: ["path": "\(beside)", "error": "\(damage.detail)"]
        )
        var settings = storeConfiguration
        settings.pausesNewStore = FreshStore.pauseReason
        return try open(beside, settings, clock)
    }

    private func open(
        _ path: String,
        _ settings: StoreConfiguration,
        _ clock: some WallClock
    ) throws(StoreError) -> SQLiteStore {
        try SQLiteStore.open(
            path: path,
            destinations: configuration.destinations,
            clock: clock,
            configuration: settings,
            logger: logger
        )
    }
}
