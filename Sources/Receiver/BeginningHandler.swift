import NIOCore

/// Knows whether a request has begun of which the parser tells nothing yet, since its head is not whole: who then is too
/// slow hears so, and who only kept a connection open does not.
///
/// It stands before the parser, and writes to the socket itself: what stands behind writes no answer without a request.
final class BeginningHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Bytes came since the last request was whole.
    var hasBegun = false
    private var context: ChannelHandlerContext?

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if !hasBegun {
            // A blank line before a request is none of it (RFC 9112 §2.2).
            hasBegun = unwrapInboundIn(data).readableBytesView.contains { $0 != 0x0D && $0 != 0x0A }
        }
        context.fireChannelRead(data)
    }

    func answerTooSlow() {
        guard let context else { return }
        let answer = "HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
    }
}
