import AsyncHTTPClient
import BridgeCore
import Courier
import JSON
import NIOCore
import NIOPosix
import Testing

/// Three outcomes over real sockets: not sent, answered, unknown.
@Suite(.timeLimit(.minutes(1)))
struct ZyntroClientTests {
    private func send(
        to baseURL: String,
        timeout: Duration = .seconds(20)
    ) async throws -> Reply {
        let claim = try Fixture.claim()
        let configuration = ZyntroClient.httpConfiguration(proxy: nil)
        return try await HTTPClient.withHTTPClient(configuration: configuration) { http in
            await ZyntroClient(http: http)
                .addCommsHistory(claim, to: Fixture.destination(baseURL: baseURL, timeout: timeout))
        }
    }

    private func reply(to act: ScriptedZyntro.Act, timeout: Duration = .seconds(20)) async throws -> Reply {
        try await ScriptedZyntro.serve { _ in
            act
        } during: {
            try await send(to: $0.baseURL, timeout: timeout)
        }
    }

    private func isUnknown(_ reply: Reply) -> Bool {
        guard case .unknown = reply else { return false }
        return true
    }

    private func isNotSent(_ reply: Reply) -> Bool {
        guard case .notSent = reply else { return false }
        return true
    }

    @Test func sendsTheDocumentedFieldsWithCredentialsInTheBody() async throws {
        try await ScriptedZyntro.serve { _ in
            .success()
        } during: { server in
            let reply = try await send(to: server.baseURL)

            let request = try #require(server.requests.first)
            #expect(reply.httpStatus == 200)
            #expect(request.path == "/apis/v2/public/crm/addCommsHistory")
            #expect(request.body["api_key"] == "key-of-the-organisation")
            #expect(request.body["developer_secret"] == "zdk_secret-of-the-developer")
            #expect(request.body["org_id"] == "org-1")
            #expect(request.body["member_id"] == "member-1")
            #expect(request.body["contact_id"] == "contact-1")
            #expect(request.body["comms_type"] == "sms")
            #expect(request.body["comms_source"] == "Twilio")
            #expect(request.body["comms_data"]?["body"] == "a private word")
            #expect(request.body["comms_next"] == nil)
        }
    }

    @Test(arguments: ["http://127.0.0.1:1", "http://nobody.invalid", "https://127.0.0.1:1"])
    func whatCannotConnectIsNotSent(baseURL: String) async throws {
        #expect(try await isNotSent(send(to: baseURL)))
    }

    @Test func aFailedTLSHandshakeIsNotSent() async throws {
        try await ScriptedZyntro.serve(closesAtOnce: true) { _ in
            .close
        } during: { server in
            let baseURL = server.baseURL.replacing("http:", with: "https:")
            let reply = try await send(to: baseURL)

            #expect(isNotSent(reply))
        }
    }

    @Test func aServerThatNeverAcceptsIsNotSent() async throws {
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup).bind(
            host: "127.0.0.1",
            port: 0
        ).get()
        let port = try #require(server.localAddress?.port)

        // Plain TCP accepts and stays silent: the TLS handshake never ends.
        let reply = try await send(to: "https://127.0.0.1:\(port)", timeout: .milliseconds(200))

        #expect(isNotSent(reply))
        try await server.close()
    }

    @Test func aConnectionClosedBeforeReadingIsNeverAnswered() async throws {
        try await ScriptedZyntro.serve(closesAtOnce: true) { _ in
            .close
        } during: { server in
            let reply = try await send(to: server.baseURL)

            #expect(isUnknown(reply) || isNotSent(reply))
            #expect(server.requests.isEmpty)
        }
    }

    @Test(arguments: [
        ScriptedZyntro.Act.close,
        .answerAndClose("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{\"data\":"),
        .answerAndClose("HTTP/1.1 200"), .answerAndClose("nonsense\r\n\r\n"),
        .json("<html>Welcome</html>"), .json("", status: "500 Internal Server Error"),
        .json("<html>", status: "504 Gateway Timeout"), .json("", status: "404 Not Found"),
    ])
    func withoutATrustedAnswerTheOutcomeIsUnknown(act: ScriptedZyntro.Act) async throws {
        #expect(try await isUnknown(reply(to: act)))
    }

    @Test func aSlowHeadEndsAtTheDeadline() async throws {
        let (gate, opener) = AsyncStream.makeStream(of: Void.self)
        let reply = try await ScriptedZyntro.serve { _ in
            for await _ in gate {}
            return .success()
        } during: { server in
            try await send(to: server.baseURL, timeout: .milliseconds(300))
        }
        opener.finish()

        #expect(reply == .unknown(reason: "no whole answer within 0.3 seconds"))
    }

    @Test func aBodyThatNeverEndsEndsAtTheDeadline() async throws {
        let act = ScriptedZyntro.Act.answer("HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{\"data\":")

        #expect(try await isUnknown(reply(to: act, timeout: .milliseconds(300))))
    }

    @Test func anAnswerThatIsTooLargeIsUnknown() async throws {
        let text = String(repeating: "x", count: ZyntroClient.answerLimit)

        let reply = try await reply(to: .json(#"{"status":"success","data":"\#(text)"}"#))

        #expect(reply == .unknown(reason: "HTTP 200 with more than 65536 bytes"))
    }

    @Test func aRedirectIsNotFollowed() async throws {
        try await ScriptedZyntro.serve { _ in
            .success()
        } during: { other in
            let act = ScriptedZyntro.Act.json("", status: "302 Found", headers: "Location: \(other.baseURL)/\r\n")

            let reply = try await reply(to: act)

            #expect(isUnknown(reply))
            #expect(other.requests.isEmpty)
        }
    }

    @Test(arguments: ["429 Too Many Requests", "503 Service Unavailable"])
    func aBusyAnswerCarriesItsWait(status: String) async throws {
        let bySeconds = try await reply(to: .json("", status: status, headers: "Retry-After: 17\r\n"))
        let byDate = try await reply(
            to: .json("", status: status, headers: "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT\r\n")
        )

        let code = Int(status.prefix(3)) ?? 0
        #expect(bySeconds == .busy(status: code, retryAfter: .seconds(17)))
        #expect(byDate == .busy(status: code, retryAfter: .zero))
    }

    @Test func aWithdrawnBodyIsNeverHandedOut() async throws {
        let body = OneShotBody(ByteBuffer(string: "x"))
        let asked = OneShotBody(ByteBuffer(string: "x"))
        _ = try await asked.makeAsyncIterator().next()

        #expect(body.withdraw())
        #expect(!asked.withdraw())
        await #expect(throws: CancellationError.self) { try await body.makeAsyncIterator().next() }
    }
}
