import NIOCore

/// What the parser says of bytes that were left when a connection closed reaches nobody. NIO would write a 400 to it, and
/// its pipeline handler ends the process in a debug build where that happens while the service stops.
final class LeftoverHandler: ChannelInboundHandler {
    typealias InboundIn = NIOAny

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard context.channel.isActive else { return }
        context.fireErrorCaught(error)
    }
}
