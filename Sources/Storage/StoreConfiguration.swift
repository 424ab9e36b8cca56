package import BridgeCore

/// Settings of the store that an operator may change.
package struct StoreConfiguration: Sendable {
    /// How many operations may wait for the writer; one more is answered with `overloaded`.
    package var waitingLimit: Int
    /// The most that the database file may grow to, in pages of 4096 bytes; nil leaves it to the disk.
    package var maximumPages: Int?
    /// Below this many free bytes on the disk the store reports a fault, while it still writes.
    package var minimumFreeBytes: Int
    /// How many connections read beside the writer.
    package var readers: Int
    /// Memory of the writer's page cache in KiB; a reader has a quarter of it.
    package var cacheKiB: Int
    /// So long a fault is believed after it was last met; then the next request has to find out, because nothing else may
    /// write while callers are sent elsewhere.
    package var faultMemory: Duration
    /// Opens a store whose write-ahead log seems cut short: events that were acknowledged are missing.
    package var acceptsShortLog: Bool
    /// How much of refused requests is kept.
    package var quarantine: QuarantineLimits
    /// Why the destinations of a store that is made now are paused; nil where they are not.
    package var pausesNewStore: String?
    package var retention: RetentionTerms
    package var agingPace: AgingPace
    /// So many keys of a kind gather in the order of their coming before they are filed; some megabytes of memory.
    package var recentKeys: Int

    package init(
        waitingLimit: Int = 20_000,
        maximumPages: Int? = nil,
        minimumFreeBytes: Int = 64 << 20,
        readers: Int = 4,
        cacheKiB: Int = 12 << 10,
        faultMemory: Duration = .seconds(30),
        acceptsShortLog: Bool = false,
        quarantine: QuarantineLimits = QuarantineLimits(),
        pausesNewStore: String? = nil,
        retention: RetentionTerms = RetentionTerms(),
        agingPace: AgingPace = AgingPace(),
        recentKeys: Int = 65_536
    ) {
        self.waitingLimit = waitingLimit
        self.maximumPages = maximumPages
        self.minimumFreeBytes = minimumFreeBytes
        self.readers = readers
        self.cacheKiB = cacheKiB
        self.faultMemory = faultMemory
        self.acceptsShortLog = acceptsShortLog
        self.quarantine = quarantine
        self.pausesNewStore = pausesNewStore
        self.retention = retention
        self.agingPace = agingPace
        self.recentKeys = recentKeys
    }
}
