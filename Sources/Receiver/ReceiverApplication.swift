package import BridgeCore
import HummingbirdCore
package import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// Where the receiver listens and whom it believes.
package struct ReceiverConfiguration: Sendable {
    package var host: String
    /// 0 lets the system choose.
    package var port: Int
    package var publicURL: PublicURL
    package var trustedProxies: TrustedProxies
    package var limits: Limits

    package init(
        host: String = "127.0.0.1",
        port: Int,
        publicURL: PublicURL,
        trustedProxies: TrustedProxies = TrustedProxies(),
        limits: Limits = Limits()
    ) {
        self.host = host
        self.port = port
        self.publicURL = publicURL
        self.trustedProxies = trustedProxies
        self.limits = limits
    }
}

/// The public listener as a service. A graceful shutdown stops accepting and finishes the requests at hand.
package struct ReceiverApplication: Service {
    private let configuration: ReceiverConfiguration
    private let reception: Reception
    private let onServerRunning: @Sendable (Int) async -> Void

    /// `onServerRunning` hears the port as soon as connections are accepted.
    package init(
        configuration: ReceiverConfiguration,
        hooks: HookTable,
        eventLog: any EventLog,
        confirmations: any SubscriptionConfirming = NoConfirmations(),
        refusals: any RefusalKeeping = NoRefusalsKept(),
        ids: RecordIDGenerator,
        clock: any WallClock,
        logger: Logger,
        onServerRunning: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.configuration = configuration
        self.onServerRunning = onServerRunning
        reception = Reception(
            limits: configuration.limits,
            hooks: hooks,
            intake: Intake(
                eventLog: eventLog,
                confirmations: confirmations,
                refusals: refusals,
                ids: ids,
                logger: logger
            ),
            publicURL: configuration.publicURL,
            trustedProxies: configuration.trustedProxies,
            budget: ByteBudget(capacity: configuration.limits.bytesInFlight),
            connections: OpenConnections(
                MultiThreadedEventLoopGroup.singleton,
                limits: configuration.limits,
                logger: logger
            ),
            clock: clock,
            logger: logger
        )
    }

    /// - Throws: ``ReceiverError`` where the address cannot be listened on.
    package func run() async throws {
        let server = Server(
            childChannelSetup: HookChannel(reception: reception),
            configuration: ServerConfiguration(
                address: .hostname(configuration.host, port: configuration.port),
                backlog: configuration.limits.backlog,
                availableConnectionsDelegate: .maximum(
                    configuration.limits.connections + Limits.connectionsBeyond,
                    logger: reception.logger
                )
            ),
            onServerRunning: { [onServerRunning, configuration] channel in
                await onServerRunning(channel.localAddress?.port ?? configuration.port)
            },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: reception.logger
        )
        do {
            try await server.run()
        } catch {
            throw ReceiverError(
                host: configuration.host,
                port: configuration.port,
                cause: "\(error)",
                code: (error as? IOError)?.errnoCode
            )
        }
    }
}

/// The receiver cannot listen.
package struct ReceiverError: Error, Sendable, CustomStringConvertible {
    package let host: String
    package let port: Int
    package let cause: String
    /// Of errno; nil where the system gave none.
    package let code: Int32?

    package var description: String {
        "cannot listen on \(host):\(port): \(cause); choose another address or stop what uses this one"
    }
}
