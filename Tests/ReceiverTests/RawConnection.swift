import NIOCore
import NIOPosix
import Synchronization

/// A TCP connection that sends exactly the bytes of a test.
final class RawConnection {
    struct Response {
        let status: Int
        let headers: [String: String]
        let body: String
    }

    struct ClosedEarly: Error {}

    private let channel: any Channel
    private let counter = ByteCounter()
    private var incoming: AsyncStream<ByteBuffer>.Iterator
    private var received = ""

    /// `reads` is false for a caller that takes no answer.
    init(port: Int, reads: Bool = true) async throws {
        let (stream, continuation) = AsyncStream.makeStream(of: ByteBuffer.self)
        channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.autoRead, value: reads)
            .connectTimeout(.seconds(120))
            .channelInitializer { [counter] channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Collector(continuation, counter))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        incoming = stream.makeAsyncIterator()
    }

    deinit { channel.close(promise: nil) }

    /// Sends from another task than the one that reads.
    var sender: @Sendable (String) async throws -> Void {
        { [channel] text in try await channel.writeAndFlush(ByteBuffer(string: text)).get() }
    }

    func send(_ text: String) async throws { try await send(ByteBuffer(string: text)) }
    func send(_ bytes: [UInt8]) async throws { try await send(ByteBuffer(bytes: bytes)) }
    func close() async throws { try await channel.close().get() }
    func finishSending() async throws { try await channel.close(mode: .output).get() }

    var bytesReceived: Int { counter.bytes.load(ordering: .relaxed) }

    private func send(_ buffer: ByteBuffer) async throws { try await channel.writeAndFlush(buffer).get() }

    /// The next response; the connection may stay open.
    func response() async throws -> Response {
        while true {
            if let response = takeResponse() { return response }
            guard let buffer = await incoming.next() else { throw ClosedEarly() }
            received += String(buffer: buffer)
        }
    }

    /// What else arrives until the other side closes.
    func untilClosed() async -> String {
        while let buffer = await incoming.next() { received += String(buffer: buffer) }
        defer { received = "" }
        return received
    }

    private func takeResponse() -> Response? {
        guard let end = received.range(of: "\r\n\r\n") else { return nil }
        let lines = received[..<end.lowerBound].split(separator: "\r\n")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            headers[parts[0].lowercased()] = parts[1].drop { $0 == " " }.description
        }
        let length = Int(headers["content-length"] ?? "0") ?? 0
        let rest = received[end.upperBound...].utf8
        guard rest.count >= length, let status = Int(lines[0].split(separator: " ")[1]) else { return nil }
        let body = String(decoding: rest.prefix(length), as: UTF8.self)
        received = String(decoding: rest.dropFirst(length), as: UTF8.self)
        return Response(status: status, headers: headers, body: body)
    }

    private final class ByteCounter: Sendable {
        let bytes = Atomic<Int>(0)
    }

    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let continuation: AsyncStream<ByteBuffer>.Continuation

        private let counter: ByteCounter

        init(_ continuation: AsyncStream<ByteBuffer>.Continuation, _ counter: ByteCounter) {
            self.continuation = continuation
            self.counter = counter
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let buffer = unwrapInboundIn(data)
            counter.bytes.wrappingAdd(buffer.readableBytes, ordering: .relaxed)
            continuation.yield(buffer)
        }

        func channelInactive(context: ChannelHandlerContext) { continuation.finish() }
        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}

extension String {
    fileprivate func range(of needle: String) -> Range<String.Index>? {
        var start = startIndex
        while let found = self[start...].firstIndex(of: needle.first ?? " ") {
            if self[found...].hasPrefix(needle) { return found..<index(found, offsetBy: needle.count) }
            start = index(after: found)
        }
        return nil
    }
}
