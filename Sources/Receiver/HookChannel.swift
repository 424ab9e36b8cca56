import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// How Hummingbird's server sets up a connection: NIO's HTTP/1 with our limits, and a ``HookController`` behind it.
struct HookChannel: ServerChildChannel {
    struct Connection: ServerChildChannelValue {
        let channel: any Channel
    }

    let reception: Reception

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Connection> {
        channel.eventLoop.makeCompletedFuture {
            var limits = NIOHTTPDecoderLimitConfiguration()
            limits.maxHeaderFieldCount = reception.limits.headerCount
            limits.maxHeaderFieldSize = reception.limits.headerSize
            limits.maxHeaderListSize = reception.limits.headerListSize
            let beginnings = BeginningHandler()
            try channel.pipeline.syncOperations.addHandler(beginnings)
            // A caller that does not read its answers is not read from either.
            try channel.pipeline.syncOperations.addHandler(BackPressureHandler())
            try channel.pipeline.syncOperations.configureHTTPServerPipeline(
                withPipeliningAssistance: true,
                withErrorHandling: true,
                withOutboundHeaderValidation: true,
                withEncoderConfiguration: .init(),
                withDecoderLimitConfiguration: limits
            )
            let pipelining = try channel.pipeline.syncOperations.handler(type: HTTPServerPipelineHandler.self)
            try channel.pipeline.syncOperations.addHandler(LeftoverHandler(), position: .before(pipelining))
            try channel.pipeline.syncOperations.addHandler(
                HookController(reception, channel: channel, beginnings: beginnings)
            )
            return Connection(channel: channel)
        }
    }

    /// The controller does the work; this keeps the server from ending before the connection has.
    func handle(value: Connection, logger: Logger) async {
        await withTaskCancellationHandler {
            do {
                try await value.channel.closeFuture.get()
            } catch {
                logger.debug("a connection closed with an error", metadata: ["error": "\(error)"])
            }
        } onCancel: {
            value.channel.close(promise: nil)
        }
    }
}
