import Adapters
import BridgeCore
import Courier
import Logging
import Ops
import Receiver
import Storage

/// Everything `bridge.yaml` says, read strictly and checked; each property's key and default stand in
/// `deploy/bridge.example.yaml`.
struct BridgeConfiguration: Sendable {
    struct Admin: Sendable, Equatable {
        var listen = ListenAddress(host: "127.0.0.1", port: 8081)
        var tokens: [OpsToken] = []
    }

    struct Log: Sendable, Equatable {
        enum Format: String, CaseIterable, Sendable {
            case json, text
        }

        var level = Logger.Level.info
        var format = Format.json
    }

    struct Limits: Sendable, Equatable {
        var bytesInFlight = 256_000_000
        var requestDeadline = Duration.seconds(120)
        var stallTimeout = Duration.seconds(30)
        var idleTimeout = Duration.seconds(150)
        var connections = 16_384
        var waitingCommits = 10_000
        var storeBytes: Int?
        var quarantine = QuarantineLimits()
    }

    var listen = ListenAddress(host: "127.0.0.1", port: 8080)
    /// Nil where none that can be used is written.
    var publicURL: PublicURL?
    var trustedProxies = ["127.0.0.1/32", "::1/128"].compactMap(NetworkRange.init)
    var store = ""
    var adapters = ""
    var admin = Admin()
    var log = Log()
    var limits = Limits()
    var retention = RetentionTerms()
    var outboundProxy: CourierConfiguration.Proxy?
    var shutdownLimit = Duration.seconds(20)
    var destinations: [Destination] = []
    var hooks: [Hook] = []
    var places = Places()
}

extension BridgeConfiguration {
    /// Where in the file stands what can be judged only together with the adapters.
    struct Places: Sendable, Equatable {
        struct OfHook: Sendable, Equatable {
            let hook: SourcePlace
            let adapter: SourcePlace
            /// In the order of the hook's secrets.
            let secrets: [SourcePlace]
            let settings: [String: OfSetting]
        }

        struct OfSetting: Sendable, Equatable {
            let name: SourcePlace
            let value: SourcePlace
        }

        var hooks: [HookName: OfHook] = [:]
        /// Nil where the file leaves the default.
        var bytesInFlight: SourcePlace?
    }
}

/// Host and port of a listener, written `127.0.0.1:8080` or `[::1]:8080`.
struct ListenAddress: Sendable, Equatable, CustomStringConvertible {
    let host: String
    let port: Int

    init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port)
        else { return nil }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        guard !host.isEmpty else { return nil }
        self.init(host: host, port: port)
    }

    var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
}
