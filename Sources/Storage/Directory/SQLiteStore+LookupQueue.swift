package import BridgeCore
import GRDB

extension SQLiteStore: LookupQueue {
    /// None while the destination is paused: credentials that are refused are not tried again and again.
    package func dueLookups(
        of destination: DestinationName,
        limit: Int,
        at now: Timestamp
    ) async throws(StoreError) -> [Address] {
        let due: [String] = try await read { db in
            if try db.isPaused(destination) { return [] }
            return try db.all(HotSQL.dueLookups, [destination.rawValue, now.milliseconds, limit]) { $0[0] }
        }
        let unreadable = due.filter { Address(uri: $0) == nil }
        if !unreadable.isEmpty {
            try await writer.commit { transaction in
                for uri in unreadable { try transaction.setAside(lookupOf: uri, in: destination, at: now) }
            }
        }
        return due.compactMap(Address.init(uri:))
    }

    package func record(
        _ answer: LookupAnswer,
        for address: Address,
        of destination: DestinationName,
        at now: Timestamp
    ) async throws(StoreError) {
        try await writer.commit { transaction in
            try transaction.record(answer, for: address, of: try transaction.destination(destination), at: now)
        }
    }

    package func nextLookup(of destination: DestinationName) async throws(StoreError) -> Timestamp? {
        try await read { db in
            if try db.isPaused(destination) { return nil }
            return try db.first(HotSQL.nextLookup, [destination.rawValue]) { $0.timestamp(0) }
        }
    }
}

extension StoreTransaction {
    func record(
        _ answer: LookupAnswer,
        for address: Address,
        of destination: Destination,
        at now: Timestamp
    ) throws {
        switch answer {
        case .found(let contact):
            try db.run(
                """
                INSERT INTO contact_address (destination, address, contact_id, name, source, checked_at)
                VALUES (?1, ?2, ?3, ?4, 'lookup', ?5)
                ON CONFLICT DO UPDATE SET name = coalesce(?4, name), checked_at = ?5
                """,
                [destination.name.rawValue, address.uri, contact.id.rawValue, contact.name, now.milliseconds]
            )
            try setLookup(address, in: destination.name, due: nil, asked: now, missed: nil)
            _ = try refile(try entriesWaiting(for: address, in: destination.name), at: now)
        case .notFound: try miss(address, of: destination, at: now)
        case .failed(let retryAt):
            let missed = try lookup(of: address, in: destination.name)?.missedAt
            try setLookup(address, in: destination.name, due: retryAt, asked: now, missed: missed)
        }
    }

    private func miss(_ address: Address, of destination: Destination, at now: Timestamp) throws {
        try db.run(
            "DELETE FROM contact_address WHERE destination = ? AND address = ? AND source = 'lookup'",
            [destination.name.rawValue, address.uri]
        )
        let waiting = try entriesWaiting(for: address, in: destination.name)
        let recheck = waiting.isEmpty ? nil : now.advanced(by: destination.recheckInterval)
        try setLookup(address, in: destination.name, due: recheck, asked: now, missed: now)
        for id in waiting {
            guard var entry = try entry(id), try isMissed(entry) else { continue }
            if try discardIfOthersMatched(entry, at: now) { continue }
            guard entry.state == .resolving else { continue }
            entry.leave(for: .unmatched, reason: "no contact has this address")
            try save(entry, from: .resolving, at: now)
        }
    }
}
