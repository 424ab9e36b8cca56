import Adapters
import BridgeCore
import Foundation
import Logging

/// Reads `bridge.yaml`: parse, expand, read strictly, check what belongs together. Every problem is collected.
struct ConfigurationReader {
    /// What a file came to; `configuration` is only to be used when no problem is an error.
    struct Result {
        let configuration: BridgeConfiguration
        let problems: [SourceProblem]

        var hasErrors: Bool { problems.contains { $0.severity == .error } }
    }

    let folder: String
    private(set) var problems: [SourceProblem] = []

    static func read(path: String, environment: [String: String]) -> Result {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            let place = SourcePlace(file: path, line: 1, column: 1)
            let problem = SourceProblem(
                at: place,
                "the configuration cannot be read",
                mend: "copy deploy/bridge.example.yaml there, or name another with --config"
            )
            return Result(configuration: BridgeConfiguration(), problems: [problem])
        }
        return read(
            text: String(decoding: bytes, as: UTF8.self),
            file: path,
            folder: URL(fileURLWithPath: path).deletingLastPathComponent().path,
            environment: environment
        )
    }

    static func read(text: String, file: String, folder: String, environment: [String: String]) -> Result {
        do {
            let parsed = try SourceDocument.parse(text, file: file)
            var placeholders = Placeholders(environment: environment)
            let node = placeholders.expand(parsed)
            var reader = ConfigurationReader(folder: folder)
            let configuration = reader.read(node)
            // What is missing for want of a variable has been said.
            let said = Set(placeholders.problems.map(\.place))
            let own = reader.problems.filter { !said.contains($0.place) }
            let problems = (placeholders.problems + own).map(placeholders.concealing)
            return Result(
                configuration: configuration,
                problems: problems.sorted { ($0.place.line, $0.place.column) < ($1.place.line, $1.place.column) }
            )
        } catch {
            return Result(configuration: BridgeConfiguration(), problems: [error])
        }
    }

    private init(folder: String) { self.folder = folder }

    mutating func report(_ more: [SourceProblem]) { problems += more }

    mutating func warn(_ place: SourcePlace, _ message: String, mend: String) {
        problems.append(SourceProblem(.warning, at: place, message, mend: mend))
    }

    private mutating func read(_ node: SourceNode) -> BridgeConfiguration {
        var configuration = BridgeConfiguration()
        var root = MappingReader(node)
        configuration.listen = listen("listen", in: &root) ?? configuration.listen
        configuration.publicURL = publicURL(in: &root)
        configuration.trustedProxies = trustedProxies(in: &root) ?? configuration.trustedProxies
        configuration.store = path(root.required("store") ?? "")
        configuration.adapters = path(root.required("adapters") ?? "")
        configuration.outboundProxy = outboundProxy(in: &root)
        configuration.shutdownLimit = root.duration("shutdown_limit") ?? configuration.shutdownLimit
        if let admin = root.mapping("admin") { configuration.admin = self.admin(admin) }
        if let log = root.mapping("log") { configuration.log = self.log(log) }
        if let limits = root.mapping("limits") {
            configuration.limits = self.limits(limits)
            let reader = MappingReader(limits)
            if reader.names.contains("bytes_in_flight") {
                configuration.places.bytesInFlight = reader.valuePlace("bytes_in_flight")
            }
        }
        if let retention = root.mapping("retention") { configuration.retention = self.retention(retention) }
        configuration.destinations = destinations(in: &root)
        let hooks = hooks(in: &root, destinations: configuration.destinations)
        configuration.hooks = hooks.map(\.hook)
        configuration.places.hooks = Dictionary(hooks.map { ($0.hook.name, $0.places) }) { first, _ in first }
        checkListeners(configuration, &root)
        problems += root.finish()
        return configuration
    }

    private func path(_ text: String) -> String {
        text.isEmpty || text.hasPrefix("/")
            ? text : URL(fileURLWithPath: folder).appending(path: text).standardized.path
    }

    private mutating func log(_ node: SourceNode) -> BridgeConfiguration.Log {
        var log = BridgeConfiguration.Log()
        var reader = MappingReader(node)
        log.level = reader.choice("level", of: Logger.Level.self) ?? log.level
        log.format = reader.choice("format") ?? log.format
        problems += reader.finish()
        return log
    }

    private mutating func limits(_ node: SourceNode) -> BridgeConfiguration.Limits {
        var limits = BridgeConfiguration.Limits()
        var reader = MappingReader(node)
        limits.bytesInFlight = reader.byteCount("bytes_in_flight") ?? limits.bytesInFlight
        limits.requestDeadline = reader.duration("request_deadline") ?? limits.requestDeadline
        limits.stallTimeout = reader.duration("stall_timeout") ?? limits.stallTimeout
        limits.idleTimeout = reader.duration("idle_timeout") ?? limits.idleTimeout
        limits.connections = reader.integer("connections", in: 1...1_000_000) ?? limits.connections
        limits.waitingCommits = reader.integer("waiting_commits", in: 1...10_000_000) ?? limits.waitingCommits
        limits.storeBytes = reader.byteCount("store")
        limits.quarantine.requests =
            reader.integer("quarantined_requests", in: 0...1_000_000) ?? limits.quarantine.requests
        limits.quarantine.bytes = reader.byteCount("quarantine") ?? limits.quarantine.bytes
        problems += reader.finish()
        return limits
    }
}
