import BridgeCore
import GRDB

/// News of contacts in Zyntro make look-ups due before their time.
extension StoreTransaction {
    /// After a miss an address is not asked for again sooner than this, however often news come that name nobody.
    static let shortestRecheck = Duration.seconds(300)
    /// News that name nobody make so many look-ups due at once; the others come at their time, or with the next news.
    private static let recheckedAtOnce = 100

    func recheck(_ recheck: Recheck, of destination: Destination, at now: Timestamp) throws {
        guard destination.looksUpContacts else { return }
        for address in recheck.addresses {
            let isAwaited = try db.first(HotSQL.isWaitedFor, [destination.name.rawValue, address.uri]) { _ in true }
            let known = try lookup(of: address, in: destination.name)
            if isAwaited != nil {
                try setLookup(address, in: destination.name, due: now, missed: known?.missedAt)
            } else if known?.missedAt != nil {
                // Whoever writes next is asked for at once.
                try setLookup(address, in: destination.name, due: nil, missed: nil)
            }
        }
        if recheck.addresses.isEmpty {
            let rest = Int64(Self.shortestRecheck / .milliseconds(1))
            try db.run(
                HotSQL.recheckSome,
                destination.name.rawValue,
                now.milliseconds,
                rest,
                Self.recheckedAtOnce
            )
        }
        wakes = true
    }
}
