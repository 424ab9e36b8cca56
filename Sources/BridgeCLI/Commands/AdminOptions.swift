import ArgumentParser
import BridgeCore
import Foundation
import JSON
import Ops

/// Where the running service is and how to speak to it; shared by the commands that use the admin API.
struct AdminOptions: ParsableArguments {
    @OptionGroup var configuration: ConfigurationOptions

    @Option(
        name: .long,
        help: ArgumentHelp("The admin listener (default: admin.listen of the configuration).", valueName: "url")
    )
    var admin: String?

    @Flag(name: .long, help: "Print JSON for a machine to read.")
    var json = false

    /// The client, from `--admin` and `BRIDGE_ADMIN_TOKEN`, else from the configuration's listener and first operator.
    func client() throws -> AdminClient {
        let environment = ProcessInfo.processInfo.environment
        if let admin {
            guard let token = environment["BRIDGE_ADMIN_TOKEN"], !token.isEmpty else {
                throw ExitReason.failed("--admin needs a token in the environment variable BRIDGE_ADMIN_TOKEN")
            }
            return AdminClient(baseURL: admin.hasSuffix("/") ? String(admin.dropLast()) : admin, token: Secret(token))
        }
        let settings = try configuration.required().admin
        let tokens = settings.tokens
        guard let token = tokens.first(where: { $0.role == .operator }) ?? tokens.first else {
            throw ExitReason.configuration("\(configuration.path) has no admin token; add one under admin.tokens")
        }
        return AdminClient(baseURL: "http://\(settings.listen)", token: token.secret)
    }

    /// Runs `body` against the service and turns its failures into exit codes.
    func run(_ body: (AdminClient) async throws -> Void) async throws {
        do {
            try await body(client())
        } catch let failure as AdminClient.Failure {
            switch failure.kind {
            case .unreachable: throw ExitReason.unavailable(failure.description)
            case .refused: throw ExitReason.failed(failure.description)
            }
        }
    }

    /// Prints the answer as JSON where `--json` was given, else as `text` renders it.
    func show(_ value: JSONValue, as text: (JSONValue) -> String) {
        print((json ? value.text(indented: true) : text(value)).withoutControls())
    }
}
