import Adapters
import BridgeCore
import Foundation
import Logging
import Ops

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
            let problems = (placeholders.problems + reader.problems).map(placeholders.concealing)
            return Result(configuration: configuration, problems: problems.sorted { $0.place.line < $1.place.line })
        } catch {
            return Result(configuration: BridgeConfiguration(), problems: [error])
        }
    }

    private init(folder: String) { self.folder = folder }

    mutating func report(_ more: [SourceProblem]) { problems += more }

    private mutating func read(_ node: SourceNode) -> BridgeConfiguration {
        var configuration = BridgeConfiguration()
        var root = MappingReader(node)
        configuration.listen = listen("listen", in: &root) ?? configuration.listen
        configuration.publicURL = publicURL(in: &root)
        configuration.trustedProxies = root.strings("trusted_proxies") ?? configuration.trustedProxies
        configuration.store = path(root.required("store") ?? "")
        configuration.adapters = path(root.required("adapters") ?? "")
        configuration.outboundProxy = root.string("outbound_proxy")
        configuration.shutdownLimit = root.duration("shutdown_limit") ?? configuration.shutdownLimit
        if let admin = root.mapping("admin") { configuration.admin = self.admin(admin) }
        if let log = root.mapping("log") { configuration.log = self.log(log) }
        if let limits = root.mapping("limits") { configuration.limits = self.limits(limits) }
        if let retention = root.mapping("retention") { configuration.retention = self.retention(retention) }
        configuration.destinations = destinations(in: &root)
        configuration.hooks = hooks(in: &root, destinations: configuration.destinations)
        problems += root.finish()
        return configuration
    }

    private func path(_ text: String) -> String {
        text.isEmpty || text.hasPrefix("/")
            ? text : URL(fileURLWithPath: folder).appending(path: text).standardized.path
    }

    private mutating func listen(_ key: String, in reader: inout MappingReader) -> ListenAddress? {
        guard let text = reader.string(key) else { return nil }
        guard let address = ListenAddress(text) else {
            reader.report(
                reader.valuePlace(key),
                "\"\(text)\" is not an address to listen on",
                mend: "write host:port, such as 127.0.0.1:8080"
            )
            return nil
        }
        return address
    }

    private func publicURL(in reader: inout MappingReader) -> String {
        guard var text = reader.required("public_url") else { return "" }
        while text.hasSuffix("/") { text.removeLast() }
        guard let url = URL(string: text), let scheme = url.scheme, ["http", "https"].contains(scheme),
            url.host() != nil,
            url.path().isEmpty, url.query() == nil
        else {
            reader.report(
                reader.valuePlace("public_url"),
                "public_url must be a scheme, a host and a port if it is not the usual one",
                mend: "write https://hooks.example.com; the path /hooks/<name> is added by the bridge"
            )
            return ""
        }
        return text
    }

    private mutating func admin(_ node: SourceNode) -> BridgeConfiguration.Admin {
        var admin = BridgeConfiguration.Admin()
        var reader = MappingReader(node)
        admin.listen = listen("listen", in: &reader) ?? admin.listen
        for element in reader.list("tokens") ?? [] {
            var token = MappingReader(element)
            let name = token.required("name")
            let role = token.choice("role", of: OpsToken.Role.self)
            if let name, let secret = secret("token", in: &token) {
                admin.tokens.append(OpsToken(name: name, role: role ?? .viewer, secret: secret))
            }
            problems += token.finish()
        }
        problems += reader.finish()
        return admin
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
