package import BridgeCore

/// Reads the configuration again; the assembly conforms to it, SIGHUP uses the same object.
package protocol Reloading: Sendable {
    /// Parses, checks and tests everything and swaps it at once; on any problem nothing changes.
    func reload() async -> ReloadReport
    /// What the last reload came to, however it was started; nil before the first.
    func lastReload() async -> ReloadReport?
}

/// What a reload came to.
package struct ReloadReport: Sendable, Equatable {
    package let succeeded: Bool
    /// One line each, with file, line and column; warnings of a reload that succeeded stand here too.
    package let problems: [String]
    /// Names of the adapters whose file is another than before.
    package let changedAdapters: [String]
    /// How many hooks are in force now.
    package let hooks: Int

    package init(succeeded: Bool, problems: [String], changedAdapters: [String], hooks: Int) {
        self.succeeded = succeeded
        self.problems = problems
        self.changedAdapters = changedAdapters
        self.hooks = hooks
    }
}

/// What is in force: hooks, destinations' regions, and whether the receiver listens.
package protocol HookOverview: Sendable {
    func hooks() -> [HookStatus]
    /// True from the moment the receiver accepts connections until it stops.
    func isReceiving() -> Bool
    /// ISO 3166 country of a destination's national numbers; nil for a destination that is not configured.
    func region(of destination: DestinationName) -> String?
}

/// A hook as operators see it.
package struct HookStatus: Sendable, Equatable {
    package let name: HookName
    package let adapter: String
    package let adapterVersion: String
    package let destination: DestinationName
    /// The URL to paste at the provider.
    package let url: String
    package let isDry: Bool

    package init(
        name: HookName,
        adapter: String,
        adapterVersion: String,
        destination: DestinationName,
        url: String,
        isDry: Bool
    ) {
        self.name = name
        self.adapter = adapter
        self.adapterVersion = adapterVersion
        self.destination = destination
        self.url = url
        self.isDry = isDry
    }
}
