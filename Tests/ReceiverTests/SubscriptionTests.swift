import Adapters
import BridgeCore
import Foundation
import Logging
import Receiver
import Synchronization
import Testing

/// A signed message of SNS has its subscription confirmed; nothing else makes the bridge visit an address.
struct SubscriptionTests {
    private final class Visits: SubscriptionConfirming {
        private let recorded = Mutex<[Subscription]>([])

        var all: [Subscription] { recorded.withLock { $0 } }
        func confirm(_ subscription: Subscription) { recorded.withLock { $0.append(subscription) } }
    }

    private struct OneCertificate: CertificateSource {
        let pem: String?
        func certificate(at url: String) -> String? { pem }
    }

    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "adapters/amazon-ses").path

    /// The answer to the example's request, and what was to be visited.
    private func outcome(
        _ example: String = "subscription",
        changing change: (String, String) = ("", ""),
        topics: String? = nil,
        holdsSecret: Bool = true,
        source: @Sendable (String) -> OneCertificate = { _ in OneCertificate(pem: nil) }
    ) async throws -> (answer: Answer, visits: [Subscription]) {
        var adapter = try #require(Adapter.load(folder: Self.folder).adapter)
        let file = try #require(FileManager.default.contents(atPath: "\(Self.folder)/examples/\(example).request.json"))
        let recorded = try RecordedRequest(Array(file), now: Timestamp(seconds: 1_772_460_900))
        let certificate = try #require(recorded.secrets.first)
        adapter.certificates = source(certificate.revealed)
        var settings = recorded.settings
        if let topics { settings["topic_arns"] = topics }
        let hook = Hook(
            name: HookName("mail"),
            adapter: adapter.name,
            destination: DestinationName("main"),
            secrets: holdsSecret ? [certificate] : [],
            settings: settings
        )
        let body = String(decoding: recorded.request.body, as: UTF8.self)
        let request = RawRequest(
            method: "POST",
            url: recorded.request.url,
            headers: recorded.request.headers,
            body: Array((change.0.isEmpty ? body : body.replacing(change.0, with: change.1)).utf8),
            receivedAt: recorded.request.receivedAt
        )
        let visits = Visits()
        let intake = Intake(
            eventLog: RecordingEventLog(),
            confirmations: visits,
            ids: RecordIDGenerator(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        let answer = await intake.answer(to: request, target: "/hooks/mail", hook: ServedHook(hook, adapter: adapter))
        return (answer, visits.all)
    }

    @Test func aSignedConfirmationOfAnAllowedTopicIsVisited() async throws {
        let (answer, visits) = try await outcome()

        #expect(answer.status == 200)
        #expect(visits.map(\.topic) == ["arn:aws:sns:us-east-1:123456789012:mail"])
        #expect(visits.first?.url.hasPrefix("https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&") == true)
    }

    @Test(arguments: [
        ("sns.us-east-1.amazonaws.com/?Action", "evil.example/?Action"), ("\"Token\": \"tt", "\"Token\": \"xx"),
        ("\"Signature\":", "\"Other\":"), ("SubscriptionConfirmation", "Notification"),
    ])
    func whatWasAlteredIsNotVisited(change: (String, String)) async throws {
        let (answer, visits) = try await outcome(changing: change)

        #expect(answer.status == 503)
        #expect(visits.isEmpty)
    }

    @Test func aTopicThatTheHookDoesNotNameIsNotVisited() async throws {
        #expect(try await outcome(topics: "arn:aws:sns:us-east-1:123456789012:other").visits.isEmpty)
        #expect(try await outcome("reply").visits.isEmpty)
    }

    @Test func aMissingCertificateAsksSNSToComeAgainAndThenNeedsNoSecret() async throws {
        let first = try await outcome(holdsSecret: false)
        let second = try await outcome(holdsSecret: false, source: { OneCertificate(pem: $0) })

        #expect(first.answer.status == 503 && first.visits.isEmpty)
        #expect(first.answer.headers.contains { $0.name == "retry-after" })
        #expect(second.answer.status == 200 && second.visits.count == 1)
    }
}
