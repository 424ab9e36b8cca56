import Receiver
import Testing

/// What does not fit, over a socket.
struct LimitTests {
    private static func small(_ limits: Limits = Limits()) -> RunningReceiver.Setup {
        .init(adapter: StubAdapter(bodyLimit: 1000), limits: limits)
    }

    @Test func closesAfterRefusingAnAnnouncedBodyThatIsTooLarge() async throws {
        try await RunningReceiver.run(Self.small()) { receiver in
            let connection = try await receiver.connect()
            try await connection.send("POST /hooks/trial HTTP/1.1\r\nHost: x\r\nContent-Length: 20000000\r\n\r\n")

            let answer = await connection.untilClosed()

            #expect(answer.hasPrefix("HTTP/1.1 413 "))
            #expect(answer.contains("connection: close"))
            #expect(answer.hasSuffix("too large"))
        }
    }

    @Test func closesAfterRefusingAChunkedBodyThatGrowsTooLarge() async throws {
        try await RunningReceiver.run(Self.small()) { receiver in
            let connection = try await receiver.connect()
            try await connection.send("POST /hooks/trial HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
            for _ in 0..<3 { try await connection.send("190\r\n" + String(repeating: "a", count: 400) + "\r\n") }

            let answer = await connection.untilClosed()

            #expect(answer.hasPrefix("HTTP/1.1 413 "))
            #expect(receiver.eventLog.events.isEmpty)
        }
    }

    @Test func takesAChunkedBodyWithinTheLimit() async throws {
        try await RunningReceiver.run(Self.small()) { receiver in
            let response = try await receiver.send(
                "POST /hooks/trial HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
            )

            #expect(response.status == 200)
            #expect(receiver.eventLog.events.first?.body == Array("abcde".utf8))
        }
    }

    @Test func takesABodyOfExactlyTheLimitAndNotOneByteMore() async throws {
        try await RunningReceiver.run(Self.small()) { receiver in
            let fits = try await receiver.send(post("/hooks/trial", String(repeating: "a", count: 1000)))
            let isOver = try await receiver.send(post("/hooks/trial", String(repeating: "a", count: 1001)))

            #expect(fits.status == 200)
            #expect(isOver.status == 413)
        }
    }

    @Test func keepsTheConnectionAfterASmallRefusedBody() async throws {
        try await RunningReceiver.run { receiver in
            let connection = try await receiver.connect()
            try await connection.send(post("/hooks/unknown") + post())

            #expect(try await connection.response().status == 404)
            #expect(try await connection.response().status == 200)
        }
    }

    @Test func asksToRetryBeyondTheBytesInFlight() async throws {
        var limits = Limits()
        limits.bytesInFlight = 1000
        let setup = RunningReceiver.Setup(adapter: StubAdapter(bodyLimit: 100_000), limits: limits)
        try await RunningReceiver.run(setup) { receiver in
            receiver.eventLog.hold()
            let first = try await receiver.connect()
            try await first.send(post("/hooks/trial", String(repeating: "a", count: 900)))
            await receiver.eventLog.waitForHeld(1)

            let refused = try await receiver.send(post("/hooks/trial", String(repeating: "b", count: 200)))
            receiver.eventLog.release()
            let accepted = try await first.response()
            let later = try await receiver.send(post("/hooks/trial", String(repeating: "b", count: 200)))

            #expect(refused.status == 503)
            #expect(refused.headers["retry-after"] == "5")
            #expect(accepted.status == 200)
            #expect(later.status == 200)
        }
    }

    @Test(arguments: ["br", "zstd", "gzip, gzip"])
    func refusesAnEncodingThatItCannotUndo(encoding: String) async throws {
        try await RunningReceiver.run { receiver in
            let response = try await receiver.send(post(headers: "Content-Encoding: \(encoding)\r\n"))

            #expect(response.status == 415)
        }
    }

    @Test func unpacksACompressedBody() async throws {
        try await RunningReceiver.run { receiver in
            let packed = Packing.pack(Array("hello".utf8), .gzip)
            let connection = try await receiver.connect()
            let head = "POST /hooks/trial HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\n"
            try await connection.send(Array("\(head)Content-Length: \(packed.count)\r\n\r\n".utf8) + packed)

            #expect(try await connection.response().status == 200)
            #expect(receiver.eventLog.events.first?.body == Array("hello".utf8))
        }
    }

    @Test func takesALargeMailWhole() async throws {
        let setup = RunningReceiver.Setup(adapter: StubAdapter(bodyLimit: 60_000_000))
        try await RunningReceiver.run(setup) { receiver in
            let connection = try await receiver.connect()
            try await connection.send("POST /hooks/trial HTTP/1.1\r\nHost: x\r\nContent-Length: 48000000\r\n\r\n")
            let megabyte = [UInt8](repeating: 0x61, count: 1_000_000)
            for _ in 0..<48 { try await connection.send(megabyte) }

            #expect(try await connection.response().status == 200)
            #expect(receiver.eventLog.events.first?.body.count == 48_000_000)
        }
    }

    @Test func refusesTooManyHeaders() async throws {
        try await RunningReceiver.run { receiver in
            let headers = (0..<200).map { "X-Header-\($0): a\r\n" }.joined()
            let connection = try await receiver.connect()
            try await connection.send(post(headers: headers))

            let answer = await connection.untilClosed()

            #expect(answer.hasPrefix("HTTP/1.1 400 "))
            #expect(receiver.eventLog.events.isEmpty)
        }
    }

    @Test func tellsACallerThatAsksToGoOn() async throws {
        try await RunningReceiver.run(Self.small()) { receiver in
            let head = "POST /hooks/trial HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: "
            let welcome = try await receiver.connect()
            try await welcome.send(head + "5\r\n\r\n")
            #expect(try await welcome.response().status == 100)
            try await welcome.send("hello")
            #expect(try await welcome.response().status == 200)

            let unwelcome = try await receiver.connect()
            try await unwelcome.send(head + "5000\r\n\r\n")
            #expect(await unwelcome.untilClosed().hasPrefix("HTTP/1.1 413 "))
        }
    }
}
