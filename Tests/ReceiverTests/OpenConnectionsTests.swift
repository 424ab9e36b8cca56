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
        /// What it owes since once somebody has asked.
        var owesSinceThen: NIODeadline?
        var owesSince: NIODeadline? {
            get {
                defer { if let then = owesSinceThen { known = then } }
                return known
            }
            set { known = newValue }
        }
        private var known: NIODeadline?
        private let expelled: AsyncStream<String>.Continuation
        var onExpulsion: () -> Void = {}

        init(_ name: String, owesSince: NIODeadline?, _ expelled: AsyncStream<String>.Continuation) {
            self.name = name
            known = owesSince
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
            var limits = Limits()
            limits.connections = limit
            limits.welcome = .milliseconds(20)
            connections = OpenConnections(
                group,
                limits: limits,
                logger: Logger(label: "crowd") { _ in SwiftLogNoOpLogHandler() }
            )
            loops = Array(group.makeIterator())
            (expelled, continuation) = AsyncStream.makeStream()
        }

        /// However long the test takes, who comes then has only come.
        static var soon: Int64 { Int64(NIODeadline.now().uptimeNanoseconds / 1_000_000_000) + 3600 }

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

    /// Not shut down: a search for who is to go may still be under way when a test ends.
    private static let groups = [2: MultiThreadedEventLoopGroup(numberOfThreads: 2), 4: .init(numberOfThreads: 4)]

    private func withCrowd(limit: Int, loops: Int = 4, _ body: (Crowd) async throws -> Void) async throws {
        try await body(Crowd(try #require(Self.groups[loops]), limit: limit))
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

    /// All others wait for their answers: who comes then is not closed before it has said a word.
    @Test func whoHasOnlyComeStaysWhileThereIsRoomBeyondTheLimit() async throws {
        try await withCrowd(limit: 2) { crowd in
            for loop in 0..<2 { try await crowd.enter("asker", owesSince: nil, on: loop) }
            for loop in 0..<4 { try await crowd.enter("newcomer", owesSince: Crowd.soon, on: loop) }
            try await crowd.enter("idler", owesSince: 7, on: 3)

            var expelled = crowd.expelled.makeAsyncIterator()
            #expect(await expelled.next() == "idler")
            for number in 8..<68 { try await crowd.enter("asker \(number)", owesSince: nil, on: number % 4) }
            #expect(await expelled.next() == "newcomer", "no room is left beyond the limit")
        }
    }

    @Test func whoseNextRequestBeganMeanwhileStays() async throws {
        try await withCrowd(limit: 1, loops: 2) { crowd in
            let first = try await crowd.enter("first", owesSince: nil, on: 0)
            try await crowd.loops[0].submit {
                first.value.owesSince = .uptimeNanoseconds(1_000_000_000)
                first.value.owesSinceThen = .now() + .hours(1)
            }.get()
            try await crowd.enter("second", owesSince: 2, on: 1)
            try await crowd.enter("third", owesSince: 3, on: 1)

            var expelled = crowd.expelled.makeAsyncIterator()
            #expect(await expelled.next() == "second")
            #expect(await expelled.next() == "third")
        }
    }

    @Test func roomIsMadeOnceOneHasItsAnswer() async throws {
        try await withCrowd(limit: 2) { crowd in
            for number in 0..<65 { try await crowd.enter("asker", owesSince: nil, on: number % 4) }
            let answered = try await crowd.enter("answered", owesSince: nil, on: 2)

            try await crowd.loops[2].submit { answered.value.owesSince = .now() }.get()

            var expelled = crowd.expelled.makeAsyncIterator()
            #expect(await expelled.next() == "answered")
        }
    }
}
