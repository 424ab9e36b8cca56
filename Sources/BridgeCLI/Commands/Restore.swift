import ArgumentParser
import BridgeCore
import Foundation
import JSON
import Storage

struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Put a backup in the place of the store, while the service is stopped.",
        discussion: """
            The backup is checked first and stays as it is. When the service starts on it, every destination is paused, \
            and what was undelivered when the backup was made is unknown: nothing is sent twice by itself. Run it as the \
            service's user, who is to own the file.
            """
    )

    @Argument(help: "The backup.") var file: String
    @Flag(help: "Move a store that is there aside, beside the restored one.") var replace = false
    @Flag(help: "Print JSON for a machine to read.") var json = false
    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let store = try options.required(orElse: "nothing was restored").store
        let restore = StoreRestore(
            backup: Backup.absolute(file),
            store: store,
            replaces: replace,
            now: SystemWallClock().now()
        )
        let outcome = await StatusLine().during { [restore] say -> Result<StoreRestore.Report, StoreError> in
            var restore = restore
            restore.progress = { done, total in
                say(done < total ? "copying \(done >> 20) of \(total >> 20) MiB" : "checking every page")
            }
            return Result { () throws(StoreError) in try restore.run() }
        }
        switch outcome {
        case .success(let report):
            print(json ? Self.json(report, store).text(indented: true) : Self.text(report, store))
        case .failure(let error): throw ExitReason.failed("nothing was restored: \(error.detail)")
        }
    }

    private static func text(_ report: StoreRestore.Report, _ store: String) -> String {
        let made = report.madeAt.map { " made at \($0.rfc3339(in: .utc))" } ?? ""
        let moved = report.movedTo.map { "\nthe store that was there is now \($0)" } ?? ""
        return """
            \(store): the backup\(made) is in place: \(report.events) events, \(report.entries) entries\(moved)
            the service will start with its destinations paused; deploy/RUNBOOK.md, "A store was restored", tells what then
            """
    }

    private static func json(_ report: StoreRestore.Report, _ store: String) -> JSONValue {
        [
            "store": .string(store), "events": .number(JSONNumber(report.events)),
            "entries": .number(JSONNumber(report.entries)), "bytes": .number(JSONNumber(report.bytes)),
            "made_at": report.madeAt.map { .string($0.rfc3339(in: .utc)) } ?? .null,
            "moved_to": report.movedTo.map(JSONValue.string) ?? .null,
        ]
    }
}
