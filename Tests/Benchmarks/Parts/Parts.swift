import Adapters
import BridgeCore
import Foundation
import Storage

/// Measures the parts of the accept path by themselves, without HTTP: an adapter on a recorded request, and the store
/// with many callers; or a directory of many addresses.
///
///     Parts <folder of adapters> [<appends> [<adapter> <example> <rounds>]]
///     Parts --directory [<addresses>]
///
/// With an adapter and an example it translates that one so many times and measures nothing: for a profiler.
@main
struct Parts {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count > 1 else {
            return print("usage: Parts <folder of adapters> [<appends>] | Parts --directory [<addresses>]")
        }
        if arguments[1] == "--directory" {
            let addresses = arguments.count > 2 ? Int(arguments[2]) ?? 0 : 1_000_000
            return try await DirectoryScale(addresses: max(1, addresses)).run()
        }
        if arguments.count > 5, let rounds = Int(arguments[5]) {
            let sample = try Sample(folder: "\(arguments[1])/\(arguments[3])", example: arguments[4])
            for _ in 0..<rounds where sample.translate() == nil { return print("not authentic") }
            return
        }
        for (adapter, example) in [("twilio-messaging", "sms"), ("postmark", "reply")] {
            let sample = try Sample(folder: "\(arguments[1])/\(adapter)", example: example)
            report("\(adapter) authenticate", sample.microseconds { sample.authenticate() })
            report("\(adapter) authenticate and translate", sample.microseconds { sample.translate() != nil })
        }
        let count = arguments.count > 2 ? Int(arguments[2]) ?? 0 : 40_000
        try await Appends(sample: Sample(folder: "\(arguments[1])/twilio-messaging", example: "sms"))
            .run(count, callers: 64)
    }

    private static func report(_ name: String, _ microseconds: Double) {
        print(name.padding(toLength: 48, withPad: " ", startingAt: 0), String(format: "%8.1f µs", microseconds))
    }
}

/// One recorded request with the adapter and the hook that it is for.
struct Sample: Sendable {
    let adapter: Adapter
    let request: RawRequest
    let hook: Hook

    init(folder: String, example: String) throws {
        let name = URL(fileURLWithPath: folder).lastPathComponent
        guard let adapter = Adapter.load(folder: folder).adapter else {
            throw BenchmarkError("no adapter in \(folder)")
        }
        let file = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/examples/\(example).request.json"))
        let recorded = try RecordedRequest(Array(file), now: Timestamp(seconds: 1_772_440_000))
        self.adapter = adapter
        request = recorded.request
        hook = Hook(
            name: HookName("hook"),
            adapter: name,
            destination: DestinationName("main"),
            secrets: recorded.secrets,
            settings: recorded.settings
        )
        guard translate() != nil else { throw BenchmarkError("\(example) is not authentic") }
    }

    func authenticate() -> Bool {
        let request = arriving
        return if case .authentic = adapter.authenticate(request, hook: hook) { true } else { false }
    }

    func translate() -> Translation? {
        let request = arriving
        guard case .authentic(let authentic) = adapter.authenticate(request, hook: hook) else { return nil }
        return adapter.translate(authentic, hook: hook, event: EventID(rawValue: 1))
    }

    /// The request as it comes in anew: what is read of a request is kept with it.
    private var arriving: RawRequest {
        RawRequest(
            method: request.method,
            url: request.url,
            headers: request.headers,
            body: request.body,
            remoteAddress: request.remoteAddress,
            receivedAt: request.receivedAt
        )
    }

    /// The best of ten rounds, so that a busy machine shows in it as little as may be.
    func microseconds(_ body: () -> Bool) -> Double {
        let count = 2000
        return (0..<10).map { _ in
            let start = ContinuousClock.now
            for _ in 0..<count where !body() { return .infinity }
            return (ContinuousClock.now - start) / .microseconds(count)
        }.min() ?? .infinity
    }
}

/// Appends of new events with one entry each.
struct Appends: Sendable {
    let sample: Sample

    func run(_ count: Int, callers: Int) async throws {
        guard count > 0, let draft = sample.translate()?.drafts.first else { return }
        let folder = FileManager.default.temporaryDirectory.appending(path: "bridge-parts-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let destination = Destination(
            name: DestinationName("main"),
            orgID: "00000000-0000-4000-8000-000000000000",
            apiKey: Secret("key"),
            developerSecret: Secret("secret"),
            defaultMember: MemberID("d0000000-0000-4000-8000-000000000001"),
            entriesPerContactAndHour: 1_000_000
        )
        let store = try SQLiteStore.open(
            path: "\(folder)/bridge.sqlite",
            destinations: [destination],
            clock: SystemWallClock()
        )
        let start = ContinuousClock.now
        await withTaskGroup(of: Void.self) { group in
            for caller in 0..<callers {
                group.addTask {
                    for index in stride(from: caller, to: count, by: callers) { await append(index, draft, to: store) }
                }
            }
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        print(String(format: "%d callers append %d events: %.0f/s", callers, count, Double(count) / seconds))
        try await store.close()
    }

    private func append(_ index: Int, _ sample: EntryDraft, to store: SQLiteStore) async {
        let digest = EventFingerprint.digest(of: Array("\(index)".utf8))
        let draft = EntryDraft(
            key: "SM\(index)",
            keyDigest: digest,
            provider: sample.provider,
            commsType: sample.commsType,
            commsSource: sample.commsSource,
            contact: ContactHint(contactID: ContactID("contact-\(index % 100)")),
            member: sample.member,
            data: sample.data
        )
        let event = Event(
            id: EventID(rawValue: Int64(index) + 1),
            hook: HookName("hook"),
            destination: DestinationName("main"),
            adapter: self.sample.adapter.name,
            adapterVersion: self.sample.adapter.version,
            receivedAt: Timestamp(seconds: 1_772_440_000),
            method: "POST",
            target: "/hooks/hook",
            headers: [HeaderField(name: "content-type", value: "application/x-www-form-urlencoded")],
            body: self.sample.request.body,
            bodyDigest: digest,
            fingerprint: digest,
            state: .accepted
        )
        do {
            _ = try await store.append(Submission(event: event, drafts: [draft], region: "US"))
        } catch {
            print("append failed: \(error)")
        }
    }
}

struct BenchmarkError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
