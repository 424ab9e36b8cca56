import ArgumentParser
import Foundation
import JSON

struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Copy the store of the running service into one file.",
        discussion: """
            The service itself makes the copy, beside its work: consistent, checked page by page, marked as a copy, \
            readable by the service's user alone. FILE must not be there yet; it appears when it is complete. The \
            service writes it, so choose a place where it may: under systemd, below /var/lib/zyntro-bridge.
            """
    )

    @Argument(help: "Where to, on the service's machine.") var file: String
    @OptionGroup var options: AdminOptions

    func run() async throws {
        let path = Self.absolute(file)
        try await options.run { client in
            var answer = try await client.post("store/backup", body: ["path": .string(path)])
            var status = answer["backup"] ?? .null
            let line = StatusLine()
            while status["state"]?.string == "running" {
                line.show(Self.progress(status))
                try await Task.sleep(for: .milliseconds(200))
                answer = try await client.get("store/backup")
                status = answer["backup"] ?? .null
                guard status["path"]?.string == path else {
                    line.end()
                    throw ExitReason.failed("the service was restarted before \(path) was complete; nothing is there")
                }
            }
            line.end()
            guard status["state"]?.string == "done" else {
                throw ExitReason.failed("no backup was made: \(status.cell("detail"))")
            }
            options.show(status) { status in
                """
                \(path): \(status.cell("events")) events, \(status.cell("entries")) entries, \
                \(status.cell("written_bytes")) bytes, \(status.cell("detail"))
                """
            }
        }
    }

    private static func progress(_ status: JSONValue) -> String {
        let written = (status["written_bytes"]?.int ?? 0) >> 20
        let total = (status["store_bytes"]?.int ?? 0) >> 20
        return "\(status.cell("detail")): \(written) of up to \(total) MiB"
    }

    static func absolute(_ file: String) -> String {
        file.hasPrefix("/")
            ? file
            : URL(fileURLWithPath: FileManager.default.currentDirectoryPath).appending(path: file).standardized.path
    }
}
