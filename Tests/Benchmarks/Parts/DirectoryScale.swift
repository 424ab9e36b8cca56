import BridgeCore
import Foundation
import Storage

/// A directory of a million addresses: how long an import takes, what it costs in memory, and how long it takes to find
/// whose an address is.
struct DirectoryScale: Sendable {
    let addresses: Int

    func run() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "bridge-parts-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let destination = Destination(
            name: DestinationName("main"),
            orgID: "00000000-0000-4000-8000-000000000000",
            apiKey: Secret("key"),
            developerSecret: Secret("secret"),
            defaultMember: MemberID("d0000000-0000-4000-8000-000000000001")
        )
        let store = try SQLiteStore.open(
            path: "\(folder)/bridge.sqlite",
            destinations: [destination],
            clock: SystemWallClock()
        )
        let before = Self.residentBytes
        let start = ContinuousClock.now
        try await fill(store, destination.name)
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        print(String(format: "%d addresses imported in %.1f s by the store alone", addresses, seconds))
        let filing = Filing(destination: destination)
        let times = try await store.readDirectory(of: destination.name) { directory in
            try Self.resolve(20_000, of: addresses, filing: filing, directory: directory)
        }
        print(
            String(
                format: "resolution of a draft: median %.1f µs, p99 %.1f µs",
                times[times.count / 2],
                times[times.count * 99 / 100]
            )
        )
        let grown = Double(Self.residentBytes - before) / Double(1 << 20)
        print(String(format: "resident memory grew by %.1f MB", grown))
        try await store.close()
    }

    private func fill(_ store: SQLiteStore, _ destination: DestinationName) async throws {
        let part = 5000
        for begin in stride(from: 0, to: addresses, by: part) {
            let rows = (begin..<min(begin + part, addresses)).compactMap { index -> DirectoryRow? in
                guard let address = Self.address(index) else { return nil }
                return .contact(KnownContact(id: ContactID("c0000000-0000-4000-8000-\(index)"), name: "A B"), address)
            }
            _ = try await store.importDirectory(rows, into: destination, at: Timestamp(seconds: 1_772_440_000))
        }
    }

    /// Microseconds of each, sorted. Half are known, half are strangers.
    private static func resolve(
        _ count: Int,
        of addresses: Int,
        filing: Filing,
        directory: any DirectoryReader
    ) throws -> [Double] {
        var times: [Double] = []
        times.reserveCapacity(count)
        for turn in 0..<count {
            // A step that is prime to the count visits addresses in no order.
            let index = (turn &* 7_368_787) % addresses + (turn % 2 == 0 ? 0 : addresses)
            guard let number = address(index) else { continue }
            let draft = draft(from: number)
            let start = ContinuousClock.now
            _ = try filing.decide(draft, region: "US", directory: directory)
            times.append((ContinuousClock.now - start) / .microseconds(1))
        }
        return times.sorted()
    }

    private static func draft(from address: Address) -> EntryDraft {
        var contact = ContactHint()
        switch address {
        case .phone(let phone): contact.phone = phone.e164
        case .email(let email): contact.email = email.normalized
        }
        return EntryDraft(
            key: "SM1",
            keyDigest: EventDigest.zero,
            provider: "twilio",
            commsType: .sms,
            commsSource: "Twilio",
            contact: contact,
            member: MemberHint(phone: "+12125550199"),
            data: ["channel": "sms", "direction": "inbound", "body": "Is the flat still free?"]
        )
    }

    /// Numbers and mailboxes in turn, no two alike.
    private static func address(_ index: Int) -> Address? {
        index % 2 == 0
            ? Address(uri: "tel:+1212\(5_000_000 + index)") : Address(uri: "mailto:person\(index)@example.com")
    }

    /// Resident memory of this process; 0 where the system does not say.
    private static var residentBytes: Int {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return 0 }
        return (Int(text.split(separator: " ")[1]) ?? 0) * 4096
    }
}

private enum EventDigest {
    static let zero = [UInt8](repeating: 0, count: 32).withUnsafeBytes { Digest256(taking: $0) }
}
