import Adapters
import BridgeCore
import NIOCore
import Receiver
import TestSupport
import Testing

/// Callers that are slow, gone, or up to no good, over a socket.
struct HostileClientTests {
    private static func setup(_ change: (inout Limits) -> Void) -> RunningReceiver.Setup {
        var limits = Limits()
        change(&limits)
        return .init(limits: limits)
    }

    /// Runs `body` with a short time limit, and with longer ones where this machine was too busy for the client to send
    /// in time: `body` then throws or answers false.
    private static func patiently(_ body: (Duration) async throws -> Bool) async throws {
        for limit in [Duration.milliseconds(200), .seconds(2), .seconds(8)] {
            do {
                if try await body(limit) { return }
            } catch ChannelError.ioOnClosedChannel {
                continue
            }
        }
        #expect(try await body(.seconds(20)), "the client was never in time")
    }

    @Test func cutsABodyThatComesAByteAtATime() async throws {
        var setup = Self.setup { limits in
            limits.requestDeadline = .milliseconds(300)
            limits.linger = .milliseconds(100)
        }
        setup.adapter = StubAdapter(bodyLimit: 60_000_000)
        try await RunningReceiver.run(setup) { receiver in
            let connection = try await receiver.connect()
            try await connection.send("POST /hooks/trial HTTP/1.1\r\nHost: x\r\nContent-Length: 50000000\r\n\r\n")
            let dripping = Task { [sender = connection.sender] in
                while !Task.isCancelled { try await sender("a") }
            }

            let answer = await connection.untilClosed()

            dripping.cancel()
            #expect(answer.hasPrefix("HTTP/1.1 408 "))
            #expect(receiver.eventLog.events.isEmpty)
        }
    }

    @Test func cutsABodyThatStalls() async throws {
        try await Self.patiently { limit in
            let setup = Self.setup { limits in
                limits.stallTimeout = limit
                limits.linger = .milliseconds(100)
            }
            return try await RunningReceiver.run(setup) { receiver in
                let connection = try await receiver.connect()
                try await connection.send("POST /hooks/trial HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf")

                let answer = await connection.untilClosed()
                #expect(answer == "" || answer.hasPrefix("HTTP/1.1 408 "))
                return answer != ""
            }
        }
    }

    @Test func cutsAHeadThatDoesNotEnd() async throws {
        try await Self.patiently { limit in
            try await RunningReceiver.run(Self.setup { $0.stallTimeout = limit }) { receiver in
                let connection = try await receiver.connect()
                try await connection.send("POST /hooks/trial HTTP/1.1\r\nHost: x\r\nX-Slow")

                let answer = await connection.untilClosed()
                #expect(answer == "" || answer.hasPrefix("HTTP/1.1 408 "))
                return answer != ""
            }
        }
    }

    @Test func theNextHeadThatDoesNotEndIsCutTheSameWay() async throws {
        try await Self.patiently { limit in
            try await RunningReceiver.run(Self.setup { $0.idleTimeout = limit }) { receiver in
                let connection = try await receiver.connect()
                try await connection.send(post())
                #expect(try await connection.response().status == 200)
                try await connection.send("POST /hooks/trial HTTP/1.1\r\nX-Slow")

                let answer = await connection.untilClosed()
                #expect(answer == "" || answer.hasPrefix("HTTP/1.1 408 "))
                return answer != ""
            }
        }
    }

    @Test(arguments: ["", "\r\n"])
    func tellsWhoSendsNoHeadAtAllNothing(_ blank: String) async throws {
        try await RunningReceiver.run(Self.setup { $0.stallTimeout = .milliseconds(50) }) { receiver in
            let connection = try await receiver.connect()
            if !blank.isEmpty { try? await connection.send(blank) }

            #expect(await connection.untilClosed() == "")
        }
    }

    /// The body of a request that is turned away is thrown away before the answer, so that the answer is read.
    @Test func answersWhomItTurnsAwayThoughTheirBodyStalls() async throws {
        try await Self.patiently { limit in
            try await RunningReceiver.run(Self.setup { $0.stallTimeout = limit }) { receiver in
                let connection = try await receiver.connect()
                try await connection.send("POST /hooks/none HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf")

                let answer = await connection.untilClosed()
                #expect(answer.hasPrefix("HTTP/1.1 404 ") || answer == "" || answer.hasPrefix("HTTP/1.1 408 "))
                return answer.hasPrefix("HTTP/1.1 404 ")
            }
        }
    }

    @Test func closesAConnectionThatIdles() async throws {
        let setup = Self.setup { $0.idleTimeout = .milliseconds(100) }
        try await RunningReceiver.run(setup) { receiver in
            let connection = try await receiver.connect()
            try await connection.send(post())
            #expect(try await connection.response().status == 200)

            #expect(await connection.untilClosed() == "")
        }
    }

