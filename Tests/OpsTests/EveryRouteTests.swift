import BridgeCore
import Foundation
import HTTPTypes
import Ops
import Testing

/// The routes as the sources of the admin API register them, so that a new one cannot be forgotten here.
struct EveryRouteTests {
    struct Route: Sendable, CustomStringConvertible {
        let method: HTTPRequest.Method
        let path: String
        let takesOperator: Bool

        var description: String { "\(method) \(path)" }
    }

    static let routes: [Route] = {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources/Ops")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.allObjects ?? []
        return files.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }.flatMap(routes(in:))
    }()

    /// Functions `add…(to group:)` and the routes in them; the one that adds what any token may read is `addReads`.
    private static func routes(in file: URL) -> [Route] {
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        var routes: [Route] = []
        var function = ""
        for line in text.split(separator: "\n") {
            if let match = line.firstMatch(of: /func (add\w+)\(/) { function = String(match.1) }
            guard let match = line.firstMatch(of: /group\.(get|post|put|patch|delete)\(\s*"([^"]+)"/),
                let method = HTTPRequest.Method(rawValue: match.1.uppercased())
            else { continue }
            let path = match.2.replacing("outbox/:id", with: "outbox/\(EntryID.refused)")
                .replacing(":id", with: "\(EventID.sample)").replacing(":name", with: "main")
            routes.append(Route(method: method, path: "/api/v1/\(path)", takesOperator: function != "addReads"))
        }
        return routes
    }

    @Test func thereAreRoutes() {
        #expect(Self.routes.count >= 17)
        #expect(Self.routes.contains { $0.method == .post && $0.path.hasSuffix("/retry") && $0.takesOperator })
        #expect(Self.routes.contains { $0.method == .get && $0.path.hasSuffix("/status") && !$0.takesOperator })
    }

    @Test(arguments: routes)
    func everyRouteTakesATokenAndChangesTakeAnOperator(route: Route) async throws {
        let bench = OpsBench()
        let stranger = OpsToken(name: "stranger", role: .operator, secret: Secret("operator-tokem"))

        let (without, wrong) = (
            try await bench.send(route.method, route.path, as: nil),
            try await bench.send(route.method, route.path, as: stranger)
        )

        #expect(without.status == .unauthorized && wrong.status == .unauthorized)
        #expect(try without.errorCode == "unauthorized")
        #expect(try wrong.errorCode == "unauthorized")
        #expect(without.headers.map(\.name) == wrong.headers.map(\.name))
        let viewer = try await bench.send(route.method, route.path, as: OpsBench.viewer)
        #expect((viewer.status == .forbidden) == route.takesOperator)
        if route.method == .get { #expect(try await bench.send(.head, route.path, as: nil).status == .unauthorized) }
        #expect(bench.assembly.reloads.withLock { $0 } == 0)
        if route.takesOperator { #expect(bench.store.calls.isEmpty) }
    }

    @Test(arguments: [
        "/api/v1/status/", "//api/v1/status", "/api//v1/status", "/API/V1/status", "/api/v1/./status",
        "/api/v1/%73tatus", "/healthz/../api/v1/status", "/healthz/%2e%2e/api/v1/status",
        "/api/v1/status?token=operator-token",
        "/api/v1/status;x", "/metrics/../api/v1/events", "/api/v2/status", "/api/v1/events/%00",
    ])
    func noSpellingOfAPathGoesAroundTheToken(path: String) async throws {
        for method in [HTTPRequest.Method.get, .head, .post, .options, .put, .delete, .trace] {
            let reply = try await OpsBench().send(method, path, as: nil)

            #expect([.unauthorized, .notFound, .methodNotAllowed, .badRequest].contains(reply.status), "\(method)")
            #expect(!reply.text.contains("statistics"))
        }
    }
}
