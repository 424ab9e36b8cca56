import BridgeCore
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import InMemoryLogging
import JSON
import Logging
import Ops
import Synchronization
import TestSupport

/// The operators' listener over doubles, asked through its router.
struct OpsBench: Sendable {
    static let viewer = OpsToken(name: "wall", role: .viewer, secret: Secret("viewer-token"))
    static let `operator` = OpsToken(name: "ada", role: .operator, secret: Secret("operator-token"))

    let store: MemoryStore
    let assembly = AssemblyDouble()
    let quarantine = QuarantineDouble()
    let registry = PrometheusRegistry()
    let clock = ManualWallClock(.sample)
    let log = InMemoryLogHandler()
    var configuration = OpsConfiguration(tokens: [Self.viewer, Self.operator], version: "1.2.3")

    /// Every log line with its fields, as text.
    var logLines: [String] {
        log.entries.map { entry in
            let fields = entry.metadata.filter { $0.key != "hb.request.id" }.sorted { $0.key < $1.key }
            return "\(entry.level) \(entry.message)" + fields.map { " \($0.key)=\($0.value)" }.joined()
        }
    }

    init(_ state: MemoryStore.State = .sample) { store = MemoryStore(state) }

    func application(port: Int = 8081) -> some ApplicationProtocol {
        var configuration = configuration
        configuration.port = port
        return buildOps(
            configuration: configuration,
            store: store,
            registry: registry,
            reloading: assembly,
            hooks: assembly,
            quarantine: QuarantineAccess(store: quarantine, rechecking: quarantine),
            clock: clock,
            logger: Logger(label: "ops") { [log] _ in log }
        )
    }

    /// One request with that token; a body makes it JSON.
    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        as token: OpsToken? = Self.operator,
        body: String? = nil,
        headers: HTTPFields = [:]
    ) async throws -> OpsReply {
        var fields = headers
        if let token { fields[.authorization] = "Bearer \(token.secret.revealed)" }
        if method == .post, fields[.contentType] == nil { fields[.contentType] = "application/json" }
        return try await application().test(.router) { [fields] client in
            let response = try await client.executeRequest(
                uri: path,
                method: method,
                headers: fields,
                body: body.map { ByteBuffer(string: $0) }
            )
            return OpsReply(status: response.status, headers: response.headers, text: String(buffer: response.body))
        }
    }
}

struct OpsReply: Sendable {
    let status: HTTPResponse.Status
    let headers: HTTPFields
    let text: String

    var json: JSONValue {
        get throws { try JSONParser().parse(text: text).value }
    }

    var errorCode: String? {
        get throws { try json["error"]?["code"]?.string }
    }

    var errorMessage: String {
        get throws { try json["error"]?["message"]?.string ?? "" }
    }
}

/// What the assembly tells the listener.
final class AssemblyDouble: Reloading, HookOverview {
    let report = Mutex<ReloadReport?>(nil)
    let receiving = Mutex(true)
    let reloads = Mutex(0)

    func reload() async -> ReloadReport {
        reloads.withLock { $0 += 1 }
        return report.withLock { $0 }
            ?? ReloadReport(succeeded: true, problems: [], changedAdapters: ["callrail"], hooks: 1)
    }

    func lastReload() async -> ReloadReport? { report.withLock { $0 } }

    func hooks() -> [HookStatus] {
        [
            HookStatus(
                name: HookName("twilio-sms"),
                adapter: "twilio-messaging",
                adapterVersion: "4f2a",
                destination: DestinationName("main"),
                url: "https://hooks.example.com/hooks/twilio-sms",
                isDry: false
            )
        ]
    }

    func isReceiving() -> Bool { receiving.withLock { $0 } }

    func region(of destination: DestinationName) -> String? { destination.rawValue == "main" ? "US" : nil }
}
