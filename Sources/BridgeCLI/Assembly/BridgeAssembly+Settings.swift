import BridgeCore
import Courier
import Foundation
import Logging
import Ops
import Receiver
import Storage

extension BridgeAssembly {
    /// A setting whose form only the part that uses it knows.
    struct SettingError: Error, CustomStringConvertible {
        let description: String
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
        guard let publicURL = PublicURL(configuration.publicURL) else {
            throw SettingError(description: "public_url is not a web address: \(configuration.publicURL)")
        }
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
            trustedProxies: TrustedProxies(try configuration.trustedProxies.map(networkRange)),
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

    private func networkRange(_ text: String) throws -> NetworkRange {
        guard let range = NetworkRange(text) else {
            throw SettingError(
                description: "trusted_proxies: \"\(text)\" is no address range; write 10.0.0.0/8 or ::1/128"
            )
        }
        return range
    }

    func proxy() throws -> CourierConfiguration.Proxy? {
        guard let text = configuration.outboundProxy else { return nil }
        guard let url = URL(string: text), url.scheme == "http", let host = url.host() else {
            throw SettingError(description: "outbound_proxy: \"\(text)\" is no proxy; write http://host:port")
        }
        return CourierConfiguration.Proxy(host: host, port: url.port ?? 3128)
    }
}
