import Foundation
import Synchronization
import TestSupport

/// A sandbox and a bridge as real processes on loopback, with a folder of their own; both are gone when this is.
final class Stage: Sendable {
    static let publicURL = "https://hooks.example.com"
    static let adminToken = "stage-admin-token"
    static let member = "d0000000-0000-4000-8000-000000000001"
    static let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// What a test changes in `bridge.yaml` and in the sandbox's flags.
    struct Settings: Sendable {
        var limits = ""
        var log = "level: info"
        var apiKey = "sandbox-api-key"
        var developerSecret = "zdk_sandbox"
        var adminToken = Stage.adminToken
        var twilioToken = Webhook.twilioToken
        var postmarkPassword = Webhook.postmarkPassword
        var callRailKey = Webhook.callRailKey
        var adapters = Stage.repository.appending(path: "adapters").path
        /// Lines of YAML under `destinations.main:`, indented by four.
        var destination = ""
        /// Lines of YAML under `hooks:`.
        var hooks = ""
        var sandboxFlags: [String] = []
    }

    struct WebAnswer: Sendable {
        let status: Int
        let headers: [String: String]
        let body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }
    }

    let folder: TemporaryDirectory
    let port: Int
    let adminPort: Int
    let sandboxPort: Int
    private let settings: Mutex<Settings>
    private let programs = Mutex<[String: Program]>([:])

    init(_ settings: Settings = Settings()) throws {
        folder = try TemporaryDirectory()
        port = try Ports.take()
        adminPort = try Ports.take()
        sandboxPort = try Ports.take()
        self.settings = Mutex(settings)
        try writeConfiguration()
    }

    deinit { programs.withLock { $0 = [:] } }

    /// A stage with both services accepting requests.
    static func running(_ settings: Settings = Settings()) async throws -> Stage {
        let stage = try Stage(settings)
        try await stage.startSandbox()
        try await stage.startBridge()
        return stage
    }

    var currentSettings: Settings { settings.withLock { $0 } }
    var configurationPath: String { folder.path("bridge.yaml") }
    var log: String {
        String(
            decoding: FileManager.default.contents(atPath: folder.path("zyntro-bridge.log")) ?? Data(),
            as: UTF8.self
        )
    }

    /// Writes `bridge.yaml` anew; the bridge sees it after a reload or a restart.
    func change(_ body: (inout Settings) -> Void) throws {
        settings.withLock { body(&$0) }
        try writeConfiguration()
    }

    private func writeConfiguration() throws {
        let text = settings.withLock { configuration($0) }
        try Data(text.utf8).write(to: URL(fileURLWithPath: configurationPath))
    }

    private func configuration(_ settings: Settings) -> String {
        """
        listen: 127.0.0.1:\(port)
        public_url: \(Self.publicURL)
        store: bridge.sqlite
        adapters: \(settings.adapters)
        admin:
          listen: 127.0.0.1:\(adminPort)
          tokens: [{ name: stage, role: operator, token: \(settings.adminToken) }]
        log: { \(settings.log) }
        limits: { \(settings.limits) }
        destinations:
          main:
            url: http://127.0.0.1:\(sandboxPort)
            org_id: a0000000-0000-4000-8000-000000000001
            api_key: \(settings.apiKey)
            developer_secret: \(settings.developerSecret)
            default_member: \(Self.member)
            entries_per_contact_and_hour: unlimited
            pace: { concurrency: 8, per_second: unlimited }
            timeout: 10s
        \(settings.destination)
        hooks:
          texts: { adapter: twilio-messaging, destination: main, secrets: ["\(settings.twilioToken)"] }
          mail: { adapter: postmark, destination: main, secrets: ["\(settings.postmarkPassword)"] }
          calls: { adapter: callrail, destination: main, secrets: ["\(settings.callRailKey)"] }
        \(settings.hooks)
        """
    }
}

extension Stage {
    func startSandbox() async throws {
        let flags = settings.withLock { $0.sandboxFlags }
        let program = try Program(
            "zyntro-sandbox",
            ["--listen", "127.0.0.1:\(sandboxPort)"] + flags,
            in: folder.url
        )
        programs.withLock { $0["sandbox"] = program }
        _ = try await program.readyLine()
    }

    @discardableResult
    func startBridge(flags: [String] = []) async throws -> Program {
        let program = try Program("zyntro-bridge", ["serve", "--config", configurationPath] + flags, in: folder.url)
        programs.withLock { $0["bridge"] = program }
        do {
            _ = try await program.readyLine()
        } catch {
            throw NotReached(description: "\(error): \(log.suffix(2_000))")
        }
        return program
    }

    func killSandbox() async throws { try await programs.withLock { $0["sandbox"] }?.killNow() }
    func killBridge() async throws { try await programs.withLock { $0["bridge"] }?.killNow() }

    /// Asks the bridge to end and returns its exit status.
    func stopBridge() async throws -> Int32? {
        let program = programs.withLock { $0["bridge"] }
        program?.send(SIGTERM)
        return try await program?.exitStatus()
    }

    /// Runs `zyntro-bridge` with these arguments and this stage's configuration.
    func command(_ arguments: String...) async throws -> Program.Result {
        try await Program.run("zyntro-bridge", arguments + ["--config", configurationPath])
    }

    /// Resident memory of the bridge at its highest so far, in bytes; nil where the system does not say.
    var peakMemory: Int? {
        guard let identifier = programs.withLock({ $0["bridge"] })?.identifier,
            let status = try? String(contentsOfFile: "/proc/\(identifier)/status", encoding: .utf8),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") })
        else { return nil }
        return Int(line.filter(\.isNumber)).map { $0 * 1024 }
    }
}
