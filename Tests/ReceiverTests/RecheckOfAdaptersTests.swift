import Adapters
import BridgeCore
import Foundation
import Logging
import Receiver
import TestSupport
import Testing

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
            let hook = hook(adapter, recorded, recorded.secrets)
            let handling = adapter.handle(recorded.request, hook: hook, event: EventID(rawValue: 1))
            guard case .translated(let translation) = handling, !translation.isHandshake else { return nil }
            return Case(adapter: adapter, recorded: recorded, name: example.name)
        }
    }

    private static func hook(_ adapter: Adapter, _ recorded: RecordedRequest, _ secrets: [Secret]) -> Hook {
        let settings = recorded.settings
        return Hook(
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
        let bench = try RecheckBench(example.adapter, base: example.recorded.request.url)
        let request = example.recorded.request
        try bench.use(Self.hook(example.adapter, example.recorded, example.recorded.secrets))
        _ = await bench.send(request)
        let expected = try #require(bench.eventLog.submissions.last)
        let mended = try bench.fresh()
        try mended.use(Self.hook(example.adapter, example.recorded, [Secret("bm90LXRoZS1zZWNyZXQ:x")]))

        _ = await mended.send(request)
        await mended.service.keepBatch()

        #expect(mended.eventLog.submissions.isEmpty)
        let kept = try #require(mended.quarantine.kept.first)
        for secret in example.recorded.secrets where !secret.revealed.contains("PUBLIC KEY") {
            #expect(!kept.text.contains(secret.revealed))
            #expect(!kept.text.contains(Data(secret.revealed.utf8).base64EncodedString()))
        }
        let before = try await mended.recheck()
        #expect((before.accepted, before.remaining.count) == (0, 1))

        try mended.use(Self.hook(example.adapter, example.recorded, example.recorded.secrets))
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
    }
}
