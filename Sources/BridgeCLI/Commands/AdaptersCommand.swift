import Adapters
import ArgumentParser
import BridgeCore
import Foundation
import JSON

struct AdaptersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adapters",
        abstract: "List adapters, check them, run their examples, try one on a request, write new ones.",
        subcommands: [List.self, New.self, Check.self, Test.self, Try.self, Record.self]
    )
}

/// Where the adapters are: `--adapters`, else the configuration's folder, else `adapters` here.
struct AdapterOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The folder of adapters (default: that of the configuration, else ./adapters).",
            valueName: "folder"
        )
    )
    var adapters: String?

    @OptionGroup var configuration: ConfigurationOptions

    var folder: String {
        if let adapters { return adapters }
        let isThere = FileManager.default.fileExists(atPath: configuration.path)
        let configured = isThere ? configuration.read().configuration.adapters : ""
        return configured.isEmpty ? "adapters" : configured
    }

    /// One adapter, compiled; its problems are printed, and an error ends the command.
    func adapter(_ name: String) throws -> Adapter {
        let folder = folder
        let names = try names(in: folder)
        guard names.contains(name) else { throw unknown(name, among: names, in: folder) }
        let (adapter, problems) = Adapter.load(folder: "\(folder)/\(name)")
        ProblemText.printError(problems)
        guard let adapter else { throw ExitReason.failed("the adapter \(name) has errors") }
        return adapter
    }

    /// Says which name was probably meant.
    func unknown(_ name: String, among names: [String], in folder: String) -> ExitCode {
        let mend =
            nearestName(to: name, among: names).map { "did you mean \"\($0)\"?" }
            ?? (names.isEmpty ? "there is none" : "there are \(names.joined(separator: ", "))")
        return ExitReason.failed("no adapter \"\(name)\" in \(folder); \(mend)")
    }

    func names(in folder: String) throws -> [String] {
        do {
            return try AdapterLibrary.names(in: folder)
        } catch {
            throw ExitReason.failed("the folder \(folder) cannot be read; name another with --adapters")
        }
    }
}

extension AdaptersCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the adapters with their titles and versions.")

        @OptionGroup var options: AdapterOptions
        @Flag(help: "Print JSON for a machine to read.") var json = false

        func run() async throws {
            let (library, problems) = AdapterLibrary.load(folder: options.folder)
            ProblemText.printError(problems)
            let adapters = library.adapters.values.sorted { $0.name < $1.name }
            if json {
                let rows = adapters.map { adapter -> JSONValue in
                    [
                        "name": .string(adapter.name), "title": .string(adapter.title),
                        "provider": .string(adapter.provider), "version": .string(adapter.version),
                    ]
                }
                print(JSONValue.array(rows).text(indented: true))
            } else {
                var table = Table(["ADAPTER", "VERSION", "TITLE"])
                for adapter in adapters { table.rows.append([adapter.name, adapter.version, adapter.title]) }
                print(table.text(empty: "no adapter in \(options.folder)"))
            }
            if problems.contains(where: { $0.severity == .error }) { throw ExitCode(1) }
        }
    }

    struct Try: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "try",
            abstract: "Translate one request and show everything that comes of it; nothing is stored or sent.",
            discussion: """
                The file holds method, url (the public URL as called), headers and body (with body_encoding: base64 where \
                the bytes are no text). Exit code 0 whatever the verdict.
                """
        )

        @Argument(help: "The adapter's name.") var adapter: String
        @Option(help: ArgumentHelp("The request as JSON.", valueName: "file")) var request: String
        @Option(help: "A secret of the hook (repeatable).") var secret: [String] = []
        @Option(
            parsing: .unconditionalSingleValue,
            help: ArgumentHelp("A setting of the hook (repeatable).", valueName: "key=value")
        )
        var set: [String] =
            []
        @Option(
            help: ArgumentHelp("The clock, in seconds since 1970 (default: the file's, else now).", valueName: "epoch")
        )
        var now: Int64?
        @Flag(help: "Print JSON for a machine to read; without it the same, indented.") var json = false
        @OptionGroup var options: AdapterOptions

        func validate() throws {
            for pair in set where (pair.firstIndex(of: "=") ?? pair.startIndex) == pair.startIndex {
                throw ValidationError("--set takes key=value, not \"\(pair)\"")
            }
        }

        private var settings: [String: String] {
            let pairs = set.compactMap { pair in
                pair.firstIndex(of: "=").map { (String(pair[..<$0]), String(pair[pair.index(after: $0)...])) }
            }
            return Dictionary(pairs) { $1 }
        }

        /// A trial takes what a hook would not: the region and the zone, and names that another version may read.
        private func warn(of faults: [SettingFault]) {
            for fault in faults where fault.kind != .missing && !["region", "zone"].contains(fault.name) {
                let line = "warning: --set \(fault.name): \(fault.message); \(fault.mend)\n"
                FileHandle.standardError.write(Data(line.withoutControls().utf8))
            }
        }

        func run() async throws {
            let adapter = try options.adapter(adapter)
            guard let bytes = FileManager.default.contents(atPath: request) else {
                throw ExitReason.failed("\(request) cannot be read")
            }
            let settings = settings
            warn(of: adapter.faults(ofSettings: settings))
            do {
                let report = try AdapterTrial.run(
                    adapter,
                    file: [UInt8](bytes),
                    secrets: secret.map(Secret.init),
                    settings: settings,
                    now: now.map { Timestamp(seconds: $0) }
                )
                print(report.text(indented: !json))
            } catch {
                throw ExitReason.failed("\(request): \(error)")
            }
        }
    }
}
