import Adapters
import BridgeCore
import Courier
import Foundation
import Logging
import Ops
import Receiver
import ServiceLifecycle
import Storage

/// Puts the parts together: store, operators' listener, courier, receiver, in the order in which they start; they stop
/// in reverse.
struct BridgeAssembly {
    let path: String
    let configuration: BridgeConfiguration
    let environment: [String: String]
    let logger: Logger
    let registry: PrometheusRegistry
    var acceptsShortLog = false
    /// Hears the receiver's port when requests are accepted.
    let onAccepting: @Sendable (Int) async -> Void

    /// Opens everything; the group that is returned runs until a signal.
    ///
    /// - Throws: `StoreError` where the store cannot be used, and what the parts throw when their settings are wrong.
    func build() throws -> ServiceGroup {
        let clock = SystemWallClock()
        let (library, _) = AdapterLibrary.load(folder: configuration.adapters)
        let store = try SQLiteStore.open(
            path: configuration.store, destinations: configuration.destinations, clock: clock,
            configuration: storeConfiguration, logger: logger
        )
        let hooks = try HookTable(hooks: configuration.hooks, adapters: library.adapters, now: clock.now())
        let courier = try Courier(
            configuration: CourierConfiguration(
                destinations: configuration.destinations, proxy: try proxy(), shutdownLimit: configuration.shutdownLimit
            ),
            outbox: store, lookups: store, logger: logger
        )
        let reloader = Reloader(
            path: path, environment: environment, configuration: configuration, hooks: hooks, store: store,
            courier: courier, clock: clock, logger: logger
        )
        let readiness = Readiness()
        let receiver = ReceiverApplication(
            configuration: try receiverConfiguration(), hooks: hooks, eventLog: store,
            ids: RecordIDGenerator(after: store.highestEventID.rawValue), clock: clock, logger: logger,
            onServerRunning: { port in
                readiness.receiverIsRunning()
                await onAccepting(port)
            }
        )
        let ops = buildOps(
            configuration: opsConfiguration, store: store, registry: registry, reloading: reloader,
            hooks: HookStatusSource(table: hooks), readiness: readiness, clock: clock, logger: logger
        )
        return group([store, ReloadSignal(reloader: reloader, logger: logger), ops, courier, receiver])
    }
}
