import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// A stand-in of Zyntro's API in memory: its endpoints with faults, its timeline and the switches of a trial.
struct SandboxApplication: Sendable {
    /// Zyntro's limit is unknown; this one only keeps a stray upload out of memory.
    private static let maximumBodySize = 4 << 20

    let timeline: Timeline
    let book: ContactBook
    let faults: FaultSwitch
    private let api: ZyntroAPI

    init(_ settings: SandboxSettings = SandboxSettings()) {
        timeline = Timeline(keep: settings.keep, firstID: settings.firstID, journal: settings.journal)
        book = ContactBook(settings.seed)
        faults = FaultSwitch(settings.faults)
        api = ZyntroAPI(
            rules: settings.rules,
            book: book,
            timeline: timeline,
            lookupShape: settings.lookupShape,
            phoneFormat: settings.phoneFormat
        )
    }

    /// The sandbox as a service on that address; `onServerRunning` gets the listening channel.
    func application(
        address: BindAddress = .hostname("127.0.0.1", port: 0),
        logger: Logger? = nil,
        onServerRunning: @escaping @Sendable (any Channel) async -> Void = { _ in }
    ) -> some ApplicationProtocol {
        Application(
            router: router(),
            configuration: ApplicationConfiguration(address: address, serverName: "zyntro-sandbox", backlog: 1_024),
            onServerRunning: onServerRunning,
            logger: logger
        )
    }

    private func router() -> Router<SandboxContext> {
        let router = Router(context: SandboxContext.self)
        router.add(middleware: WebServerErrors())
        addZyntro(to: router)
        addTrialControls(to: router)
        return router
    }

    private func addZyntro(to router: Router<SandboxContext>) {
        let crm = router.group("apis/v2/public/crm")
        add("addCommsHistory", to: crm) { try api.addCommsHistory($0) }
        add("lookupContact", to: crm) { try api.lookupContact($0) }
        add("addContactsFull", to: crm) { try api.addContactsFull($0) }
        add("fetchContact", to: crm) { try api.fetchContact($0) }
        add("fetchIdentifiers", to: router.group("apis/v2/public/developers")) { try api.fetchIdentifiers($0) }
        add("fetchMembers", to: router.group("public/account")) { try api.fetchMembers($0) }
    }

    private func add(
        _ name: String,
        to group: RouterGroup<SandboxContext>,
        handler: @escaping @Sendable (Call) throws -> Answer
    ) {
        group.post(RouterPath(name)) { request, context in
            let call = try await Self.call(request, context)
            let carryOut: @Sendable () throws -> Answer = {
                do {
                    return try handler(call)
                } catch let refusal as Refusal {
                    return try .error(refusal.messages)
                }
            }
            switch faults.next(for: name, about: call.text("contact_id"), at: .now) {
            case .pass:
                let answer = try carryOut()
                faults.note(answer, of: name)
                return answer.response
            case .limit(let seconds): return Self.tooMany(retryAfter: seconds)
            case .meet(let met):
                let earlier = faults.earlierAnswer(of: name)
                return try await met.respond(carryOut, earlier: earlier, closing: context.channel)
            }
        }
    }

    private static func call(_ request: Request, _ context: SandboxContext) async throws -> Call {
        let body = try await request.body.collect(upTo: maximumBodySize)
        return Call(body: Array(body.readableBytesView), remoteAddress: context.channel.remoteAddress?.ipAddress)
    }

    private static func tooMany(retryAfter seconds: Int) -> Response {
        var response = Answer.page(.tooManyRequests).response
        response.headers[.retryAfter] = String(seconds)
        return response
    }
}

/// Answers unknown paths and methods, and everything else that is thrown, with a page as a web server does.
private struct WebServerErrors: RouterMiddleware {
    func handle(
        _ request: Request,
        context: SandboxContext,
        next: (Request, SandboxContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPError where error.body == nil {
            return Answer.page(error.status).response
        }
    }
}
