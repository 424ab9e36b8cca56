import NIOCore
import NIOPosix
import Synchronization

/// A TCP connection that sends exactly the bytes of a test and keeps what comes back.
final class RawConnection: Sendable {
    private let channel: any Channel
    private let inbox = Inbox()

    init(port: Int) async throws {
        channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { [inbox] channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Collector(inbox))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
    }

    deinit { channel.close(promise: nil) }

    func send(_ bytes: [UInt8]) async throws { try await channel.writeAndFlush(ByteBuffer(bytes: bytes)).get() }

    /// Ends the connection at once, as a caller does who is cut off.
    func close() async throws { try await channel.close().get() }

    var isClosed: Bool { inbox.state.withLock { $0.isClosed } }
    var received: String { inbox.state.withLock { $0.text } }

    /// The status of the first answer, as soon as it is there; nil where the connection closes without one.
    func status(within limit: Duration = .seconds(60)) async throws -> Int? {
        try await wait(for: "an answer", within: limit) { received.contains("\r\n\r\n") || isClosed }
        return received.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    }

    private final class Inbox: Sendable {
        struct State {
            var text = ""
            var isClosed = false
        }

        let state = Mutex(State())
    }

    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let inbox: Inbox

        init(_ inbox: Inbox) { self.inbox = inbox }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let text = String(buffer: unwrapInboundIn(data))
            inbox.state.withLock { $0.text += text }
        }

        func channelInactive(context: ChannelHandlerContext) { inbox.state.withLock { $0.isClosed = true } }
        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}
