package import BridgeCore

/// Where the operators' listener is, who may use it, and what it says of itself.
package struct OpsConfiguration: Sendable {
    /// Address to bind to. Everything here is plain HTTP: keep it on loopback, or put a TLS proxy in front.
    package var host: String
    /// 0 lets the system choose.
    package var port: Int
    /// Without any the admin API is off; health and metrics are served all the same.
    package var tokens: [OpsToken]
    /// Further origins (`https://ops.example.com`) whose pages may change things, for a listener behind a proxy.
    package var origins: [String]
    /// The program's version, as `/api/v1/status` and `bridge_info` show it.
    package var version: String

    package init(
        host: String = "127.0.0.1",
        port: Int = 8081,
        tokens: [OpsToken] = [],
        origins: [String] = [],
        version: String
    ) {
        self.host = host
        self.port = port
        self.tokens = tokens
        self.origins = origins
        self.version = version
    }

    var isLoopback: Bool { Self.loopbackHosts.contains(host) || host.hasPrefix("127.") }

    static let loopbackHosts: Set<String> = ["localhost", "127.0.0.1", "::1"]
}

/// A named credential of the admin API.
package struct OpsToken: Sendable, Equatable {
    /// What its holder may do; a later case may do all that an earlier one may.
    package enum Role: String, Sendable, CaseIterable {
        /// Reads lists, states and reasons, never what a message says.
        case viewer
        /// Reads contents and changes things.
        case `operator`
    }

    /// Stands in audit lines and beside what its holder did.
    package let name: String
    package let role: Role
    package let secret: Secret

    package init(name: String, role: Role, secret: Secret) {
        self.name = name
        self.role = role
        self.secret = secret
    }
}