    @Test func doesNotTimeARequestThatWaitsForItsCommit() async throws {
        try await Self.patiently { limit in
            let setup = Self.setup { limits in
                limits.stallTimeout = limit
                limits.requestDeadline = limit
                limits.idleTimeout = limit
            }
            return try await RunningReceiver.run(setup) { receiver in
                receiver.eventLog.hold()
                let connection = try await receiver.connect()
                try await connection.send(post())
                guard await eventually(timeout: limit * 3, { receiver.eventLog.heldCount == 1 }) else {
                    receiver.eventLog.release()
                    return false
                }
                let idle = try await receiver.connect()
                _ = await idle.untilClosed()
                receiver.eventLog.release()

                #expect(try await connection.response().status == 200)
                return true
            }
        }
    }

    @Test func answersACallerThatHasStoppedSendingAndCloses() async throws {
        try await RunningReceiver.run { receiver in
            receiver.eventLog.hold()
            let connection = try await receiver.connect()
            try await connection.send(post())
            await receiver.eventLog.waitForHeld(1)
            try await connection.finishSending()
            #expect(try await receiver.send(post("/elsewhere")).status == 404)
            receiver.eventLog.release()

            #expect(await connection.untilClosed().hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test func storesNothingOfABodyThatIsCutShort() async throws {
        try await RunningReceiver.run { receiver in
            let connection = try await receiver.connect()
            try await connection.send("POST /hooks/trial HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf")
            try await connection.close()

            while !receiver.logs.entries.contains(where: { $0.message == "a request ended before its body did" }) {
                #expect(try await receiver.send(post("/elsewhere")).status == 404)
            }
            #expect(receiver.eventLog.events.isEmpty)
        }
    }

    @Test(arguments: [
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "Content-Length: 5\r\nContent-Length: 6\r\n",
        "Content-Length: -5\r\n", "Content-Length: 5x\r\n", "Transfer-Encoding: chunked, identity\r\n",
        "Content-Length : 5\r\n", "X-A: a\r\n folded\r\nContent-Length: 5\r\n", "Content-Length: 5\r\nX\u{0}: a\r\n",
    ])
    func refusesHeadersThatTwoServersMightReadDifferently(headers: String) async throws {
        try await RunningReceiver.run { receiver in
            let connection = try await receiver.connect()
            try await connection.send("POST /hooks/trial HTTP/1.1\r\nHost: x\r\n\(headers)\r\nhello")

            let answer = await connection.untilClosed()

            #expect(answer.hasPrefix("HTTP/1.1 400 "))
            #expect(receiver.eventLog.events.isEmpty)
        }
    }

    @Test func believesThePublicURLAndNotTheHost() async throws {
        let adapter = StubAdapter { request in
            .translated(.of(request, answer: .init(status: 200, body: request.url)))
        }
        let setup = RunningReceiver.Setup(adapter: adapter, publicURL: "https://bridge.example.com:8443/")
        try await RunningReceiver.run(setup) { receiver in
            let request = post("/hooks/trial?a=%2F&b=+x", headers: "X-Forwarded-Host: evil.example\r\n")

            let response = try await receiver.send(request.replacing("Host: 127.0.0.1", with: "Host: evil.example"))

            #expect(response.body == "https://bridge.example.com:8443/hooks/trial?a=%2F&b=+x")
        }
    }

    @Test(arguments: [([], "127.0.0.1"), (["127.0.0.0/8"], "198.51.100.9"), (["10.0.0.0/8"], "127.0.0.1")])
    func believesAForwardedAddressFromATrustedPeerOnly(proxies: [String], expected: String) async throws {
        let adapter = StubAdapter { request in
            .translated(.of(request, answer: .init(status: 200, body: request.remoteAddress ?? "")))
        }
        let setup = RunningReceiver.Setup(adapter: adapter, trustedProxies: proxies)
        try await RunningReceiver.run(setup) { receiver in
            let response = try await receiver.send(post(headers: "X-Forwarded-For: 203.0.113.1, 198.51.100.9\r\n"))

            #expect(response.body == expected)
        }
    }

    @Test func keepsSecretsOutOfLogsAndEvents() async throws {
        let adapter = StubAdapter { request in
            request.body.isEmpty
                ? .refused(Refusal(.wrongSecret)) : .translated(.of(request, .untranslated, reason: "none"))
        }
        let setup = RunningReceiver.Setup(adapter: adapter, secrets: [Secret("hush-hush")])
        try await RunningReceiver.run(setup) { receiver in
            let headers = "Authorization: Bearer hush-hush\r\nCookie: hush-hush\r\nX-Signature: hush-hush\r\n"
            for target in ["/hooks/trial?t=hush%2Dhush&token=sesame", "/elsewhere?token=sesame&t=hush-hush"] {
                _ = try await receiver.send(post(target, headers: headers))
                _ = try await receiver.send(post(target, "", headers: headers))
            }

            let event = try #require(receiver.eventLog.events.first)
            #expect(event.target == "/hooks/trial?t=…&token=…")
            #expect(event.headers.isEmpty)
            let logged = receiver.logs.entries.map { "\($0.message) \($0.metadata)" }.joined()
            #expect(!logged.isEmpty)
            for secret in ["hush", "sesame", "hello"] { #expect(!logged.contains(secret)) }
        }
    }
}
