import BridgeCore
import Foundation
import Logging
import Receiver
import TestSupport
import Testing

@testable import Adapters

/// Whatever the scheme of a provider: a request that a wrong secret refused is accepted by a recheck with the right one, as
/// the very event that it would have been, and its credential is in nothing that was kept.
struct RecheckOfAdaptersTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "adapters").path
    private static let library = AdapterLibrary.load(folder: folder).library

    struct Case: Sendable, CustomTestStringConvertible {
        let adapter: Adapter
        let recorded: RecordedRequest
        let name: String
        var testDescription: String { "\(adapter.name)/\(name)" }
    }

    /// Every example that its own secret authenticates and another refuses.
    private static let cases: [Case] = library.adapters.values.sorted { $0.name < $1.name }.flatMap { adapter in
        AdapterExample.all(in: "\(folder)/\(adapter.name)").compactMap { example -> Case? in
            let bytes = Array(FileManager.default.contents(atPath: example.requestFile) ?? Data())
            guard let recorded = try? RecordedRequest(bytes, now: AdapterExamples.now), !recorded.secrets.isEmpty,
                recorded.verifiedBy == nil
            else { return nil }
            let hook = hook(adapter, recorded.settings, recorded.secrets)
            let handling = adapter.handle(recorded.request, hook: hook, event: EventID(rawValue: 1))
            guard case .translated(let translation) = handling, !translation.isHandshake else { return nil }
            return Case(adapter: adapter, recorded: recorded, name: example.name)
        }
    }

    private static func hook(_ adapter: Adapter, _ settings: [String: String], _ secrets: [Secret]) -> Hook {
        Hook(
            name: HookName("trial"),
            adapter: adapter.name,
            destination: DestinationName("main"),
            secrets: secrets,
            settings: settings,
            region: settings["region"] ?? "US",
            zone: settings["zone"] ?? "UTC"
        )
    }

    @Test func thereAreManyCases() {
        #expect(Set(Self.cases.map(\.adapter.name)).count > 30)
    }

    @Test(arguments: cases)
    func isAcceptedAsItWouldHaveBeen(example: Case) async throws {
        let (recorded, secrets) = (example.recorded, example.recorded.secrets)

        try await Self.recheck(recorded.request, example, secrets, recorded.settings)
    }

    /// Names of credentials in the URL that no scheme reads, but which a signature may cover and the fingerprint is made of.
    /// MessageBird's tokens name the URL's hash and times, and none can be made anew here.
    @Test(arguments: cases.filter { $0.adapter.name != "messagebird" })
    func isAcceptedWhateverItsURLAndHeadersHold(example: Case) async throws {
        let recorded = example.recorded.request
        let url = recorded.url + (recorded.url.contains("?") ? "&" : "?") + "key=planted-77aa%2Fx&secret=abc&n=1"
        let request = recorded.replacing(
            url: url,
            headers: recorded.headers + [
                HeaderField(name: "x-original-url", value: url), HeaderField(name: "x-amz-key", value: "planted-77aa"),
            ]
        )
        let settings = example.recorded.settings
        // What no example can be signed anew for covers the body alone.
        let signed =
            ExampleSigning.signed(request, for: example.adapter, settings: settings)
            ?? SignedExample(request: request, secrets: example.recorded.secrets.map(\.revealed), settings: settings)
        let secrets = signed.secrets.map { Secret($0) }

        try await Self.recheck(signed.request, example, secrets, signed.settings, planted: "planted")
    }

    private static func recheck(
        _ request: RawRequest,
        _ example: Case,
        _ secrets: [Secret],
        _ settings: [String: String],
        planted: String? = nil
    ) async throws {
        let right = hook(example.adapter, settings, secrets)
        let bench = try RecheckBench(example.adapter, base: request.url)
        try bench.use(right)
        _ = await bench.send(request)
        let expected = try #require(bench.eventLog.submissions.last)
        let mended = try bench.fresh()
        try mended.use(hook(example.adapter, settings, [Secret("bm90LXRoZS1zZWNyZXQ:x")]))

        _ = await mended.send(request)
        await mended.service.keepBatch()

        #expect(mended.eventLog.submissions.isEmpty)
        let kept = try #require(mended.quarantine.kept.first)
        for secret in secrets where !secret.revealed.contains("PUBLIC KEY") {
            #expect(!kept.text.contains(secret.revealed))
            #expect(!kept.text.contains(Data(secret.revealed.utf8).base64EncodedString()))
        }
        if let planted { #expect(!kept.text.contains(planted)) }
        let before = try await mended.recheck()
        #expect((before.accepted, before.remaining.count) == (0, 1))

        try mended.use(right)
        let report = try await mended.recheck()

        #expect((report.examined, report.accepted) == (1, 1), "\(report.remaining)")
        #expect(mended.quarantine.kept.isEmpty)
        let actual = try #require(mended.eventLog.submissions.first)
        #expect(actual.event.fingerprint == expected.event.fingerprint)
        #expect(actual.event.target == expected.event.target)
        #expect(actual.event.headers == expected.event.headers)
        #expect(actual.event.body == expected.event.body)
        #expect(actual.event.receivedAt == expected.event.receivedAt)
        #expect(actual.event.state == expected.event.state)
        #expect(actual.drafts.map(\.key) == expected.drafts.map(\.key))
        #expect(actual.drafts.map(\.data) == expected.drafts.map(\.data))
        // The provider's own retry is the same event.
        _ = await mended.send(request)
        #expect(mended.eventLog.submissions.count == 1)
    }
}
