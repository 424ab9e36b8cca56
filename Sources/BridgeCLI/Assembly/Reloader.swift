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
/// Listeners, the store and the shutdown limit are taken at the start alone: a reload that finds them changed says so.
final class Reloader: Sendable, Reloading {
    private let path: String
    private let environment: [String: String]
    private let hooks: HookTable
    private let store: SQLiteStore
    private let courier: Courier
    private let clock: any WallClock
    private let logger: Logger
    private let inForce: Mutex<BridgeConfiguration>
    private let failure = Mutex<String?>(nil)

    init(
        path: String, environment: [String: String], configuration: BridgeConfiguration, hooks: HookTable,
        store: SQLiteStore, courier: Courier, clock: any WallClock, logger: Logger
    ) {
        self.path = path
        self.environment = environment
        self.hooks = hooks
        self.store = store
        self.courier = courier
        self.clock = clock
        self.logger = logger
        inForce = Mutex(configuration)
    }

    /// Why the last reload failed; nil when what is on disk is in force.
    var lastFailure: String? { failure.withLock { $0 } }

    func reload() async -> ReloadReport {
        let result = ConfigurationReader.read(path: path, environment: environment)
        let (library, adapterProblems) = AdapterLibrary.load(folder: result.configuration.adapters)
        let problems = result.problems + AdapterCheck.problems(of: result.configuration, file: path)
        let examples = result.hasErrors ? [] : failingExamples(of: result.configuration, library)
        let texts = problems.map(\.description) + examples
        guard !problems.contains(where: { $0.severity == .error }), examples.isEmpty,
            !adapterProblems.contains(where: { $0.severity == .error })
        else { return refused(texts) }
        do {
            try await swap(to: result.configuration, library)
        } catch {
            return refused(texts + ["\(error)"])
        }
        failure.withLock { $0 = nil }
        logger.notice("reloaded", metadata: ["hooks": "\(result.configuration.hooks.count)"])
        return ReloadReport(succeeded: true, problems: texts + unreloaded(result.configuration), hooks: result.configuration.hooks.count)
    }

    private func swap(to configuration: BridgeConfiguration, _ library: AdapterLibrary) async throws {
        try await store.configure(configuration.destinations)
        try hooks.replace(with: configuration.hooks, adapters: library.adapters, now: clock.now())
        courier.update(destinations: configuration.destinations)
        inForce.withLock { old in
            var next = configuration
            next.listen = old.listen
            next.admin = old.admin
            next.store = old.store
            old = next
        }
    }

    private func failingExamples(of configuration: BridgeConfiguration, _ library: AdapterLibrary) -> [String] {
        Set(configuration.hooks.map(\.adapter)).sorted().flatMap { name -> [String] in
            guard let adapter = library.adapters[name] else { return [] }
            return AdapterExamples.run(adapter, folder: "\(configuration.adapters)/\(name)").filter { !$0.hasPassed }.map {
                "\(name)/\($0.example): the example differs: \($0.differences.first ?? "")"
            }
        }
    }

    private func refused(_ problems: [String]) -> ReloadReport {
        failure.withLock { $0 = problems.first ?? "the reload failed" }
        logger.error("reload refused; the last good version stays in force", metadata: ["problems": "\(problems.count)"])
        for problem in problems { logger.error("\(problem)") }
        return ReloadReport(succeeded: false, problems: problems, hooks: inForce.withLock { $0.hooks.count })
    }

    private func unreloaded(_ configuration: BridgeConfiguration) -> [String] {
        inForce.withLock { old in
            let changed = [
                ("listen", old.listen != configuration.listen), ("store", old.store != configuration.store),
                ("admin.listen", old.admin.listen != configuration.admin.listen),
                ("public_url", old.publicURL != configuration.publicURL),
            ]
            return changed.filter(\.1).map { "\($0.0) changed: restart the service to put it in force" }
        }
    }
}
