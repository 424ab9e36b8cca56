import ArgumentParser

/// `zyntro-bridge`: the composition root. Every command is a file of its own under Commands.
@main
struct Bridge: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "zyntro-bridge",
        abstract: "Brings outside SMS, e-mail and calls into Zyntro's communication history.",
        discussion: """
            Providers call https://<your host>/hooks/<name>; adapters translate what they send; the courier delivers it \
            to Zyntro from a durable outbox. Commands that change something speak to the running service, whose \
            address and token they take from --config (or --admin and the variable BRIDGE_ADMIN_TOKEN).

            Exit codes: 0 done; 1 it could not be done, or problems were found (they are printed); 64 the command \
            line is wrong; 69 the service does not answer; 78 the configuration is wrong.
            """,
        version: BuildVersion.current,
        subcommands: [
            Serve.self, Check.self, Reload.self, AdaptersCommand.self, Events.self, Outbox.self, DirectoryCommand.self,
            DestinationCommand.self, Backup.self, Restore.self, Doctor.self,
        ]
    )

    static func main() async { await main(joined(Array(CommandLine.arguments.dropFirst()))) }

    /// `--secret VALUE` as `--secret=VALUE`, likewise `--set`: a value may begin with a dash, as a PEM does, and would be
    /// taken for an option.
    static func joined(_ arguments: [String]) -> [String] {
        var joined: [String] = []
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument == "--" { return joined + [argument] + rest }
            let takesValue = argument == "--secret" || argument == "--set"
            joined.append(takesValue ? rest.popFirst().map { "\(argument)=\($0)" } ?? argument : argument)
        }
        return joined
    }
}

/// The version that `--version`, the admin API and the metrics show.
enum BuildVersion {
    static let current = "0.1.0"
}
