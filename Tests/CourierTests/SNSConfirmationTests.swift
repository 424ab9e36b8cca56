import AsyncHTTPClient
import BridgeCore
import Courier
import Logging
import TestSupport
import Testing

/// Subscriptions are confirmed at a real server on loopback, which stands at Amazon's place.
struct SNSConfirmationTests {
    private static let token = "abcdef0123456789"
    private static let url =
        "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=\(SNSAddressTests.topic)&Token=\(token)"

    private static func subscription(_ url: String = url, topic: String = SNSAddressTests.topic) -> Subscription {
        Subscription(url: url, topic: topic, hook: HookName("mail"), event: EventID(rawValue: 1))
    }

    private func confirming(
        _ act: @escaping @Sendable (ScriptedZyntro.Request) async -> ScriptedZyntro.Act,
        during body:
            @escaping @Sendable (SNSConfirmations, ManualMonotonicClock, ScriptedZyntro, LogRecorder) async throws
            -> Void
    ) async throws {
        let logs = LogRecorder()
        let clock = ManualMonotonicClock()
        let confirmations = SNSConfirmations(clock: clock, logger: Logger(label: "test") { _ in logs.handler })
        try await ScriptedZyntro.serve(act) { server in
            let configuration = ZyntroClient.httpConfiguration(proxy: nil)
            try await HTTPClient.withHTTPClient(configuration: configuration) { http in
                let origin = server.baseURL
                let running = Task { await confirmations.run(SNSFetcher(http: http) { _ in origin }) }
                defer { running.cancel() }
                try await body(confirmations, clock, server, logs)
                confirmations.stop()
                await running.value
            }
        }
        #expect(!logs.lines.joined().contains(Self.token))
    }

    @Test func aSubscriptionIsConfirmedByOneVisit() async throws {
        try await confirming { _ in
            .json("<ConfirmSubscriptionResponse/>")
        } during: { confirmations, _, server, logs in
            confirmations.confirm(Self.subscription())

            #expect(
                await eventually(timeout: .seconds(60)) {
                    logs.lines.contains { $0.contains("confirmed a subscription") }
                }
            )
            #expect(
                server.requests.map(\.path) == [String(Self.url.dropFirst("https://sns.eu-west-1.amazonaws.com".count))]
            )
        }
    }

    @Test(arguments: [
        "https://127.0.0.1/?Action=ConfirmSubscription&TopicArn=\(SNSAddressTests.topic)&Token=t",
        url.replacing("eu-west-1.amazonaws", with: "us-east-1.amazonaws"), url.replacing("https", with: "http"),
        url.replacing("amazonaws.com", with: "amazonaws.com.evil.example"),
    ])
    func anotherAddressIsNotVisited(url: String) async throws {
        try await confirming { _ in
            .json("")
        } during: { confirmations, _, server, logs in
            confirmations.confirm(Self.subscription(url))

            #expect(logs.lines.count { $0.contains("did not visit") } == 1)
            #expect(server.requests.isEmpty)
        }
    }

    @Test(arguments: ["http://127.0.0.1:1/", "https://169.254.169.254/latest/meta-data/", url])
    func aRedirectIsNotFollowed(location: String) async throws {
        try await confirming { _ in
            .json("", status: "302 Found", headers: "Location: \(location)\r\n")
        } during: { confirmations, _, server, logs in
            confirmations.confirm(Self.subscription())

            #expect(await eventually(timeout: .seconds(60)) { logs.lines.contains { $0.contains("302") } })
            #expect(server.requests.count == 1)
            #expect(!logs.lines.contains { $0.contains("confirmed a subscription") })
        }
    }

    @Test func aTryThatFailedIsRepeatedLater() async throws {
        let answers = Answers()
        try await confirming { _ in
            await answers.next()
        } during: { confirmations, clock, server, logs in
            confirmations.confirm(Self.subscription())
            #expect(
                await eventually(timeout: .seconds(60)) {
                    logs.lines.contains { $0.contains("not confirm a subscription yet") }
                }
            )
            confirmations.confirm(Self.subscription())

            #expect(
                await eventually(timeout: .seconds(60)) {
                    clock.advance(by: .seconds(1))
                    return logs.lines.contains { $0.contains("confirmed a subscription") }
                }
            )
            #expect(server.requests.count == 3)
        }
    }

    private actor Answers {
        private var statuses = ["503 Busy", "500 Fault"]

        func next() -> ScriptedZyntro.Act {
            statuses.isEmpty ? .json("<ok/>") : .json("", status: statuses.removeFirst())
        }
    }

    @Test func aTokenThatAmazonRefusesIsGivenUpAndTold() async throws {
        try await confirming { _ in
            .json("", status: "403 Forbidden")
        } during: { confirmations, _, server, logs in
            confirmations.confirm(Self.subscription())

            #expect(
                await eventually(timeout: .seconds(60)) {
                    logs.lines.contains { $0.hasPrefix("error") && $0.contains("answered 403") }
                }
            )
            #expect(server.requests.count == 1)
        }
    }
}
