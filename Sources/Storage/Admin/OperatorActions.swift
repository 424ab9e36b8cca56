import BridgeCore
import GRDB

/// What a person does to an entry or a destination.
extension StoreTransaction {
    /// Puts an entry back to the head of its lane, due now; one that nobody matched is filed by the directory as it is
    /// now, and looked up anew where that knows nobody; one that is held without a contact is released.
    func retry(_ id: EntryID, by operatorName: String, at now: Timestamp) throws {
        var row = try existingEntry(id)
        guard let destination = destinations[row.destination] else { throw notConfigured(row.destination) }
        if try takeUp(row, by: operatorName, at: now) { return }
        if row.state == .held, row.contact == nil {
            return try release(row, to: destination, by: operatorName, at: now)
        }
        if row.state == .unmatched {
            _ = try refile([id], at: now)
            row = try existingEntry(id)
            guard row.state == .unmatched else { return }
        }
        var entry = row
        entry.failures = 0
        entry.soughtAnew = false
        switch row.state {
        case .refused, .held, .unknown, .queued, .unmatched:
            let addresses = try addressesAwaited(by: row)
            if row.state == .unmatched || row.contact == nil, !addresses.isEmpty {
                entry.contact = nil
                try seekNow(addresses, for: row, at: now)
                entry.leave(for: .resolving)
            } else if row.contact != nil {
                entry.queue(at: now)
            } else {
                throw StoreError(.conflict, "entry \(id) has no contact yet; assign one")
            }
        case .settling, .resolving, .sending, .delivered, .duplicate, .discarded, .rehearsed:
            let remark = try agedRemark(id)
            throw StoreError(.conflict, "entry \(id) is \(row.state.rawValue)\(remark); there is nothing to retry")
        }
        entry.reason = "retried by \(operatorName)"
        try save(entry, from: row.state, at: now)
        guard let lane = entry.lane else { return }
        try joinLane(entry)
        if row.state == .queued { try reviseLane(lane, of: entry.destination) }
    }

    /// Asks for the addresses whatever Zyntro said of them lately.
    func seekNow(_ addresses: [Address], for entry: EntryRow, at now: Timestamp) throws {
        guard destinations[entry.destination]?.looksUpContacts == true else {
            throw StoreError(.conflict, "entry \(entry.id) waits for its address to be imported or assigned")
        }
        for address in addresses { try setLookup(address, in: entry.destination, due: now, missed: nil) }
        wakes = true
    }

    /// Ends an entry that waits for something; one in flight must come to its outcome first.
    func discard(_ id: EntryID, reason: String, by operatorName: String, at now: Timestamp) throws {
        let row = try existingEntry(id)
        guard !row.state.isFinal, row.state != .sending else {
            throw StoreError(.conflict, "entry \(id) is \(row.state.rawValue); it cannot be discarded")
        }
        var entry = row
        try stopWaiting(entry)
        entry.leave(for: .discarded, reason: "\(reason) (\(operatorName))")
        try save(entry, from: row.state, at: now)
        if row.state == .settling { try endWindow(of: id) }
        if let lane = row.lane { try reviseLane(lane, of: row.destination) }
    }

    /// Look-ups that failed while the destination was at fault are due at once, as its entries are.
    func resume(_ destination: DestinationName, at now: Timestamp) throws {
        if destinations[destination] == nil, try hasRow(destination) { throw notConfigured(destination) }
        try db.run(
            "UPDATE destination SET paused_at = NULL, pause_reason = NULL, paused_as_copy = 0 WHERE name = ?",
            [destination.rawValue]
        )
        guard db.changesCount > 0 else {
            throw StoreError(.notFound, "no destination is called \(destination)")
        }
        try db.run(
            "UPDATE lookup SET due_at = ?2 WHERE destination = ?1 AND due_at > ?2 AND missed_at IS NULL",
            [destination.rawValue, now.milliseconds]
        )
        wakes = true
    }
}
