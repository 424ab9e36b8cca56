import BridgeCore
import Logging
import NIOCore
import NIOPosix
import Testing

@testable import Receiver

/// Who goes where there are more connections than there is room for, over several event loops.
struct OpenConnectionsTests {
    private final class StubCaller: Caller {
        let name: String
        var owesSince: NIODeadline?
        private let expelled: AsyncStream<String>.Continuation
        var onExpulsion: () -> Void = {}

        init(_ name: String, owesSince: NIODeadline?, _ expelled: AsyncStream<String>.Continuation) {
            self.name = name
            self.owesSince = owesSince
            self.expelled = expelled
        }

        func expel() {
            owesSince = nil
            expelled.yield(name)
            onExpulsion()
        }
    }

    private struct Crowd {
        let connections: OpenConnections
        let loops: [any EventLoop]
        let expelled: AsyncStream<String>
        let continuation: AsyncStream<String>.Continuation

        init(_ group: MultiThreadedEventLoopGroup, limit: Int) {
            connections = OpenConnections(
                group,
                limit: limit,
                logger: Logger(label: "crowd") { _ in SwiftLogNoOpLogHandler() }
            )
            loops = Array(group.makeIterator())
            (expelled, continuation) = AsyncStream.makeStream()
        }

        /// A caller who leaves when it is told to. `seconds` is when it began to owe a request, nil while one is answered.
        @discardableResult
        func enter(_ name: String, owesSince seconds: Int64?, on loop: Int) async throws -> NIOLoopBound<StubCaller> {
            try await loops[loop].submit { [connections, continuation, loop = loops[loop]] in
                let since = seconds.map { NIODeadline.uptimeNanoseconds(UInt64($0) * 1_000_000_000) }
                let caller = StubCaller(name, owesSince: since, continuation)
                let place = connections.enter(caller, on: loop)
                caller.onExpulsion = { if let place { connections.leave(place, on: loop) } }
                return NIOLoopBound(caller, eventLoop: loop)
            }.get()
        }
    }

    private func withCrowd(limit: Int, loops: Int = 4, _ body: (Crowd) async throws -> Void) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: loops)
        do {
            try await body(Crowd(group, limit: limit))
        } catch {
            try await group.shutdownGracefully()
            throw error
        }
        try await group.shutdownGracefully()
    }

    @Test func whoIsAloneOnALoopGoesAfterThoseWhoHaveWaitedLonger() async throws {
        try await withCrowd(limit: 4) { crowd in
            try await crowd.enter("mail", owesSince: 1_000, on: 0)
            for number in 1...3 { try await crowd.enter("idler \(number)", owesSince: Int64(number), on: number) }

            var expelled = crowd.expelled.makeAsyncIterator()
            for number in 4...6 {
                try await crowd.enter("idler \(number)", owesSince: Int64(number), on: 0)
                #expect(await expelled.next() == "idler \(number - 3)")
            }
        }
    }

    @Test func whoIsBeingAnsweredStays() async throws {
        try await withCrowd(limit: 2, loops: 2) { crowd in
            try await crowd.enter("asker", owesSince: nil, on: 0)
            try await crowd.enter("another asker", owesSince: nil, on: 1)
            try await crowd.enter("idler", owesSince: 7, on: 1)
            var expelled = crowd.expelled.makeAsyncIterator()

            #expect(await expelled.next() == "idler")
        }
    }

    @Test func roomIsMadeOnceOneHasItsAnswer() async throws {
        try await withCrowd(limit: 2) { crowd in
            for loop in 0..<2 { try await crowd.enter("asker", owesSince: nil, on: loop) }
            let answered = try await crowd.enter("answered", owesSince: nil, on: 2)

            try await crowd.loops[2].submit {
                answered.value.owesSince = .now()
                crowd.connections.makeRoomIfFull(from: crowd.loops[2])
            }.get()

            var expelled = crowd.expelled.makeAsyncIterator()
            #expect(await expelled.next() == "answered")
        }
    }
}
