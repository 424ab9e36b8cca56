import Adapters
import BridgeCore
import Courier
import Foundation
import Logging
import Ops
import Receiver
import ServiceLifecycle
import Storage
import UnixSignals

/// Puts the parts together: store, operators' listener, courier, receiver, in the order in which they start; they stop
/// in reverse.
struct BridgeAssembly {
    let path: String
    let configuration: BridgeConfiguration
    let environment: [String: String]
    let logger: Logger
    let registry: PrometheusRegistry
    var acceptsShortLog = false
    /// Receives into a store beside one that is damaged.
    var receivesBeside = false
    /// Hears the receiver's port when requests are accepted.
    let onAccepting: @Sendable (Int) async -> Void

    /// Opens everything; the group that is returned runs until a signal.
    ///
    /// - Throws: `StoreError` where the store cannot be used, and what the parts throw when their settings are wrong.
    func build() throws -> ServiceGroup {
        let clock = SystemWallClock()
        let certificates = SNSCertificates(
            accepts: { SigningCertificate.isUsable(pem: $0, at: clock.now()) },
            logger: logger
        )
        let confirmations = SNSConfirmations(logger: logger)
        let spentTokens = SpentTokens()
        let library = AdapterLibrary.load(
            folder: configuration.adapters,
            certificates: certificates,
            spentTokens: spentTokens
        ).library
        let receiving = try receiverConfiguration()
        let proxy = configuration.outboundProxy
        let store = try openStore(clock)
        let hooks = try HookTable(hooks: configuration.hooks, adapters: library.adapters, now: clock.now())
        let courier = try Courier(
            configuration: CourierConfiguration(
                destinations: configuration.destinations,
                proxy: proxy,
                // The public port is closed meanwhile: longer than the proxies in deploy/ hold requests would lose them.
                shutdownLimit: min(.seconds(5), configuration.shutdownLimit * 0.5)
            ),
            outbox: store,
            lookups: store,
            logger: logger
        )
        let reloader = Reloader(
            path: path,
            environment: environment,
            configuration: configuration,
            library: library,
            certificates: certificates,
            spentTokens: spentTokens,
            hooks: hooks,
            store: store,
            courier: courier,
            clock: clock,
            logger: logger
        )
        let served = ServedHooks(reloader: reloader)
        let ids = RecordIDGenerator(after: store.highestEventID.rawValue)
        let quarantine = QuarantineService(store: store, clock: clock, logger: logger)
        let receiver = ReceiverApplication(
            configuration: receiving,
            hooks: hooks,
            eventLog: store,
            confirmations: confirmations,
            refusals: quarantine,
            ids: ids,
            clock: clock,
            logger: logger,
            onServerRunning: { [onAccepting] port in
                served.receiver(isRunning: true)
                await onAccepting(port)
            }
        )
        let ops = buildOps(
            configuration: opsConfiguration,
            store: store,
            registry: registry,
            reloading: reloader,
            hooks: served,
            quarantine: QuarantineAccess(
                store: store,
                rechecking: QuarantineRecheck(
                    store: store,
                    hooks: hooks,
                    intake: Intake(eventLog: store, ids: ids, logger: logger),
                    publicURL: receiving.publicURL,
                    clock: clock
                )
            ),
            clock: clock,
            logger: logger
        )
        let sns = SNSService(certificates: certificates, confirmations: confirmations, proxy: proxy)
        return group([
            store, ReloadSignal(reloader: reloader),
            Listener(key: "admin.listen", address: configuration.admin.listen, service: ops), courier, sns, quarantine,
            Listener(key: "listen", address: configuration.listen, service: receiver),
        ])
    }

    /// Every service ends the group in order, whether it returns or fails; without a limit one that hangs would hold it.
    private func group(_ services: [any Service]) -> ServiceGroup {
        var group = ServiceGroupConfiguration(
            services: services.map {
                .init(
                    service: $0,
                    successTerminationBehavior: .gracefullyShutdownGroup,
                    failureTerminationBehavior: .gracefullyShutdownGroup
                )
            },
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        group.maximumGracefulShutdownDuration = configuration.shutdownLimit
        return ServiceGroup(configuration: group)
    }
}
