import AsyncHTTPClient
package import BridgeCore
package import Logging
import ServiceLifecycle

/// Delivers entries and looks up contacts: claims from the outbox, sends to Zyntro, records what came of it.
///
/// On graceful shutdown it claims nothing more, lets attempts in flight finish within the configured limit, cuts off the
/// rest and records them all.
package struct Courier: Service {
    private let configuration: CourierConfiguration
    private let outbox: any OutboxQueue
    private let lookups: any LookupQueue
    private let wall: any WallClock
    private let clock: any MonotonicClock
    private let table: ResponseTable
    private let logger: Logger
    private let mailbox: Mailbox

    /// Throws when the table of responses that is part of the program is not well formed.
    package init(
        configuration: CourierConfiguration,
        outbox: any OutboxQueue,
        lookups: any LookupQueue,
        logger: Logger,
        wall: any WallClock = SystemWallClock(),
        clock: any MonotonicClock = SystemMonotonicClock()
    ) throws {
        self.configuration = configuration
        self.outbox = outbox
        self.lookups = lookups
        self.wall = wall
        self.clock = clock
        self.logger = logger
        table = try ResponseTable()
        mailbox = Mailbox(clock: clock)
    }

    /// Puts other destinations in force: new ones are served, changed ones go on with what is in flight, and from those
    /// that are missing nothing more is claimed.
    package func update(destinations: [Destination]) { mailbox.reload(destinations) }

    package func run() async throws {
        let httpConfiguration = ZyntroClient.httpConfiguration(proxy: configuration.proxy)
        try await HTTPClient.withHTTPClient(configuration: httpConfiguration) { http in
            await withTaskCancellationHandler {
                await withGracefulShutdownHandler {
                    await deliver(through: ZyntroClient(http: http, wall: wall))
                } onGracefulShutdown: {
                    mailbox.stop()
                }
            } onCancel: {
                mailbox.cancel()
            }
        }
    }

    private func deliver(through client: ZyntroClient) async {
        let tasks = CourierTasks(
            client: client,
            table: table,
            lookups: lookups,
            mailbox: mailbox,
            wall: wall,
            clock: clock,
            logger: logger
        )
        var loop = CourierLoop(
            configuration: configuration,
            outbox: outbox,
            tasks: tasks,
            signals: CourierSignals(logger: logger)
        )
        await withDiscardingTaskGroup { group in
            group.addTask { [outbox, mailbox] in
                for await _ in outbox.wakeups() { mailbox.wake() }
            }
            await loop.run(in: &group)
            group.cancelAll()
        }
        mailbox.close()
    }
}
