import Receiver
import Testing

/// Requests whose end two servers in a row might see at different places, so that a part of one is taken for the next.
struct FramingTests {
    private static let head = "POST /hooks/trial HTTP/1.1\r\nHost: x\r\n"
    /// What a smuggler wants to be taken for a request of somebody else.
    private static let smuggled = "POST /hooks/trial HTTP/1.1\r\nHost: x\r\nContent-Length: 8\r\n\r\nsmuggled"

    /// Sends `bytes` with a request behind them; every answer that comes until the connection closes.
    private static func answers(_ bytes: String, _ receiver: RunningReceiver) async throws -> [Int] {
        let connection = try await receiver.connect()
        try await connection.send(bytes + smuggled)
        let text = await connection.untilClosed()
        return text.split(separator: "HTTP/1.1 ").compactMap { Int($0.prefix(3)) }
    }

    static let transferEncodings = [
        "", "xchunked", "x chunked", "chunk", "identity", "\"chunked\"", "chunked;q=1", "chunked\u{B}", "chunked\t",
        "chunked, chunked", "chunked, identity", "identity, chunked", "gzip, chunked",
        "chunked\r\nTransfer-Encoding: chunked", "gzip\r\nTransfer-Encoding: chunked",
        "identity\r\nTransfer-Encoding: chunked", "xchunked\r\nTransfer-Encoding: chunked",
        "\r\n chunked",
    ]

    @Test(arguments: transferEncodings)
    func refusesACodingThatAProxyMightOverlook(value: String) async throws {
        try await RunningReceiver.run { receiver in
            let request = "\(Self.head)Transfer-Encoding: \(value)\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
            let answers = try await Self.answers(request, receiver)

            #expect(answers == [400])
            #expect(receiver.eventLog.events.isEmpty)
        }
    }

    static let headers = [
        "Transfer-Encoding : chunked", "Transfer-Encoding\t: chunked", " Transfer-Encoding: chunked",
        "Content-Length: 5\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked\r\nContent-Length: 5",
        "Content-Length: 5\r\nContent-Length: 5", "Content-Length: 5\r\ncontent-length: 6", "Content-Length: 5, 5",
        "Content-Length: +5", "Content-Length: -1", "Content-Length: 0x5", "Content-Length: 5;", "Content-Length: 1e1",
        "Content-Length:", "Content-Length: \u{B2}", "Content-Length: 99999999999999999999", "Content-Length: 5\u{B}",
        "X: a\nContent-Length: 5", "X: a\rContent-Length: 5", "X: a\u{0}b", "X: \u{1B}[2J", "X: \u{7F}", "X Y: a",
        ": a", "abc", "X: a\r\n folded", "X: a\r\n\tfolded",
    ]

    @Test(arguments: headers)
    func refusesHeadersThatAreReadInTwoWays(header: String) async throws {
        try await RunningReceiver.run { receiver in
            let answers = try await Self.answers("\(Self.head)\(header)\r\n\r\n0\r\n\r\n", receiver)

            #expect(answers == [400])
            #expect(receiver.eventLog.events.isEmpty)
        }
    }

    static let chunks = [
        "5 x\r\nhello\r\n0\r\n\r\n", "-5\r\nhello\r\n0\r\n\r\n", "0x5\r\nhello\r\n0\r\n\r\n", "5\nhello\n0\n\n",
        "5;\nhello\r\n0\r\n\r\n", "5\r\nhelloX0\r\n\r\n", "5\r\nhello!\r\n0\r\n\r\n", "ffffffffffffffffff\r\nhello",
        "5\r\nhello\r\n0\r\nContent-Length: 8\r\nX: y\r\n\r\n",
        "5\r\nhello\r\n0\r\n" + String(repeating: "X: y\r\n", count: 500) + "\r\n",
    ]

    /// The last two send headers behind the body, which nobody has a use for.
    @Test(arguments: chunks)
    func refusesChunksThatAreReadInTwoWays(body: String) async throws {
        try await RunningReceiver.run { receiver in
            let request = "\(Self.head)Transfer-Encoding: chunked\r\n\r\n\(body)"
            let answers = try await Self.answers(request, receiver)

            #expect(answers.allSatisfy { $0 == 400 })
            #expect(!receiver.eventLog.events.contains { $0.body == Array("smuggled".utf8) })
        }
    }

