package import AsyncHTTPClient
package import BridgeCore
import JSON
import NIOCore
import NIOHTTP1

/// Zyntro's API as the courier uses it. A call never throws: whatever happens is a ``Reply``.
///
/// Credentials are added here, at send time, and leave in the body alone.
package struct ZyntroClient: Sendable {
    /// Bytes of an answer that are read; Zyntro's documented answers are far below a kilobyte, a contact with notes is not.
    package static let answerLimit = 64 * 1024
    /// A look-up returns the contact with all its notes.
    package static let lookupAnswerLimit = 1024 * 1024

    private let http: HTTPClient
    private let wall: any WallClock

    package init(http: HTTPClient, wall: any WallClock = SystemWallClock()) {
        self.http = http
        self.wall = wall
    }

    /// Inserts the claimed entry into the contact's history: the one call that must not happen twice.
    package func addCommsHistory(_ claim: Claim, to destination: Destination) async -> Reply {
        let draft = claim.draft
        var facts = Composition.Facts(receivedAt: claim.receivedAt, reference: claim.entry)
        facts.contactName = claim.contactName
        facts.memberName = claim.memberName
        facts.possibleDuplicate = claim.unknowns > 0
        let composition = Composition(zone: destination.zone, format: destination.dataFormat)
        var body = credentials(of: destination)
        body["member_id"] = .string(claim.member.rawValue)
        body["contact_id"] = .string(claim.contact.rawValue)
        body["comms_type"] = .string(draft.commsType.rawValue)
        body["comms_data"] = composition.compose(draft, facts: facts)
        body["comms_source"] = .string(draft.commsSource)
        body["comms_sentiment"] = draft.sentiment.map(JSONValue.string)
        body["comms_next"] = draft.next.map(JSONValue.string)
        body["comms_status"] = draft.status.map(JSONValue.string)
        return await post(body, to: "/apis/v2/public/crm/addCommsHistory", of: destination, upTo: Self.answerLimit)
    }

    /// Asks for the first contact that `search` finds. A read: it may be repeated.
    package func lookupContact(_ search: String, in destination: Destination) async -> Reply {
        var body = credentials(of: destination)
        body["search_string"] = .string(search)
        return await post(body, to: "/apis/v2/public/crm/lookupContact", of: destination, upTo: Self.lookupAnswerLimit)
    }

    /// Creates the contact, or finds it by its preferred address where it is there already. Outreach by Zyntro's AI is
    /// switched off in both spellings that Zyntro's documentation uses, because its default is not documented.
    package func addContact(_ creation: ContactCreation, to destination: Destination) async -> Reply {
        var contact: JSONObject = ["firstName": .string(creation.firstName)]
        contact["lastName"] = creation.lastName.map(JSONValue.string)
        contact["primaryPhone"] = creation.phone.map { .string($0.e164) }
        contact["primaryEmail"] = creation.email.map { .string($0.normalized) }
        contact["auto_engage"] = false
        contact["autoEngage"] = false
        var body = credentials(of: destination)
        body["member_id"] = .string(creation.member.rawValue)
        body["mode"] = "upsert"
        if case .phone = creation.address { body["lookup_by"] = "phone" } else { body["lookup_by"] = "email" }
        body["contact"] = .object(contact)
        return await post(body, to: "/apis/v2/public/crm/addContactsFull", of: destination, upTo: Self.answerLimit)
    }

    private func credentials(of destination: Destination) -> JSONObject {
        [
            "api_key": .string(destination.apiKey.revealed),
            "developer_secret": .string(destination.developerSecret.revealed),
            "org_id": .string(destination.orgID),
        ]
    }

    private func post(
        _ object: JSONObject,
        to path: String,
        of destination: Destination,
        upTo limit: Int
    ) async -> Reply {
        let body = OneShotBody(ByteBuffer(bytes: JSONValue.object(object).serialized()))
        var request = HTTPClientRequest(url: destination.baseURL + path)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: "Accept", value: "application/json")
        request.headers.add(name: "User-Agent", value: "zyntro-bridge")
        request.body = .stream(body, length: .known(Int64(body.length)))
        do {
            let received = try await receive(request, within: destination.timeout, upTo: limit)
            if case .unknown(let reason) = received, body.withdraw() { return .notSent(reason: reason) }
            return received
        } catch {
            let reason = Self.reason(error, timeout: destination.timeout)
            return body.withdraw() ? .notSent(reason: reason) : .unknown(reason: reason)
        }
    }

    /// Head and body of one answer under one deadline; `execute` itself would let go at the head.
    private func receive(_ request: HTTPClientRequest, within timeout: Duration, upTo limit: Int) async throws -> Reply
    {
        let deadline = NIODeadline.now() + TimeAmount(timeout)
        let call = Task { try await readAnswer(to: request, deadline: deadline, upTo: limit) }
        // A timer of the event loop, because a cancelled `Task.sleep` keeps its memory until it would have ended.
        let timer = http.eventLoopGroup.any().scheduleTask(deadline: deadline) { call.cancel() }
        defer { timer.cancel() }
        do {
            return try await withTaskCancellationHandler(
                operation: { try await call.value },
                onCancel: { call.cancel() }
            )
        } catch is CancellationError where NIODeadline.now() >= deadline {
            throw HTTPClientError.deadlineExceeded
        }
    }

    private func readAnswer(to request: HTTPClientRequest, deadline: NIODeadline, upTo limit: Int) async throws -> Reply
    {
        let response = try await http.execute(request, deadline: deadline)
        let status = Int(response.status.code)
        var body = ByteBuffer()
        for try await var part in response.body {
            guard body.readableBytes + part.readableBytes <= limit else {
                return .unknown(reason: "HTTP \(status) with more than \(limit) bytes")
            }
            body.writeBuffer(&part)
        }
        try Task.checkCancellation()
        let retryAfter = response.headers.first(name: "Retry-After").flatMap { RetryAfter.parse($0, at: wall.now()) }
        return .read(httpStatus: status, retryAfter: retryAfter, body: Array(body.readableBytesView))
    }

    private static func reason(_ error: any Error, timeout: Duration) -> String {
        if let error = error as? HTTPClientError, error == .deadlineExceeded {
            return "no whole answer within \(timeout)"
        }
        if error is CancellationError { return "the courier was stopped during the call" }
        return AnswerText.shorten(String(describing: error))
    }
}

extension ZyntroClient {
    /// How connections to Zyntro are made: HTTP/1.1, TLS verified, no redirects (they would carry the credentials along).
    package static func httpConfiguration(proxy: CourierConfiguration.Proxy?) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.httpVersion = .http1Only
        configuration.timeout.connect = .seconds(10)
        // Slots bound what is in flight; a pool below them would turn waiting into a connect error.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 1024
        // Below the five seconds after which common servers close an idle connection under a request's feet.
        configuration.connectionPool.idleTimeout = .milliseconds(3500)
        // The courier waits and tries again by its own policy.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.proxy = proxy.map { .server(host: $0.host, port: $0.port) }
        return configuration
    }
}
