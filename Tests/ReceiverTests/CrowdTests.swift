import BridgeCore
import NIOCore
import Receiver
import TestSupport
import Testing

/// More callers than there is room for: those who keep us waiting make room for those who do not.
struct CrowdTests {
    /// Nobody goes because of the time that a busy machine takes for the rest of a test.
    private static func setup(connections: Int, welcome: Duration = .seconds(1)) -> RunningReceiver.Setup {
        var limits = Limits()
        limits.connections = connections
        limits.welcome = welcome
        limits.stallTimeout = .seconds(600)
        limits.requestDeadline = .seconds(600)
        limits.idleTimeout = .seconds(600)
        return .init(adapter: StubAdapter(bodyLimit: 60_000_000), limits: limits)
    }

    static let idlers = [
        "", "POST /hooks/trial HTTP/1.1\r\nX-Slow",
        "POST /hooks/trial HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\na",
        "POST /hooks/trial HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n",
    ]

    @Test(arguments: idlers)
    func idleAndSlowConnectionsKeepNobodyOut(start: String) async throws {
        try await RunningReceiver.run(Self.setup(connections: 16)) { receiver in
            var idlers: [RawConnection] = []
            for _ in 0..<100 {
                let connection = try await receiver.connect()
                if !start.isEmpty { try? await connection.send(start) }
                idlers.append(connection)
            }

            for number in 0..<20 {
                #expect(try await receiver.send(post("/hooks/trial", "honest \(number)")).status == 200)
            }

            let first = await idlers[0].untilClosed()
            #expect(first.isEmpty || first.hasPrefix("HTTP/1.1 503 ") && first.contains("retry-after: 5"))
            #expect(receiver.eventLog.events.count == 20)
            #expect(receiver.logs.entries.contains { $0.message.description.contains("others need the room") })
        }
    }

