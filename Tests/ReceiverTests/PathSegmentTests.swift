import Adapters
import BridgeCore
import Receiver
import Testing

/// A token behind the hook's name is for adapters whose scheme reads it; nowhere is it shown or kept.
struct PathSegmentTests {
    @Test func aPathThatGoesOnNamesNoHookOtherwise() async throws {
        try await RunningReceiver.run { receiver in
            let answer = try await receiver.send(post("/hooks/trial/a-token"))
            #expect(answer.status == 404)
            let logs = receiver.logs.entries.map { "\($0)" }.joined()
            #expect(!logs.contains("a-token"))
        }
    }

    @Test func aTokenBehindTheNameReachesTheSchemeAndIsNotKept() async throws {
        var setup = RunningReceiver.Setup()
        setup.adapter = StubAdapter(takesPathSegments: true) { request in
            if !request.url.hasSuffix("/hooks/trial/a-token?event=x") { Issue.record("the target was changed") }
            return .translated(.of(request))
        }
        try await RunningReceiver.run(setup) { receiver in
            let answer = try await receiver.send(post("/hooks/trial/a-token?event=x"))
            #expect(answer.status == 200)
            #expect(receiver.eventLog.events.map(\.target) == ["/hooks/trial/…?event=x"])
            let logs = receiver.logs.entries.map { "\($0)" }.joined()
            #expect(!logs.contains("a-token"))
        }
    }
}
