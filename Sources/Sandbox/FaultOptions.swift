import ArgumentParser

/// The fault flags. `/faults` takes the same names with underscores.
struct FaultOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Wait before each call.", valueName: "milliseconds"))
    var latency: Int?

    @Option(help: "Close the connection without an answer, before or after the call was carried out.")
    var drop: Faults.Drop?

    @Flag(help: "Carry the call out, send half of the answer, then close the connection.")
    var half = false

    @Flag(help: "Answer a web page with status 200 (or --status) instead of JSON.")
    var html = false

    @Option(
        help: ArgumentHelp("Answer this message as Zyntro answers errors (status 200, or --status).", valueName: "text")
    )
    var error: String?

    @Option(help: ArgumentHelp("Answer this HTTP status.", valueName: "code"))
    var status: Int?

    @Option(help: ArgumentHelp("Send Retry-After; without --status the answer is 429.", valueName: "seconds"))
    var retryAfter: Int?

    @Flag(help: "Answer what the call before was answered, as a proxy does that mixes answers up.")
    var mixed = false

    @Flag(help: "Answers of --mixed, --html, --error and --status come after the call was carried out.")
    var afterStoring = false

    @Option(help: ArgumentHelp("Answer 429 with Retry-After beyond so many calls per second.", valueName: "calls"))
    var rate: Int?

    @Option(help: ArgumentHelp("Only the first calls meet the faults.", valueName: "calls"))
    var failFirst: Int?

    @Option(help: ArgumentHelp("The share of calls that meet the faults, 0 to 1.", valueName: "share"))
    var probability: Double?

    @Option(help: ArgumentHelp("Makes the choice of --probability repeatable.", valueName: "number"))
    var faultSeed: UInt64?

    @Option(help: ArgumentHelp("Only calls of this endpoint meet the faults (repeatable).", valueName: "endpoint"))
    var faultOn: [String] = []

    @Option(help: ArgumentHelp("Only calls about this contact meet the faults (repeatable).", valueName: "id"))
    var faultContact: [String] = []

    var faults: Faults {
        Faults(
            latency: latency,
            drop: drop,
            half: half ? true : nil,
            html: html ? true : nil,
            error: error,
            status: status,
            mixed: mixed ? true : nil,
            retryAfter: retryAfter,
            afterStoring: afterStoring ? true : nil,
            rate: rate,
            failFirst: failFirst,
            probability: probability,
            faultSeed: faultSeed,
            faultOn: faultOn.isEmpty ? nil : faultOn,
            faultContact: faultContact.isEmpty ? nil : faultContact
        )
    }

    mutating func validate() throws {
        let problems = faults.problems
        guard problems.isEmpty else { throw ValidationError(problems.joined(separator: "; ")) }
    }
}

extension Faults.Drop: ExpressibleByArgument {}