    /// There is room for those who ask until all of them have asked.
    @Test func aRequestThatIsBeingAnsweredIsNeverCut() async throws {
        try await RunningReceiver.run(Self.setup(connections: 16)) { receiver in
            receiver.eventLog.hold()
            var askers: [RawConnection] = []
            for number in 0..<8 {
                let connection = try await receiver.connect()
                try await connection.send(post("/hooks/trial", "held \(number)"))
                askers.append(connection)
            }
            await receiver.eventLog.waitForHeld(8)
            var idlers: [RawConnection] = []
            for _ in 0..<30 { idlers.append(try await receiver.connect()) }
            #expect(try await receiver.send(post("/elsewhere")).status == 404)

            receiver.eventLog.release()

            for asker in askers { #expect(try await asker.response().status == 200) }
        }
    }

    /// Nobody more is accepted while all are being answered; then somebody goes, and nobody who came without an answer.
    @Test(.timeLimit(.minutes(2)))
    func whoCouldNotBeAcceptedIsOnceOthersHaveTheirAnswers() async throws {
        try await RunningReceiver.run(Self.setup(connections: 2, welcome: .seconds(6))) { receiver in
            receiver.eventLog.hold()
            var askers: [RawConnection] = []
            for number in 0..<2 + Limits.connectionsBeyond {
                let connection = try await receiver.connect()
                try await connection.send(post("/hooks/trial", "held \(number)"))
                askers.append(connection)
            }
            await receiver.eventLog.waitForHeld(askers.count)
            for number in 0..<8 {
                let late = try await receiver.connect()
                try await late.send(post("/hooks/trial", "late \(number)"))
                askers.append(late)
            }

            receiver.eventLog.release()

            for asker in askers { #expect(try await asker.response().status == 200) }
        }
    }

    @Test func aLargeBodyThatIsOnItsWayGoesAfterThoseThatDrip() async throws {
        try await RunningReceiver.run(Self.setup(connections: 16)) { receiver in
            let mail = try await receiver.connect()
            try await mail.send("POST /hooks/trial HTTP/1.1\r\nHost: x\r\nContent-Length: 40000000\r\n\r\n")
            try await mail.send([UInt8](repeating: 0x61, count: 39_000_000))
            var idlers: [RawConnection] = []
            for _ in 0..<100 {
                let connection = try await receiver.connect()
                try? await connection.send(Self.idlers[2])
                idlers.append(connection)
            }
            #expect(try await receiver.send(post("/elsewhere")).status == 404)

            try await mail.send([UInt8](repeating: 0x61, count: 1_000_000))

            #expect(try await mail.response().status == 200)
        }
    }

    /// Twenty-four megabytes do not fit into what the system holds between two programs: without somebody who reads the
    /// answers they are only taken by who piles the answers up.
    @Test func aCallerThatReadsNoAnswersIsNotReadFrom() async throws {
        var setup = Self.setup(connections: 16)
        setup.limits.idleTimeout = .milliseconds(500)
        try await RunningReceiver.run(setup) { receiver in
            let deaf = try await RawConnection(port: receiver.port, reads: false)
            let requests = String(repeating: "GET /nobody HTTP/1.1\r\nHost: x\r\n\r\n", count: 30_000)

            await #expect(throws: (any Error).self) {
                for _ in 0..<24 { try await deaf.send(requests) }
            }
        }
    }

    @Test func whatCallersHadBegunIsForgottenWhenTheServiceStops() async throws {
        let idlers = try await RunningReceiver.run { receiver in
            var idlers: [RawConnection] = []
            for _ in 0..<20 {
                let connection = try await receiver.connect()
                try await connection.send(Self.idlers[1])
                idlers.append(connection)
            }
            #expect(try await receiver.send(post("/elsewhere")).status == 404)
            return idlers
        }

        for idler in idlers { #expect(await idler.untilClosed().isEmpty) }
    }

    @Test func largeBodiesLeaveRoomForSmallOnes() {
        let budget = ByteBudget(capacity: 32 << 20)
        let large = Reservation(of: budget)
        while large.grow(by: 64 << 10) {}
        let another = Reservation(of: budget)

        #expect(budget.bytesInFlight == 30 << 20)
        #expect(another.grow(by: 1 << 20))
        #expect(!another.grow(by: 1))
        #expect(Reservation(of: budget).grow(by: 1000))
        large.release()
        #expect(another.grow(by: 1 << 20))
    }

    @Test(arguments: [0, 1] as [UInt8])
    func aBombIsStoppedAtTheLimitOfItsHook(byte: UInt8) async throws {
        var setup = Self.setup(connections: 16)
        setup.adapter = StubAdapter(bodyLimit: 1_000_000)
        try await RunningReceiver.run(setup) { receiver in
            let bomb = Packing.pack([UInt8](repeating: byte, count: 50_000_000), .gzip)
            let head = "POST /hooks/trial HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\n"
            let connection = try await receiver.connect()

            try await connection.send(Array("\(head)Content-Length: \(bomb.count)\r\n\r\n".utf8) + bomb)

            #expect(bomb.count * 1000 < 51_000_000)
            #expect(try await connection.response().status == 413)
            #expect(receiver.eventLog.events.isEmpty)
        }
    }

    @Test func aBombInsideABombIsUnpackedOnceAlone() throws {
        let inner = Packing.pack([UInt8](repeating: 0, count: 10_000_000), .gzip)
        let budget = ByteBudget(capacity: 1_000_000)

        let unpacked = try Decompression.unpack(
            Packing.pack(inner, .gzip),
            coding: .gzip,
            limit: 100_000,
            reservation: Reservation(of: budget)
        )

        #expect(unpacked == inner)
    }

    @Test func aHundredThousandEmptyMembersAreAnEmptyBody() throws {
        let member = Packing.pack([], .gzip)
        let packed = Array(repeatElement(member, count: 100_000).joined())
        let budget = ByteBudget(capacity: 1000)

        let unpacked = try Decompression.unpack(packed, coding: .gzip, limit: 10, reservation: Reservation(of: budget))

        #expect(unpacked.isEmpty)
    }
}
