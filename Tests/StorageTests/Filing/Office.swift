import BridgeCore
import Foundation
import JSON
import Logging
import TestSupport

@testable import Adapters
@testable import Storage

/// A store with a directory, into which shipped adapters translate requests, as the receiver does after authentication.
struct Office {
    let store: SQLiteStore
    let clock = ManualWallClock()
    let destination: Destination
    private let directory: TemporaryDirectory
    private let ids = RecordIDGenerator()

    init(
        _ destination: Destination = .trial(looksUpContacts: false),
        directory rows: String = Office.usual,
        logger: Logger = Logger(label: "office") { _ in SwiftLogNoOpLogHandler() }
    ) async throws {
        self.destination = destination
        directory = try TemporaryDirectory()
        store = try SQLiteStore.open(
            path: directory.path("store.sqlite"),
            destinations: [destination],
            clock: clock,
            logger: logger
        )
        try await take(rows)
    }

    /// Two reps, what belongs to everybody, what belongs to nobody, and some people.
    static let usual = """
        member sam +12125550191 Sam Lee
        member sam sam@our.example.com Sam Lee
        member sam lee@our.example.com Sam Lee
        member kim +12125550192 Kim Oh
        member kim kim@our.example.com Kim Oh
        member sam +12125550187 Sam Lee @dialler
        shared - +12125550190 Main line
        shared kim +12125550189 Sales
        shared - info@our.example.com Office
        drop - drop@our.example.com Drop
        ignore - +12125550188 Zyntro
        ignore - zyntro@our.example.com Zyntro
        contact ana +12125550101 Ana Ruiz
        contact ana +442079460101 Ana Ruiz
        contact ana ana@example.com Ana Ruiz
        contact bob +12125550102 Bob Day
        contact bob bob@example.com Bob Day
        contact cy +12125550103 Cy Fox
        contact cyd +12125550103 Cyd Fox
        contact dora fam@example.com Dora Bell
        contact eli fam@example.com Eli Bell
        contact uma +442079460102 Uma Hall
        """

    /// Rows of kind, id, address and name; `@hook` behind the name is the line's `logged_by`.
    @discardableResult
    func take(_ text: String) async throws -> ImportReport {
        let rows = text.split(separator: "\n").compactMap { line -> DirectoryRow? in
            let words = line.split(separator: " ").map(String.init)
            guard words.count >= 3, let address = Self.address(words[2]) else { return nil }
            let name = words.dropFirst(3).filter { !$0.hasPrefix("@") }.joined(separator: " ")
            if words[0] == "contact" { return .contact(KnownContact(id: ContactID(words[1]), name: name), address) }
            guard let kind = Line.Kind(rawValue: words[0]) else { return nil }
            return .line(
                Line(
                    kind: kind,
                    address: address,
                    member: words[1] == "-" ? nil : MemberID(words[1]),
                    name: name,
                    loggedBy: words.last.flatMap { $0.hasPrefix("@") ? HookName(String($0.dropFirst())) : nil }
                )
            )
        }
        return try await store.importDirectory(rows, into: destination.name, at: clock.now())
    }

    static func address(_ text: String) -> Address? {
        Address(uri: text.contains("@") ? "mailto:\(text)" : "tel:\(text)")
    }

    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// The shipped adapter `name`.
    static func adapter(_ name: String) throws -> Adapter {
        let (adapter, problems) = Adapter.load(folder: root.appending(path: "adapters/\(name)").path)
        guard let adapter else { throw OfficeError(message: "\(name): \(problems)") }
        return adapter
    }

    struct OfficeError: Error {
        let message: String
    }

    /// Translates and files one request; why it was ignored, if it was.
    @discardableResult
    func receive(
        _ request: Request,
        hook name: String? = nil,
        region: String = "US",
        policies: HookPolicies = HookPolicies()
    ) async throws -> String? {
        let adapter = try Self.adapter(request.adapter)
        let hook = Hook(
            name: HookName(name ?? request.adapter),
            adapter: request.adapter,
            destination: destination.name,
            region: region
        )
        let raw = RawRequest(
            method: "POST",
            url: "https://bridge.example.com/hooks/\(hook.name)",
            headers: [HeaderField(name: "content-type", value: request.contentType)],
            body: Array(request.body.utf8),
            receivedAt: clock.now()
        )
        let id = EventID(rawValue: ids.next(at: clock.now()))
        let body = try adapter.decode(raw).value
        let result = adapter.translator.translate(body, of: raw, hook: hook, event: id)
        guard result.disposition != .untranslated else { throw OfficeError(message: result.reason ?? "untranslated") }
        let digest = EventFingerprint.digest(of: raw.body)
        let event = Event(
            id: id,
            hook: hook.name,
            destination: destination.name,
            adapter: adapter.name,
            adapterVersion: adapter.version,
            receivedAt: clock.now(),
            method: raw.method,
            target: raw.target,
            headers: raw.headers,
            body: raw.body,
            bodyDigest: digest,
            fingerprint: EventFingerprint.fingerprint(
                hook: hook.name,
                method: raw.method,
                target: raw.target,
                bodyDigest: digest
            ),
            state: result.disposition == .ignored ? .ignored : .accepted,
            reason: result.reason
        )
        let submission = Submission(event: event, drafts: result.drafts, region: region, policies: policies)
        guard case .accepted(let accepted) = try await store.append(submission) else { return nil }
        // Nothing more comes about a call that settles.
        try await store.closeDueWindows(at: clock.now().advanced(by: .seconds(3600)))
        let record = try await store.event(accepted).record
        return record.state == .ignored ? record.reason : nil
    }

    /// Every entry, oldest first, as `contact member direction`; one without a contact as `?address` or `!`, and one that
    /// does not go out by itself with its state in front.
    func timeline() async throws -> [String] {
        var filter = EntryFilter()
        filter.limit = 10_000
        var lines: [String] = []
        for record in try await store.entries(filter).reversed() {
            let entry = try await store.entry(record.id)
            let person =
                record.contact?.rawValue ?? record.address.map { "?\($0.uri.drop { $0 != ":" }.dropFirst())" } ?? "!"
            let direction = entry.draft.data["direction"]?.string ?? "-"
            let state = [.queued, .unmatched].contains(record.state) ? "" : "\(record.state.rawValue): "
            lines.append("\(state)\(person) \(entry.member) \(direction)")
        }
        return lines
    }

    func entries() async throws -> [EntryDetail] {
        var filter = EntryFilter()
        filter.limit = 10_000
        var details: [EntryDetail] = []
        for record in try await store.entries(filter).reversed() { details.append(try await store.entry(record.id)) }
        return details
    }
}
