import Adapters
import BridgeCore
import Logging
import NIOCore
import NIOHTTP1

/// One connection: reads requests within the limits, hands each to the intake and writes its answer.
///
/// It works on NIO's HTTP parts and not behind Hummingbird's responder, because a limit is kept only by what can stop
/// reading and close the channel. Every method runs on the event loop of its channel.
final class HookController: ChannelInboundHandler, Caller {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private enum State {
        case waiting
        case reading
        /// Turned away; what is left of a small body is thrown away before the answer.
        case discarding(Rejection, left: Int)
        /// The intake is at work.
        case answering
        /// The last answer is written, or there will be none.
        case closing
    }

    private struct Exchange {
        let head: RequestHead
        let hook: ServedHook?
        let remote: NetworkAddress?
        let startedAt: NIODeadline
        var isComplete = false
    }

    /// Larger bodies are worked on by other threads, so that they do not hold up the connections of an event loop.
    private static let smallBody = 128 * 1024

    private let reception: Reception
    private let executor: EventLoopExecutor
    private let timer: ConnectionTimer
    private let peer: NetworkAddress?
    private let beginnings: BeginningHandler
    private var state = State.waiting
    private var exchange: Exchange?
    private var reader: BodyReader?
    private var isInputClosed = false
    private var context: ChannelHandlerContext?
    /// Among the open connections.
    private var place: Int?
    /// When the connection came, or when its last request was answered.
    private var idleSince = NIODeadline.now()
    private var date = HTTPDate()

    init(_ reception: Reception, channel: any Channel, beginnings: BeginningHandler) {
        self.reception = reception
        self.beginnings = beginnings
        executor = EventLoopExecutor(channel.eventLoop)
        timer = ConnectionTimer(channel.eventLoop)
        peer = channel.remoteAddress.flatMap(NetworkAddress.init)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        place = reception.connections.enter(self, on: context.eventLoop)
        timer.onExpiry = { [unowned self] in expire(context) }
        timer.arm(.now() + TimeAmount(reception.limits.stallTimeout))
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer.cancel()
        if let place { reception.connections.leave(place, on: context.eventLoop) }
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch (unwrapInboundIn(data), state) {
        case (.head(let head), .waiting):
            begin(RequestHead(head), context)
        case (.body(let part), .reading):
            if let rejection = reader?.append(part) { turnAway(rejection, context) }
        case (.body(let part), .discarding(let rejection, let left)):
            state = .discarding(rejection, left: left - part.readableBytes)
            if part.readableBytes > left { respond(rejection.answer(from: exchange?.hook), closing: true, context) }
        case (.end, .reading):
            exchange?.isComplete = true
            beginnings.hasBegun = false
            submit(context)
        case (.end, .discarding(let rejection, _)):
            exchange?.isComplete = true
            beginnings.hasBegun = false
            respond(rejection.answer(from: exchange?.hook), closing: false, context)
        case (.end, .closing):
            context.close(promise: nil)
        default:
            break
        }
    }

    /// Most requests are whole by now, and never need a deadline.
    func channelReadComplete(context: ChannelHandlerContext) {
        if let exchange, !exchange.isComplete {
            let whole = exchange.startedAt + TimeAmount(reception.limits.requestDeadline)
            timer.arm(min(whole, .now() + TimeAmount(reception.limits.stallTimeout)))
        }
        context.fireChannelReadComplete()
    }

    func channelInactive(context: ChannelHandlerContext) {
        abandon()
        timer.cancel()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .some(.inputClosed) = event as? ChannelEvent {
            isInputClosed = true
            guard case .answering = state else {
                abandon()
                context.close(promise: nil)
                return
            }
        }
        context.fireUserInboundEventTriggered(event)
    }

    /// What is not HTTP has been answered with a 400 by the handler before this one.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? HTTPParserError, error != .invalidEOFState {
            reception.strangers.count(.malformed)
            reception.logger.info(
                "closed a connection: its request is not valid HTTP",
                metadata: ["error": "\(error)", "remote": "\(peer?.description ?? "unknown")"]
            )
        } else {
            abandon()
        }
        state = .closing
        context.close(promise: nil)
    }
}

extension HookController {
    private func begin(_ head: RequestHead, _ context: ChannelHandlerContext) {
        let hook = reception.hook(of: head.target)
        let remote = reception.trustedProxies.caller(peer: peer, forwarded: head.forwarded)
        exchange = Exchange(head: head, hook: hook, remote: remote, startedAt: .now())
        if let rejection = reception.admission(of: head, to: hook) {
            turnAway(rejection, context)
            return
        }
        reader = BodyReader(limit: hook?.bodyLimit ?? 0, announced: head.contentLength, budget: reception.budget)
        state = .reading
        if head.expectsContinue {
            let go = HTTPResponseHead(version: .http1_1, status: .continue)
            context.writeAndFlush(wrapOutboundOut(.head(go)), promise: nil)
        }
    }

