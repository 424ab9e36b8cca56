import ArgumentParser
import Foundation
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import UnixSignals

/// `zyntro-sandbox`: flags, then one service that runs until a signal.
@main
struct SandboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "zyntro-sandbox",
        abstract: "A stand-in of Zyntro's API for trials and tests. Nothing sent to it reaches Zyntro.",
        discussion: """
            Endpoints of Zyntro: addCommsHistory, lookupContact, addContactsFull, fetchContact, fetchIdentifiers, \
            fetchMembers, on the paths of app.zyntrohq.com. All state is in memory, and the timeline also in a journal if \
            one is named.

            For the trial: GET / shows the timeline as a page, GET /timeline[?since=CH_ID&limit=N] as JSON, \
            GET /timeline/count its length, DELETE /timeline empties it. GET, PUT and DELETE /faults read, replace and \
            clear the faults: JSON with the names of the fault flags, underscores for hyphens, as in \
            {"latency": 200, "drop": "after", "fail_first": 3}. GET and POST /contacts list and add contacts, \
            DELETE /contacts/ID removes one.

            A seed file holds {"contacts": [{"contact_id", "first_name", "last_name", "role_label", "company_name", \
            "primary_email", "secondary_email", "primary_phone", "secondary_phone", "notes": ["…"]}], \
            "members": [{"member_id", "member_name"}]}; every key of a contact may be left out, phones are in E.164, \
            and the first member is the default one. Without it there are six contacts, \
            c0000000-0000-4000-8000-000000000001 to …6 (phones +12125550101 and other 555-01xx numbers), and the members \
            d0000000-0000-4000-8000-000000000001 and …2.
            """
    )

    @Option(help: ArgumentHelp("Where to listen; port 0 lets the system choose.", valueName: "host:port"))
    var listen = ListenAddress(host: "127.0.0.1", port: 8_090)

    @Option(help: "The API key that callers must send.")
    var apiKey = SandboxSettings().rules.apiKey

    @Option(help: "The developer secret that callers must send.")
    var developerSecret = SandboxSettings().rules.developerSecret

    @Option(help: ArgumentHelp("An organisation's id (repeatable; default: \(Seed.organization)).", valueName: "uuid"))
    var org: [String] = []

    @Option(help: ArgumentHelp("Contacts and members to start with (see above).", valueName: "file"))
    var seed: String?

    @Option(help: ArgumentHelp("A whitelisted caller (repeatable; default: everyone).", valueName: "address"))
    var allowIp: [String] = []

    @Flag(help: "addCommsHistory takes any contact id (for load tests).")
    var acceptAnyContact = false

    @Option(help: ArgumentHelp("Only the newest entries keep their contents (default: all).", valueName: "entries"))
    var keep: Int?

    @Option(
        help: ArgumentHelp("Keep the timeline in this file too, and go on with it at the start.", valueName: "file")
    )
    var journal: String?

    @Option(help: "Where lookups put the contact's fields, and how they spell them.")
    var lookupShape = LookupShape.nested

    @Option(help: "How lookups write phone numbers.")
    var phoneFormat = PhoneFormat.e164

    @OptionGroup(title: "Faults of Zyntro's endpoints")
    var faults: FaultOptions

    func validate() throws {
        if let keep, keep < 0 { throw ValidationError("--keep is a number of entries, 0 or more") }
    }

    func run() async throws {
        let logger = Self.quietLogger()
        let host = listen.host
        let application = SandboxApplication(try settings()).application(
            address: .hostname(host, port: listen.port),
            logger: logger
        ) { channel in
            let port = channel.localAddress?.port ?? 0
            let address = ListenAddress(host: host, port: port)
            FileHandle.standardOutput.write(Data("zyntro-sandbox listening on http://\(address)\n".utf8))
        }
        var group = ServiceGroupConfiguration(
            services: [
                .init(
                    service: application,
                    successTerminationBehavior: .gracefullyShutdownGroup,
                    failureTerminationBehavior: .gracefullyShutdownGroup
                )
            ],
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        group.maximumGracefulShutdownDuration = .seconds(3)
        do {
            try await ServiceGroup(configuration: group).run()
        } catch let error as IOError {
            let reason = String(cString: strerror(error.errnoCode))
            throw ValidationError("cannot listen on \(listen): \(reason). Choose another --listen.")
        }
    }

    /// What the flags say; reads the seed file.
    func settings() throws -> SandboxSettings {
        SandboxSettings(
            rules: Rules(
                apiKey: apiKey,
                developerSecret: developerSecret,
                organizations: org.isEmpty ? [Seed.organization] : org,
                allowedAddresses: Set(allowIp),
                acceptsAnyContact: acceptAnyContact
            ),
            seed: try seed.map(Seed.read) ?? .builtIn,
            faults: faults.faults,
            lookupShape: lookupShape,
            phoneFormat: phoneFormat,
            keep: keep ?? .max,
            // As Zyntro's, ids are never given twice, also by a sandbox that is started again: milliseconds since 1970.
            firstID: Int(Date().timeIntervalSince1970 * 1000),
            journal: try journal.map(Journal.init)
        )
    }

    /// Standard output belongs to the one line that says the sandbox is ready.
    private static func quietLogger() -> Logger {
        var logger = Logger(label: "zyntro-sandbox") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .warning
        return logger
    }
}

extension LookupShape: ExpressibleByArgument {}
extension PhoneFormat: ExpressibleByArgument {}
