import ArgumentParser
import BridgeCore
import JSON

extension EntryState: ExpressibleByArgument {}
extension EventState: ExpressibleByArgument {}

/// How much of a list is shown.
struct PageOptions: ParsableArguments {
    /// As many as the admin API gives at a time.
    private static let limits = 1...500

    @Option(help: "Only what is older than this id (to page on).") var before: String?
    @Option(help: "How many at most, 1 to 500.") var limit = 50

    func validate() throws {
        guard Self.limits.contains(limit) else {
            throw ValidationError(
                "--limit is a number from \(Self.limits.lowerBound) to \(Self.limits.upperBound), not \(limit)"
            )
        }
    }

    /// Refuses what is no id of the list's kind.
    func checkBefore<ID: RecordID>(_ type: ID.Type) throws {
        guard let before, ID(before) == nil else { return }
        throw ValidationError("--before \(before) is no id; ids look like \(ID(rawValue: 1 << 59))")
    }
}

extension AdminClient {
    /// An empty list may come of a misspelt name: throws where neither the configuration nor a record knows the destination.
    func checkDestination(_ name: String) async throws(Failure) {
        let answer = try await get("destinations")
        let known = (answer["destinations"]?.array ?? []).map { $0.cell("name") }
        guard !known.contains(name) else { return }
        let entries = try await get("outbox", query: [("destination", name), ("limit", "1")])
        if entries["entries"]?.array?.isEmpty == true { throw Self.unknown("destination", name, among: known) }
    }

    /// The same for a hook.
    func checkHook(_ name: String) async throws(Failure) {
        let answer = try await get("status")
        let known = (answer["hooks"]?.array ?? []).map { $0.cell("name") }
        guard !known.contains(name) else { return }
        for (list, member) in [("events", "events"), ("quarantine", "requests")] {
            let records = try await get(list, query: [("hook", name), ("limit", "1")])
            guard records[member]?.array?.isEmpty == true else { return }
        }
        throw Self.unknown("hook", name, among: known)
    }

    private static func unknown(_ kind: String, _ name: String, among known: [String]) -> Failure {
        let nearest = nearestName(to: name, among: known).map { "did you mean \"\($0)\"? " } ?? ""
        let all = known.isEmpty ? "none is configured" : "known are \(known.sorted().joined(separator: ", "))"
        return Failure(kind: .refused, description: "there is no \(kind) \"\(name)\"; \(nearest)\(all)")
    }
}