    /// Answers at once and closes where the body is too much to wait for, else after the body.
    private func turnAway(_ rejection: Rejection, _ context: ChannelHandlerContext) {
        guard let exchange else { return }
        reader = nil
        reception.note(rejection, exchange.head, exchange.hook, from: exchange.remote)
        let announced = exchange.head.contentLength ?? 0
        let drained = reception.limits.drainedBytes
        let isAtHead = if case .waiting = state { true } else { false }
        if isAtHead, !rejection.endsConnection, announced <= drained, !exchange.head.expectsContinue {
            state = .discarding(rejection, left: drained)
        } else {
            respond(rejection.answer(from: exchange.hook), closing: true, context)
        }
    }

    private func submit(_ context: ChannelHandlerContext) {
        guard let exchange, let hook = exchange.hook, let reader else { return }
        self.reader = nil
        state = .answering
        timer.disarm()
        let request = ReceivedRequest(
            head: exchange.head,
            hook: hook,
            body: reader.bytes,
            reservation: reader.reservation,
            remote: exchange.remote,
            receivedAt: reception.clock.now()
        )
        let eventLoop = context.eventLoop
        let bound = NIOLoopBound((controller: self, context: context), eventLoop: eventLoop)
        let isSmall = reader.bytes.count <= Self.smallBody && exchange.head.coding == .identity
        Task(executorPreference: isSmall ? executor : nil) { [reception] in
            let answer = await request.answer(in: reception)
            let finish = { @Sendable in bound.value.controller.finish(answer, bound.value.context) }
            if eventLoop.inEventLoop { finish() } else { eventLoop.execute(finish) }
        }
    }

    private func finish(_ answer: Answer, _ context: ChannelHandlerContext) {
        guard case .answering = state else { return }
        respond(answer, closing: false, context)
    }

    /// Writes an answer. The state changes first: writing the end may deliver the next request that is waiting.
    private func respond(_ answer: Answer, closing: Bool, _ context: ChannelHandlerContext) {
        guard let exchange else { return }
        self.exchange = nil
        reader = nil
        let now = NIODeadline.now()
        reception.metrics(of: exchange.hook).record(nanoseconds: (now - exchange.startedAt).nanoseconds)
        let closes = closing || isInputClosed || !exchange.head.isKeepAlive
        state = closes ? .closing : .waiting
        idleSince = now
        timer.arm(now + TimeAmount(closes ? reception.limits.linger : reception.limits.idleTimeout))
        let head = answer.head(closes: closes, date: date.text(at: reception.clock.now()))
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if !answer.body.isEmpty, exchange.head.method != "HEAD", answer.mayHaveBody {
            let body = context.channel.allocator.buffer(string: answer.body)
            context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        }
        guard closes else {
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            return
        }
        let channel = context.channel
        let mode: CloseMode = exchange.isComplete ? .all : .output
        context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in channel.close(mode: mode, promise: nil) }
    }

    private func expire(_ context: ChannelHandlerContext) {
        switch state {
        case .reading: turnAway(.tooSlow, context)
        case .discarding(let rejection, _): respond(rejection.answer(from: exchange?.hook), closing: true, context)
        case .waiting:
            if beginnings.hasBegun {
                reception.strangers.count(.tooSlow)
                reception.logger.info(
                    "turned a request away",
                    metadata: ["reason": "\(Rejection.tooSlow.reason)", "remote": "\(peer?.description ?? "unknown")"]
                )
                beginnings.answerTooSlow()
            }
            context.close(promise: nil)
        case .closing: context.close(promise: nil)
        case .answering: break
        }
    }

    /// Since when the caller owes a whole request; nil while one is being answered. Sixteen bytes of a body are worth a
    /// millisecond, so that a large mail does not count as an idle caller and a dripping one does.
    var owesSince: NIODeadline? {
        switch state {
        case .answering: nil
        case .reading: exchange.map { $0.startedAt + .milliseconds(Int64((reader?.bytes.count ?? 0) / 16)) }
        case .waiting, .discarding, .closing: idleSince
        }
    }

    /// Closes the connection because others need its room; a request that has begun is answered first.
    func expel() {
        guard let context else { return }
        if case .reading = state { turnAway(.overloaded, context) }
        context.close(promise: nil)
    }

    /// Forgets a request whose body will not come; nothing of it was stored.
    private func abandon() {
        if case .reading = state, let exchange {
            reception.metrics(of: exchange.hook).count(.cut)
            reception.logger.notice(
                "a request ended before its body did",
                metadata: [
                    "hook": "\(exchange.hook?.hook.name.rawValue ?? "")",
                    "remote": "\(exchange.remote?.description ?? "unknown")",
                ]
            )
        }
        exchange = nil
        reader = nil
        state = .closing
    }
}

extension Answer {
    /// RFC 9110 §6.4.1.
    fileprivate var mayHaveBody: Bool { status != 204 && status != 304 }

    fileprivate func head(closes: Bool, date: String) -> HTTPResponseHead {
        var fields = HTTPHeaders()
        fields.reserveCapacity(headers.count + 3)
        for field in headers { fields.add(name: field.name, value: field.value) }
        if mayHaveBody { fields.add(name: "content-length", value: String(body.utf8.count)) }
        fields.add(name: "date", value: date)
        if closes { fields.add(name: "connection", value: "close") }
        return HTTPResponseHead(version: .http1_1, status: HTTPResponseStatus(statusCode: status), headers: fields)
    }
}