    static let lines = [
        "GET /hooks/trial", "POST /hooks/trial HTTP/0.9", "POST /hooks/trial HTTP/2.0", "POST /hooks/trial HTTP/1.2",
        "PRI * HTTP/2.0", "POST /hooks/trial http/1.1", "post /hooks/trial HTTP/1.1", "POST /hooks/trial HTTP/1.1 ",
        "POST /hooks/trial /x HTTP/1.1", "POST\t/hooks/trial HTTP/1.1", "POST /hooks/trial\tHTTP/1.1",
        "POST /hooks/trial\u{0} HTTP/1.1", "POST /hooks/\u{1B}[2J HTTP/1.1", "POST /hooks/\u{9B}2J HTTP/1.1",
        "POST hooks/trial HTTP/1.1", "POST x:443 HTTP/1.1", "POST \\hooks\\trial HTTP/1.1",
        "POST /hooks/\(String(repeating: "a", count: 20_000)) HTTP/1.1",
    ]

    @Test(arguments: lines)
    func refusesALineThatIsNoRequestLine(line: String) async throws {
        try await RunningReceiver.run { receiver in
            let answers = try await Self.answers("\(line)\r\nHost: x\r\nContent-Length: 0\r\n\r\n", receiver)

            #expect(answers == [400])
            #expect(receiver.eventLog.events.isEmpty)
        }
    }

    @Test func readsNothingBehindARequestOfHTTP10() async throws {
        try await RunningReceiver.run { receiver in
            let old = "POST /hooks/trial HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nab"
            _ = try await Self.answers(old, receiver)

            #expect(receiver.eventLog.events.map(\.body) == [Array("ab".utf8)])
        }
    }

    @Test func aCallerOfHTTP10SendsNoChunksAndIsNotToldToGoOn() async throws {
        try await RunningReceiver.run { receiver in
            let chunked = "POST /hooks/trial HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
            let answers = try await Self.answers(chunked, receiver)

            #expect(answers == [400])

            let old = "POST /hooks/trial HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello"
            #expect(try await receiver.send(old).status == 200)
        }
    }

    @Test func aLengthThatFitsNoNumberIsTooLarge() async throws {
        try await RunningReceiver.run { receiver in
            let connection = try await receiver.connect()
            try await connection.send("\(Self.head)Content-Length: 9999999999999999999\r\n\r\n")

            #expect(await connection.untilClosed().hasPrefix("HTTP/1.1 413 "))
        }
    }

    @Test func aRequestToSpeakAnotherProtocolOpensNoTunnel() async throws {
        let setup = RunningReceiver.Setup(limits: .init(idleTimeout: .milliseconds(200)))
        try await RunningReceiver.run(setup) { receiver in
            let upgrade = "\(Self.head)Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 2\r\n\r\nab"
            let answers = try await Self.answers(upgrade, receiver)

            #expect(answers == [200])
            #expect(receiver.eventLog.events.map(\.body) == [Array("ab".utf8)])
        }
    }

    @Test(arguments: [
        "/hooks/trial%00", "/hooks/trial;x", "/hooks\\trial", "/hooks/trial/%2e%2e/trial", "/hooks/../hooks/trial", "*",
        "/hooks/trial#f", "https://bridge.example.com/hooks/trial", "/hooks/\(String(repeating: "a", count: 15_000))",
    ])
    func noSpellingOfAPathIsAnotherOne(target: String) async throws {
        try await RunningReceiver.run { receiver in
            let response = try await receiver.send(post(target))

            #expect(response.status == 404)
            #expect(receiver.eventLog.events.isEmpty)
            let logged = receiver.logs.entries.map { "\($0.metadata)" }.joined()
            #expect(logged.utf8.count < 1_000)
        }
    }
}

extension Limits {
    fileprivate init(idleTimeout: Duration) {
        self.init()
        self.idleTimeout = idleTimeout
    }
}
