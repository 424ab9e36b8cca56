import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Ops
import Testing

struct ChangeGuardTests {
    private static let path = "/api/v1/destinations/main/resume"

    @Test(arguments: ["https://evil.example", "http://localhost:9999", "null", "https://localhost"])
    func refusesPagesOfOtherOrigins(origin: String) async throws {
        let bench = OpsBench()

        let reply = try await bench.send(.post, Self.path, headers: [.origin: origin])

        #expect(reply.status == .forbidden)
        #expect(try reply.errorCode == "foreign_origin")
        #expect(bench.store.calls.isEmpty)
    }

    @Test func takesAnOriginThatTheConfigurationNames() async throws {
        var bench = OpsBench()
        bench.configuration.origins = ["https://ops.example.com"]

        let reply = try await bench.send(.post, Self.path, headers: [.origin: "https://ops.example.com"])

        #expect(reply.status == .ok)
    }

    @Test(arguments: [("127.0.0.1", HTTPResponse.Status.ok), ("rebound.example", .forbidden)])
    func itsOwnOriginIsOneThatItGoesBy(name: String, status: HTTPResponse.Status) async throws {
        let bench = OpsBench()
        let application = bench.application(port: 0)

        let answer = try await application.test(.ahc(.http)) { client in
            let authority = "\(name):\(client.port ?? 0)"
            let headers: HTTPFields = [
                .authorization: "Bearer operator-token", .contentType: "application/json",
                .origin: "http://\(authority)", HTTPField.Name("Host")!: authority,
            ]
            return try await client.executeRequest(uri: Self.path, method: .post, headers: headers, body: nil)
        }

        #expect(answer.status == status)
    }

    @Test(arguments: ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""])
    func refusesWhatAFormCanSend(contentType: String) async throws {
        let bench = OpsBench()

        let reply = try await bench.send(.post, Self.path, body: "{}", headers: [.contentType: contentType])

        #expect(reply.status == .unsupportedMediaType)
        #expect(try reply.errorCode == "json_required")
        #expect(bench.store.calls.isEmpty)
    }

    @Test func takesJSONWithACharset() async throws {
        let reply = try await OpsBench().send(
            .post,
            Self.path,
            body: "{}",
            headers: [.contentType: "application/json; charset=utf-8"]
        )

        #expect(reply.status == .ok)
    }

    @Test func readingAsksForNoOrigin() async throws {
        let reply = try await OpsBench().send(.get, "/api/v1/status", headers: [.origin: "https://evil.example"])

        #expect(reply.status == .ok)
    }
}
