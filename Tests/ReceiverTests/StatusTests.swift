import Adapters
import BridgeCore
import Receiver
import Testing

/// What a caller hears, over a socket.
struct StatusTests {
    @Test func storesAndAcceptsARequest() async throws {
        try await RunningReceiver.run { receiver in
            let response = try await receiver.send(post("/hooks/trial?a=1", headers: "Content-Type: text/plain\r\n"))

            #expect(response.status == 200)
            #expect(response.body == "accepted")
            #expect(response.headers["content-type"] == "text/xml")
            #expect(response.headers["date"] == "Mon, 02 Mar 2026 09:15:00 GMT")
            let event = try #require(receiver.eventLog.events.first)
            #expect(event.hook == HookName("trial"))
            #expect(event.target == "/hooks/trial?a=1")
            #expect(event.body == Array("hello".utf8))
            #expect(event.headers == [HeaderField(name: "content-type", value: "text/plain")])
            #expect(event.state == .accepted)
        }
    }

    @Test(arguments: [
        "/", "/hooks", "/hooks/", "/hooks/unknown", "/hooks/trial/", "//hooks/trial", "/hooks//trial", "/hooks/%74rial",
        "/hooks/x/../trial", "/hooks/x/%2e%2e/trial", "/HOOKS/trial", "http://127.0.0.1/hooks/trial",
    ])
    func answersEveryUnknownPathAlike(path: String) async throws {
        try await RunningReceiver.run { receiver in
            let response = try await receiver.send(post(path))

            #expect(response.status == 404)
            #expect(response.body == "not found\n")
            #expect(Set(response.headers.keys) == ["content-type", "content-length", "date"])
            #expect(receiver.eventLog.events.isEmpty)
        }
    }

    @Test func refusesAMethodThatTheAdapterDoesNotTake() async throws {
        try await RunningReceiver.run { receiver in
            let response = try await receiver.send("GET /hooks/trial HTTP/1.1\r\nHost: x\r\n\r\n")

            #expect(response.status == 405)
            #expect(response.headers["allow"] == "POST")
        }
    }

    @Test func takesAMethodThatTheAdapterNames() async throws {
        let setup = RunningReceiver.Setup(adapter: StubAdapter(methods: ["GET", "POST"]))
        try await RunningReceiver.run(setup) { receiver in
            let response = try await receiver.send("GET /hooks/trial HTTP/1.1\r\nHost: x\r\n\r\n")

            #expect(response.status == 200)
        }
    }

    @Test func refusesAnUnauthenticRequestWithoutSayingWhy() async throws {
        let adapter = StubAdapter { _ in .refused(Refusal(.wrongSecret, "the inner detail")) }
        try await RunningReceiver.run(.init(adapter: adapter)) { receiver in
            let response = try await receiver.send(post())

            #expect(response.status == 401)
            #expect(response.body == "unauthentic")
            #expect(response.headers["www-authenticate"] == "Basic realm=\"hook\"")
            #expect(receiver.eventLog.events.isEmpty)
            let logged = receiver.logs.entries.filter { $0.level == .warning }
            #expect(logged.count == 1)
            #expect(logged.first?.metadata["diagnosis"] == "wrong secret: the inner detail")
            #expect(logged.first?.metadata["remote"] == "127.0.0.1")
        }
    }

    @Test func asksForTheSameRequestAgainWhileItsCertificateIsMissing() async throws {
        let adapter = StubAdapter { _ in .refused(Refusal(.certificateMissing)) }
        try await RunningReceiver.run(.init(adapter: adapter)) { receiver in
            let response = try await receiver.send(post())

            #expect(response.status == 503)
            #expect(response.body == "overloaded")
            #expect(receiver.eventLog.events.isEmpty)
        }
    }

    @Test func keepsWhatItCannotTranslate() async throws {
        let adapter = StubAdapter { .translated(.of($0, .untranslated, reason: "no field id")) }
        try await RunningReceiver.run(.init(adapter: adapter)) { receiver in
            let response = try await receiver.send(post())

            #expect(response.status == 202)
            #expect(receiver.eventLog.events.first?.state == .untranslated)
            #expect(receiver.eventLog.events.first?.reason == "no field id")
        }
    }

    @Test func answersTheSameRequestAgainAsADuplicate() async throws {
        try await RunningReceiver.run { receiver in
            let connection = try await receiver.connect()
            try await connection.send(post() + post() + post("/hooks/trial", "other"))

            let statuses = [
                try await connection.response().status, try await connection.response().status,
                try await connection.response().status,
            ]
            #expect(statuses == [200, 208, 200])
            #expect(receiver.eventLog.events.count == 2)
        }
    }

    @Test func givesTheAnswerOfATranslationBeforeTheAdapters() async throws {
        let adapter = StubAdapter { .translated(.of($0, answer: Answer(status: 502, body: "ring"))) }
        try await RunningReceiver.run(.init(adapter: adapter)) { receiver in
            let response = try await receiver.send(post())

            #expect(response.body == "ring")
        }
    }

    @Test func answersAHandshakeAndStoresNothing() async throws {
        let adapter = StubAdapter { _ in .handshake(Answer(status: 200, body: "proof"), isAuthentic: true) }
        try await RunningReceiver.run(.init(adapter: adapter)) { receiver in
            let response = try await receiver.send(post())

            #expect(response.body == "proof")
            #expect(receiver.eventLog.events.isEmpty)
        }
    }

    @Test(arguments: [StoreError.Code.full, .failing, .overloaded, .closed])
    func asksToRetryWhenTheStoreFails(code: StoreError.Code) async throws {
        try await RunningReceiver.run { receiver in
            receiver.eventLog.fail(with: StoreError(code, "trial"))

            let response = try await receiver.send(post())

            #expect(response.status == 503)
            #expect(response.body == "overloaded")
            #expect(response.headers["retry-after"] == "5")
            #expect(receiver.logs.entries.contains { $0.metadata["error"] != nil && $0.metadata["event"] != nil })
        }
    }

    @Test func asksToRetryBeyondTheRateOfAHook() async throws {
        try await RunningReceiver.run(.init(perMinute: 2)) { receiver in
            for body in ["a", "b"] { #expect(try await receiver.send(post("/hooks/trial", body)).status == 200) }

            let response = try await receiver.send(post("/hooks/trial", "c"))

            #expect(response.status == 429)
            #expect(response.headers["retry-after"] == "60")
        }
    }

    @Test func answersOnlyAfterTheCommit() async throws {
        try await RunningReceiver.run { receiver in
            receiver.eventLog.hold()
            let connection = try await receiver.connect()
            try await connection.send(post())
            await receiver.eventLog.waitForHeld(1)
            #expect(try await receiver.send(post("/elsewhere")).status == 404)
            #expect(connection.bytesReceived == 0)

            receiver.eventLog.release()

            #expect(try await connection.response().status == 200)
            #expect(receiver.eventLog.events.count == 1)
        }
    }
}
