import ArgumentParser
import BridgeCore
import JSON

/// Entries named one by one, or all of a destination in one state.
struct SelectionOptions: ParsableArguments {
    @Argument(help: "Ids of entries, ent_…") var ids: [String] = []
    @Option(help: "Instead of ids: all entries in this state. Needs --destination.") var state: EntryState?
    @Option(help: "With --state: the destination whose entries are meant.") var destination: String?
    @Option(help: ArgumentHelp("With --state: only what was received before.", valueName: "time")) var before: String?
    @Flag(help: "With --state: count, and change nothing.") var dryRun = false

    func validate() throws {
        guard ids.isEmpty else {
            guard state == nil, destination == nil, before == nil, !dryRun else {
                throw ValidationError("name entries by their ids, or by --state and --destination, not by both")
            }
            return
        }
        guard state != nil, destination != nil else {
            throw ValidationError("name entries by their ids, or by --state and --destination")
        }
        guard before.map({ Timestamp(rfc3339: $0) != nil }) ?? true else {
            throw ValidationError("--before is a time with its zone, such as 2026-03-02T14:00:00Z")
        }
    }

    /// Does `action` to every page of the selection, and returns what became of all together.
    func runAll(_ action: String, _ client: AdminClient, adding members: JSONObject = [:]) async throws -> JSONValue {
        var done = 0
        var skipped: [JSONValue] = []
        var next: JSONValue = .null
        let line = StatusLine()
        defer { line.end() }
        repeat {
            var body = members
            body["destination"] = .string(destination ?? "")
            body["state"] = .string(state?.rawValue ?? "")
            if let before { body["before"] = .string(before) }
            if !next.isNull { body["after"] = next }
            if dryRun { body["dry_run"] = true }
            let answer = try await client.post("outbox/\(action)", body: .object(body))
            done += answer["done"]?.int ?? 0
            skipped += answer["skipped"]?.array ?? []
            next = answer["next"] ?? .null
            line.show("\(action): \(done) entries")
        } while !next.isNull
        return ["done": .number(JSONNumber(done)), "skipped": .array(skipped), "dry_run": .bool(dryRun)]
    }

    func text(_ answer: JSONValue, _ verb: String) -> String {
        let skipped = answer["skipped"]?.array ?? []
        let would = dryRun ? "would be " : ""
        let lines = skipped.prefix(20).map { "\($0.cell("id")) was left as it was: \($0.cell("reason"))" }
        let rest = skipped.count > 20 ? ["… and \(skipped.count - 20) more"] : []
        return (["\(answer.cell("done")) entries \(would)\(verb)"] + lines + rest).joined(separator: "\n")
    }
}
