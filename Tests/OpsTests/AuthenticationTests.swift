import BridgeCore
import HTTPTypes
import Ops
import Testing

struct AuthenticationTests {
    enum Who: CaseIterable {
        case nobody, stranger, viewer, `operator`

        var token: OpsToken? {
            switch self {
            case .nobody: nil
            case .stranger: OpsToken(name: "stranger", role: .operator, secret: Secret("operator-tokem"))
            case .viewer: OpsBench.viewer
            case .operator: OpsBench.operator
            }
        }
    }

    static let reads = [
        "events", "events/\(EventID.sample)", "outbox", "outbox/\(EntryID.refused)", "destinations", "status",
    ]
    static let operatorReads = ["directory/main/lookup?address=ana@example.com"]
    static let changes: [(String, String?)] = [
        ("outbox/\(EntryID.refused)/retry", nil), ("outbox/\(EntryID.refused)/discard", #"{"reason":"spam"}"#),
        ("destinations/main/pause", #"{"reason":"moving"}"#), ("destinations/main/resume", nil),
        ("directory/main/import", #"{"rows":[]}"#), ("reload", nil),
    ]

    @Test(arguments: reads, Who.allCases)
    func readingTakesAnyToken(path: String, who: Who) async throws {
        let reply = try await OpsBench().send(.get, "/api/v1/\(path)", as: who.token)

        let expected: HTTPResponse.Status = who == .viewer || who == .operator ? .ok : .unauthorized
        #expect(reply.status == expected)
    }

    @Test(arguments: operatorReads, Who.allCases)
    func askingTheDirectoryTakesAnOperator(path: String, who: Who) async throws {
        let reply = try await OpsBench().send(.get, "/api/v1/\(path)", as: who.token)

        #expect(reply.status == Self.status(ofOperatorsOnly: who))
    }

    @Test(arguments: changes, Who.allCases)
    func changingTakesAnOperator(change: (String, String?), who: Who) async throws {
        let bench = OpsBench()

        let reply = try await bench.send(.post, "/api/v1/\(change.0)", as: who.token, body: change.1)

        #expect(reply.status == Self.status(ofOperatorsOnly: who))
        if who != .operator {
            #expect(bench.store.calls.isEmpty)
            #expect(bench.assembly.reloads.withLock { $0 } == 0)
        }
    }

    @Test(arguments: ["/healthz", "/readyz", "/metrics"])
    func healthAndMetricsAreOpen(path: String) async throws {
        let reply = try await OpsBench().send(.get, path, as: nil)

        #expect(reply.status == .ok)
    }

    @Test(arguments: [OpsBench.operator, nil])
    func withoutTokensTheAPIIsOffAndSaysWhatToConfigure(token: OpsToken?) async throws {
        var bench = OpsBench()
        bench.configuration.tokens = []

        let reply = try await bench.send(.get, "/api/v1/status", as: token)

        #expect(reply.status == .forbidden)
        #expect(try reply.errorCode == "api_off")
        #expect(try reply.errorMessage.contains("admin.tokens"))
    }

    @Test(arguments: ["Bearer ", "Bearer", "Basic operator-token", "operator-token", "Bearer operator-token extra"])
    func refusesWhatIsNoBearerToken(header: String) async throws {
        let headers: HTTPFields = [.authorization: header]

        let reply = try await OpsBench().send(.get, "/api/v1/status", as: nil, headers: headers)

        #expect(reply.status == .unauthorized)
        #expect(reply.headers[.wwwAuthenticate]?.hasPrefix("Bearer") == true)
        #expect(!reply.text.contains("operator-token"))
    }

    @Test func theSchemeMayBeWrittenInAnyCase() async throws {
        let headers: HTTPFields = [.authorization: "bearer operator-token"]

        let reply = try await OpsBench().send(.get, "/api/v1/status", as: nil, headers: headers)

        #expect(reply.status == .ok)
    }

    @Test func anEmptySecretIsNoToken() async throws {
        var bench = OpsBench()
        bench.configuration.tokens = [OpsToken(name: "empty", role: .operator, secret: Secret(""))]

        let reply = try await bench.send(.get, "/api/v1/status", as: bench.configuration.tokens[0])

        #expect(try reply.errorCode == "api_off")
    }

    private static func status(ofOperatorsOnly who: Who) -> HTTPResponse.Status {
        switch who {
        case .nobody, .stranger: .unauthorized
        case .viewer: .forbidden
        case .operator: .ok
        }
    }
}
