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

    func validate() throws {
        guard let admin, let fault = Self.fault(ofURL: admin) else { return }
        throw ValidationError("--admin \(fault); write it like http://127.0.0.1:8081")
    }

    /// What is wrong with the address of an admin listener; nil where it can be asked.
    static func fault(ofURL text: String) -> String? {
        guard let url = URL(string: text), let scheme = url.scheme?.lowercased(), ["http", "https"].contains(scheme)
        else {
            return "begins with neither http:// nor https://"
        }
        guard let host = url.host(), !host.isEmpty else { return "names no host" }
        guard ConfigurationReader.isPort(url.port) else { return "has a port beyond 65535" }
        guard url.user() == nil, url.query() == nil, url.fragment() == nil else {
            return "holds more than a scheme, a host and a port"
        }
        return nil
    }

    /// The client, from `--admin` and `BRIDGE_ADMIN_TOKEN`, else from the configuration's listener and first operator.
    func client() throws -> AdminClient {
        let environment = ProcessInfo.processInfo.environment
        if let admin {
            guard let token = environment["BRIDGE_ADMIN_TOKEN"], !token.isEmpty else {
                throw ExitReason.failed("--admin needs a token in the environment variable BRIDGE_ADMIN_TOKEN")
            }
            return AdminClient(baseURL: admin.hasSuffix("/") ? String(admin.dropLast()) : admin, token: Secret(token))
        }
        let settings = try configuration.required(orElse: "the running service was not asked").admin
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
