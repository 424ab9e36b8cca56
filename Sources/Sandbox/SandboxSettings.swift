/// What a sandbox is started with; the defaults are those of the command's flags.
struct SandboxSettings: Sendable {
    var rules = Rules(
        apiKey: "sandbox-api-key",
        developerSecret: "zdk_sandbox",
        organizations: [Seed.organization]
    )
    var seed = Seed.builtIn
    var faults = Faults()
    var lookupShape = LookupShape.nested
    var phoneFormat = PhoneFormat.e164
    /// How many of the newest entries keep their contents.
    var keep = Int.max
    /// The `ch_id` of the first entry.
    var firstID = 1
    /// Where the timeline is kept beside memory; `nil` for nowhere.
    var journal: Journal?
}
