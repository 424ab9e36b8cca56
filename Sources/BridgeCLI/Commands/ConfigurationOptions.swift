import Adapters
import ArgumentParser
import Foundation

/// `--config`, shared by every command that reads `bridge.yaml`.
struct ConfigurationOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp("The configuration (default: $ZYNTRO_BRIDGE_CONFIG, else bridge.yaml).", valueName: "file")
    )
    var config: String?

    var path: String { config ?? ProcessInfo.processInfo.environment["ZYNTRO_BRIDGE_CONFIG"] ?? "bridge.yaml" }

    func read() -> ConfigurationReader.Result {
        ConfigurationReader.read(path: path, environment: ProcessInfo.processInfo.environment)
    }

    /// The configuration, or exit code 78 with every problem printed; `consequence` is what they keep from being done.
    func required(orElse consequence: String = "nothing was started") throws -> BridgeConfiguration {
        let result = read()
        for problem in result.problems { FileHandle.standardError.write(Data("\(problem)\n".utf8)) }
        guard !result.hasErrors else {
            throw ExitReason.configuration("\(path) has errors; \(consequence)")
        }
        return result.configuration
    }
}
