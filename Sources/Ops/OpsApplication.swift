package import BridgeCore
import HTTPTypes
package import Hummingbird
package import Logging
import NIOCore

/// The operators' listener as a service: admin API, `/healthz`, `/readyz`, `/metrics`.
///
/// `registry` is the metrics factory that the process was bootstrapped with; `onServerRunning` hears the port as soon
/// as connections are accepted. A graceful shutdown finishes the requests at hand.
package func buildOps(
    configuration: OpsConfiguration,
    store: any StoreAdmin,
    registry: PrometheusRegistry,
    reloading: any Reloading,
    hooks: any HookOverview,
    quarantine: QuarantineAccess,
    clock: any WallClock,
    logger: Logger,
    onServerRunning: @escaping @Sendable (Int) async -> Void = { _ in }
) -> some ApplicationProtocol {
    if !configuration.isLoopback {
        logger.warning(
            "the admin listener is reachable from other machines and speaks plain HTTP; put a TLS proxy in front",
            metadata: ["host": "\(configuration.host)"]
        )
    }
    let startedAt = clock.now()
    let api = AdminAPI(
        store: store,
        reloading: reloading,
        hooks: hooks,
        quarantine: quarantine,
        clock: clock,
        audit: Audit(logger: logger),
        version: configuration.version,
        startedAt: startedAt
    )
    let page = MetricsPage(
        registry: registry,
        store: store,
        clock: clock,
        version: configuration.version,
        startedAt: startedAt
    )
    let router = Router(context: OpsContext.self, options: .autoGenerateHeadEndpoints)
    router.add(middleware: ErrorAnswers())
    addHealth(Health(store: store, reloading: reloading, hooks: hooks), page, to: router)
    addAPI(api, configuration, to: router)
    return Application(
        router: router,
        // Cuts idle connections and stalled bodies; what takes long to carry out is not idle.
        server: .http1(configuration: .init(idleTimeout: .seconds(60))),
        configuration: ApplicationConfiguration(
            address: .hostname(configuration.host, port: configuration.port),
            availableConnectionsDelegate: .maximum(256, logger: logger)
        ),
        onServerRunning: { channel in await onServerRunning(channel.localAddress?.port ?? configuration.port) },
        logger: logger
    )
}

private func addHealth(_ health: Health, _ page: MetricsPage, to router: Router<OpsContext>) {
    router.get("healthz") { _, _ in "ok\n" }
    router.get("readyz") { _, _ in await health.readiness() }
    router.get("metrics") { _, _ in
        Response(
            status: .ok,
            headers: [.contentType: ExpositionText.contentType],
            body: ResponseBody(byteBuffer: ByteBuffer(string: await page.text()))
        )
    }
}

private func addAPI(_ api: AdminAPI, _ configuration: OpsConfiguration, to router: Router<OpsContext>) {
    let reads = router.group("api/v1")
        .add(middleware: Authentication(tokens: configuration.tokens, required: .viewer))
    api.addReads(to: reads)
    let operatorReads = router.group("api/v1")
        .add(middleware: Authentication(tokens: configuration.tokens, required: .operator))
    api.addOperatorReads(to: operatorReads)
    let changes = router.group("api/v1")
        .add(middleware: Authentication(tokens: configuration.tokens, required: .operator))
        .add(middleware: ChangeGuard(configuration: configuration))
    api.addChanges(to: changes)
}
