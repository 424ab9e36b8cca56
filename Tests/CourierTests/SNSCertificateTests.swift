import AsyncHTTPClient
import BridgeCore
import Courier
import Logging
import TestSupport
import Testing

/// Certificates are fetched from a real server on loopback, which stands at Amazon's place.
struct SNSCertificateTests {
    private static let url = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a1b2c.pem"
    private static let pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"

    /// Serves with `act` while certificates are fetched from there.
    private func fetching(
        accepts: @escaping @Sendable (String) -> Bool = { $0 == SNSCertificateTests.pem },
        _ act: @escaping @Sendable (ScriptedZyntro.Request) async -> ScriptedZyntro.Act,
        during body:
            @escaping @Sendable (SNSCertificates, ManualMonotonicClock, ScriptedZyntro, LogRecorder) async throws
            -> Void
    ) async throws {
        let logs = LogRecorder()
        let clock = ManualMonotonicClock()
        let certificates = SNSCertificates(
            accepts: accepts,
            clock: clock,
            logger: Logger(label: "test") { _ in logs.handler }
        )
        try await ScriptedZyntro.serve(act) { server in
            let configuration = ZyntroClient.httpConfiguration(proxy: nil)
            try await HTTPClient.withHTTPClient(configuration: configuration) { http in
                let origin = server.baseURL
                let running = Task { await certificates.run(SNSFetcher(http: http) { _ in origin }) }
                defer { running.cancel() }
                try await body(certificates, clock, server, logs)
                certificates.stop()
                await running.value
            }
        }
    }

    private static func served(_ text: String, status: String = "200 OK", headers: String = "") -> ScriptedZyntro.Act {
        .json(text, status: status, headers: headers)
    }

    @Test func aCertificateThatIsNotThereIsFetchedOnceAndKept() async throws {
        try await fetching { _ in
            Self.served(Self.pem)
        } during: { certificates, _, server, _ in
            #expect(certificates.certificate(at: Self.url) == nil)
            #expect(certificates.certificate(at: Self.url) == nil)

            #expect(await eventually(timeout: .seconds(180)) { certificates.certificate(at: Self.url) == Self.pem })
            #expect(server.requests.map(\.path) == ["/SimpleNotificationService-0a1b2c.pem"])
        }
    }

    @Test func anotherAddressIsNeverCalled() async throws {
        let others = [
            "https://127.0.0.1/a.pem", "http://sns.eu-west-1.amazonaws.com/a.pem",
            "https://sns.eu-west-1.amazonaws.com.evil.example/a.pem", "https://u@sns.eu-west-1.amazonaws.com/a.pem",
        ]
        try await fetching { _ in
            Self.served(Self.pem)
        } during: { certificates, _, server, _ in
            for url in others { #expect(certificates.certificate(at: url) == nil) }

            _ = certificates.certificate(at: Self.url)
            #expect(await eventually(timeout: .seconds(180)) { certificates.certificate(at: Self.url) != nil })
            #expect(server.requests.count == 1)
        }
    }

    @Test func aRedirectIsNotFollowed() async throws {
        try await fetching { request in
            request.path == "/stolen.pem"
                ? Self.served(Self.pem)
                : Self.served("", status: "302 Found", headers: "Location: http://127.0.0.1:1/stolen.pem\r\n")
        } during: { certificates, _, server, logs in
            _ = certificates.certificate(at: Self.url)

            #expect(
                await eventually(timeout: .seconds(180)) { logs.lines.contains { $0.contains("Amazon answered 302") } }
            )
            #expect(certificates.certificate(at: Self.url) == nil)
            #expect(server.requests.count == 1)
        }
    }

    @Test(arguments: [
        (String(repeating: "x", count: 70_000), "more than 65536 bytes"), ("<html>", "no certificate"),
        ("", "no certificate"),
    ])
    func whatIsNoCertificateIsNotKept(body: String, reason: String) async throws {
        try await fetching { _ in
            Self.served(body)
        } during: { certificates, _, _, logs in
            _ = certificates.certificate(at: Self.url)

            #expect(
                await eventually(timeout: .seconds(180)) { logs.lines.contains { $0.contains(reason) } },
                "\(logs.lines)"
            )
            #expect(certificates.certificate(at: Self.url) == nil)
        }
    }

    @Test func whatFailedIsNotAskedForAgainForAWhile() async throws {
        try await fetching { _ in
            Self.served("", status: "503 Busy")
        } during: { certificates, clock, server, logs in
            _ = certificates.certificate(at: Self.url)
            #expect(await eventually(timeout: .seconds(180)) { logs.lines.contains { $0.contains("answered 503") } })
            for _ in 0..<50 { _ = certificates.certificate(at: Self.url) }
            #expect(server.requests.count == 1)

            clock.advance(by: .seconds(11))
            _ = certificates.certificate(at: Self.url)

            #expect(await eventually(timeout: .seconds(180)) { server.requests.count == 2 })
        }
    }

    @Test func aFloodOfMadeUpCertificatesIsBounded() async throws {
        try await fetching { _ in
            Self.served("", status: "404 Not Found")
        } during: { certificates, _, server, logs in
            for number in 0..<2000 {
                _ = certificates.certificate(
                    at: "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-\(number).pem"
                )
            }
            #expect(await eventually(timeout: .seconds(180)) { logs.lines.count { $0.contains("answered 404") } >= 16 })
            #expect(server.requests.count < 200)
        }
    }
}
