import BridgeCore
import Logging
import Ops
import Receiver
import Storage

extension BridgeAssembly {
    /// The configuration was not read from a file, which would have been refused.
    struct NoPublicURL: Error, CustomStringConvertible {
        var description: String { "public_url is missing" }
    }

    var storeConfiguration: StoreConfiguration {
        StoreConfiguration(
            waitingLimit: configuration.limits.waitingCommits,
            maximumPages: configuration.limits.storeBytes.map { max(1, $0 / 4096) },
            acceptsShortLog: acceptsShortLog,
            quarantine: configuration.limits.quarantine,
            retention: configuration.retention
        )
    }

    var opsConfiguration: OpsConfiguration {
        OpsConfiguration(
            host: configuration.admin.listen.host,
            port: configuration.admin.listen.port,
            tokens: configuration.admin.tokens,
            version: BuildVersion.current
        )
    }

    func receiverConfiguration() throws -> ReceiverConfiguration {
        guard let publicURL = configuration.publicURL else { throw NoPublicURL() }
        var limits = Limits()
        limits.bytesInFlight = configuration.limits.bytesInFlight
        limits.requestDeadline = configuration.limits.requestDeadline
        limits.stallTimeout = configuration.limits.stallTimeout
        limits.idleTimeout = configuration.limits.idleTimeout
        limits.connections = connections(within: OpenFiles.raiseLimit())
        return ReceiverConfiguration(
            host: configuration.listen.host,
            port: configuration.listen.port,
            publicURL: publicURL,
            trustedProxies: TrustedProxies(configuration.trustedProxies),
            limits: limits
        )
    }

    /// A listener without a file for the next connection would answer nobody, so it takes no more than fit.
    private func connections(within openFiles: Int) -> Int {
        let wanted = configuration.limits.connections
        let connections = OpenFiles.connections(wanted, within: openFiles)
        if connections < wanted {
            logger.warning(
                "fewer connections than limits.connections: raise the limit of open files (LimitNOFILE, ulimit -n)",
                metadata: [
                    "connections": "\(connections)", "limits.connections": "\(wanted)", "open_files": "\(openFiles)",
                ]
            )
        }
        return connections
    }
}
