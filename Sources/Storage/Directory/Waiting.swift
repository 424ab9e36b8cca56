import BridgeCore
import GRDB

/// Entries that wait for somebody by an address, and the look-ups that this asks for.
extension StoreTransaction {
    func wait(_ entry: EntryRow, for addresses: [Address]) throws {
        for (rank, address) in addresses.enumerated() {
            try db.run(
                HotSQL.insertWaiting,
                [entry.destination.rawValue, address.uri, entry.id.rawValue, rank]
            )
        }
    }

    /// The addresses an entry waits for, the preferred one first.
    func addressesAwaited(by entry: EntryRow) throws -> [Address] {
        let rows = try db.all(HotSQL.waitingOf, [entry.id.rawValue]) { (uri: $0[0] as String, rank: $0[1] as Int) }
        return try rows.sorted { $0.rank < $1.rank }.map { row in
            guard let address = Address(uri: row.uri) else { throw StorageError.unreadable("waiting_address.address") }
            return address
        }
    }

    /// Ends the waiting of an entry; an address that nobody waits for any more is not asked for again.
    func stopWaiting(_ entry: EntryRow) throws {
        let destination = entry.destination
        let uris = try db.all(HotSQL.waitingOf, [entry.id.rawValue]) { $0[0] as String }
        for uri in uris {
            try db.run(HotSQL.deleteWaiting, [destination.rawValue, uri, entry.id.rawValue])
            if try db.first(HotSQL.isWaitedFor, [destination.rawValue, uri], { _ in true }) == nil {
                try db.run(
                    "UPDATE lookup SET due_at = NULL WHERE destination = ? AND address = ?",
                    [destination.rawValue, uri]
                )
            }
        }
    }

    /// Asks for the addresses unless Zyntro said lately that it knows nobody by them. False when no answer is pending.
    func seek(_ addresses: [Address], for destination: Destination, at now: Timestamp) throws -> Bool {
        guard destination.looksUpContacts else { return false }
        var isPending = false
        for address in addresses {
            let known = try lookup(of: address, in: destination.name)
            let recheck = known?.missedAt?.advanced(by: destination.recheckInterval)
            if let recheck, recheck > now {
                try setLookup(address, in: destination.name, due: known?.due ?? recheck, missed: known?.missedAt)
            } else {
                let due = known?.missedAt == nil ? known?.due ?? now : now
                try setLookup(address, in: destination.name, due: due, missed: nil)
                isPending = true
            }
        }
        if isPending { wakes = true }
        return isPending
    }

    func lookup(
        of address: Address,
        in destination: DestinationName
    ) throws -> (due: Timestamp?, missedAt: Timestamp?)? {
        try db.first(HotSQL.lookupOf, [destination.rawValue, address.uri]) { row in
            (due: row.timestampIfAny(0), missedAt: row.timestampIfAny(1))
        }
    }

    func setLookup(
        _ address: Address,
        in destination: DestinationName,
        due: Timestamp?,
        asked: Timestamp? = nil,
        missed: Timestamp?,
        fault: String? = nil
    ) throws {
        try db.run(
            HotSQL.setLookup,
            [
                destination.rawValue, address.uri, due?.milliseconds, asked?.milliseconds, missed?.milliseconds,
                fault,
            ]
        )
    }

    func entriesWaiting(for address: Address, in destination: DestinationName) throws -> [EntryID] {
        try db.all(HotSQL.waitingFor, [destination.rawValue, address.uri]) { EntryID(rawValue: $0[0]) }
    }
}
