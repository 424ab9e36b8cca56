import Adapters
import BridgeCore
import Courier
import Logging
import Ops
import Receiver
import Storage
import Synchronization

/// Puts an edited configuration in force: parse everything, check everything, then swap; on an error nothing changes.
///
/// Hooks, destinations, secrets and adapters are reloaded. Everything else, the admin tokens too, is taken at the start
/// alone: a reload that finds it changed says so.
final class Reloader: Sendable, Reloading {
    private let path: String
    private let environment: [String: String]
    private let certificates: any CertificateSource
    private let spentTokens: SpentTokens
    private let hooks: HookTable
    private let store: SQLiteStore
    private let courier: Courier
    private let clock: any WallClock
    private let logger: Logger
    private let inForce: Mutex<InForce>

    private struct InForce {
        var configuration: BridgeConfiguration
        /// Versions of the adapters by name.
        var versions: [String: String]
    }
    private let last = Mutex<ReloadReport?>(nil)

    init(
        path: String,
        environment: [String: String],
        configuration: BridgeConfiguration,
        library: AdapterLibrary,
        certificates: any CertificateSource,
        spentTokens: SpentTokens,
        hooks: HookTable,
        store: SQLiteStore,
        courier: Courier,
        clock: any WallClock,
        logger: Logger
    ) {
        self.path = path
        self.environment = environment
        self.certificates = certificates
        self.spentTokens = spentTokens
        self.hooks = hooks
        self.store = store
        self.courier = courier
        self.clock = clock
        self.logger = logger
        inForce = Mutex(InForce(configuration: configuration, versions: library.versions))
    }

    func lastReload() async -> ReloadReport? { last.withLock { $0 } }

    func reload() async -> ReloadReport {
        let report = await attempt()
        last.withLock { $0 = report }
        if report.succeeded {
            logger.notice("reloaded", metadata: ["hooks": "\(report.hooks)"])
        } else {
            logger.error("reload refused; the last good version stays in force")
        }
        for problem in report.problems { logger.log(level: report.succeeded ? .warning : .error, "\(problem)") }
        return report
    }

    private func attempt() async -> ReloadReport {
        let result = ConfigurationReader.read(path: path, environment: environment)
        let (library, found) = AdapterCheck.load(
            result.configuration,
            file: path,
            certificates: certificates,
            spentTokens: spentTokens
        )
        let problems = result.problems + found
        let texts = problems.map(\.description)
        guard !problems.contains(where: { $0.severity == .error }) else { return refused(texts) }
        do {
            let old = served.hooks
            let changed = try await swap(to: result.configuration, library)
            let waiting = await quarantined(old, result.configuration.hooks)
            return ReloadReport(
                succeeded: true,
                problems: texts + unreloaded(result.configuration) + waiting,
                changedAdapters: changed,
                hooks: result.configuration.hooks.count
            )
        } catch {
            return refused(texts + ["\(error)"])
        }
    }

    /// Swaps what may change while requests are served; returns the names of the adapters whose file is another.
    private func swap(to configuration: BridgeConfiguration, _ library: AdapterLibrary) async throws -> [String] {
        try await store.configure(configuration.destinations)
        try hooks.replace(with: configuration.hooks, adapters: library.adapters, now: clock.now())
        courier.update(destinations: configuration.destinations)
        return inForce.withLock { inForce in
            let changed = library.versions.filter { inForce.versions[$0.key] != $0.value }.keys.sorted()
            inForce.configuration.hooks = configuration.hooks
            inForce.configuration.destinations = configuration.destinations
            inForce.versions = library.versions
            return changed
        }
    }

    private func refused(_ problems: [String]) -> ReloadReport {
        ReloadReport(succeeded: false, problems: problems, changedAdapters: [], hooks: served.hooks.count)
    }

    /// What waits in the quarantine of the hooks whose secrets are others now.
    private func quarantined(_ old: [Hook], _ new: [Hook]) async -> [String] {
        let changed = new.filter { hook in
            let before = old.first { $0.name == hook.name }
            return before?.secrets != hook.secrets || before?.settings != hook.settings
        }
        guard !changed.isEmpty else { return [] }
        do {
            let counts = try await store.quarantineCounts(at: clock.now())
            return changed.compactMap { hook in
                guard let count = counts[hook.name]?.requests, count > 0 else { return nil }
                return """
                    hook \(hook.name): \(count) refused requests wait in the quarantine; verify them again with \
                    zyntro-bridge events recheck --hook \(hook.name)
                    """
            }
        } catch {
            return ["what waits in the quarantine cannot be told: \(error)"]
        }
    }

    private func unreloaded(_ configuration: BridgeConfiguration) -> [String] {
        let old = served
        let changed = [
            ("listen", old.listen != configuration.listen), ("store", old.store != configuration.store),
            ("admin", old.admin != configuration.admin), ("public_url", old.publicURL != configuration.publicURL),
            ("trusted_proxies", old.trustedProxies != configuration.trustedProxies),
            ("outbound_proxy", old.outboundProxy != configuration.outboundProxy),
            ("limits", old.limits != configuration.limits), ("retention", old.retention != configuration.retention),
            ("log", old.log != configuration.log),
            ("shutdown_limit", old.shutdownLimit != configuration.shutdownLimit),
        ]
        return changed.filter(\.1).map { "\($0.0) changed: restart the service to put it in force" }
    }

    /// The configuration that is in force.
    var served: BridgeConfiguration { inForce.withLock { $0.configuration } }
    /// The version of an adapter that is in force.
    func version(of adapter: String) -> String { inForce.withLock { $0.versions[adapter] ?? "" } }
}

extension AdapterLibrary {
    /// Versions by adapter name.
    fileprivate var versions: [String: String] { adapters.mapValues(\.version) }
}
