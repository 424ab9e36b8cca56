import NIOCore
import NIOPosix

/// A client that shows the bytes of an answer even when the answer is cut short.
enum RawConnection {
    private final class Collector: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer
        private let text: NIOLoopBound<Box>

        private final class Box {
            var text = ""
        }

        private let whole: EventLoopPromise<String>

        init(on loop: any EventLoop, whole: EventLoopPromise<String>) {
            text = NIOLoopBound(Box(), eventLoop: loop)
            self.whole = whole
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            text.value.text += String(buffer: unwrapInboundIn(data))
        }

        func channelInactive(context: ChannelHandlerContext) {
            whole.succeed(text.value.text)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }

    /// Posts the body and returns everything received until the server closes the connection.
    static func exchange(port: Int, path: String, body: ByteBuffer) async throws -> String {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let whole = loop.makePromise(of: String.self)
        let channel: any Channel
        do {
            channel = try await ClientBootstrap(group: loop)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(Collector(on: channel.eventLoop, whole: whole))
                    }
                }
                .connect(host: "localhost", port: port)
                .get()
        } catch {
            whole.fail(error)
            throw error
        }
        let head = "POST \(path) HTTP/1.1\r\nhost: localhost\r\ncontent-length: \(body.readableBytes)\r\n\r\n"
        var request = ByteBuffer(string: head)
        request.writeImmutableBuffer(body)
        try await channel.writeAndFlush(request)
        return try await whole.futureResult.get()
    }
}
