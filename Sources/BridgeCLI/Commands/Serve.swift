import Adapters
import ArgumentParser
import BridgeCore
import Foundation
import Logging
import Metrics
import Ops
import ServiceLifecycle

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the service: receive, deliver, and answer operators.",
        discussion: """
            Prints one line when it accepts requests, and logs to standard error. It refuses to start on an error of the \
            configuration or of an adapter that a hook uses. SIGTERM and SIGINT stop it in order: no new requests, \
            commits and attempts in flight finish, the store is closed. SIGHUP reloads.
            """
    )

    @OptionGroup var options: ConfigurationOptions

    @Flag(
        help: ArgumentHelp(
            "Start although acknowledged events are missing in the store.",
            discussion:
                "For a store whose write-ahead log was cut short or that was replaced by an older copy; the loss is logged."
        )
    )
    var acceptShortLog = false

    @Flag(
        help: ArgumentHelp(
            "Where the store is damaged, receive into a new one beside it.",
            discussion: """
                So that providers' webhooks are not lost during the repair. The new store, <store>.fresh, does not know \
                the other's directory, keys and queue: its destinations are paused. A store that is whole is served as ever.
                """
        )
    )
    var freshStoreBeside = false

    func run() async throws {
        ProcessMemory.keepFreedMemory()
        let configuration = try options.required()
        let adapterProblems = AdapterCheck.problems(of: configuration, file: options.path)
        let problems = PrivateFiles.problems(path: options.path) + adapterProblems
        for problem in problems { FileHandle.standardError.write(Data("\(problem)\n".utf8)) }
        if problems.contains(where: { $0.severity == .error }) {
            throw ExitReason.configuration("the adapters have errors; nothing was started")
        }
        let registry = PrometheusRegistry()
        MetricsSystem.bootstrap(registry)
        let listen = configuration.listen
        let assembly = BridgeAssembly(
            path: options.path,
            configuration: configuration,
            environment: ProcessInfo.processInfo.environment,
            logger: Self.logger(configuration.log),
            registry: registry,
            acceptsShortLog: acceptShortLog,
            receivesBeside: freshStoreBeside,
            onAccepting: { port in
                let address = ListenAddress(host: listen.host, port: port)
                FileHandle.standardOutput.write(Data("zyntro-bridge accepts requests on http://\(address)\n".utf8))
            }
        )
        do {
            try await assembly.build().run()
        } catch {
            throw ExitReason.failed("zyntro-bridge serve: \(error)")
        }
    }

    private static func logger(_ log: BridgeConfiguration.Log) -> Logger {
        LoggingSystem.bootstrap { label in
            var handler = LineLogHandler(label: label, format: log.format)
            handler.logLevel = log.level
            return handler
        }
        return Logger(label: "zyntro-bridge")
    }
}
