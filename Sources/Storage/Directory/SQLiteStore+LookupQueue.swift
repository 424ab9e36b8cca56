package import BridgeCore
import GRDB
import Synchronization

extension SQLiteStore: LookupQueue {
    /// None while the destination is paused: credentials that are refused are not tried again and again.
    package func dueLookups(
        of destination: DestinationName,
        limit: Int,
        at now: Timestamp
    ) async throws(StoreError) -> [Address] {
        let due: [String] = try await read { db in
            if try db.isPaused(destination) { return [] }
            let place: [any StatementValue] = [destination.rawValue, now.milliseconds]
            let new = try db.all(HotSQL.newLookups, place + [limit]) { $0[0] as String }
            guard new.count < limit else { return new }
            return new + (try db.all(HotSQL.dueRechecks, place + [limit - new.count]) { $0[0] as String })
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
        // What was due to be created before the policy changed is not asked for, and must wake nobody.
        let creates = context.destinations.withLock { $0[destination]?.unmatchedPolicy == .create }
        return try await read { db in
            if try db.isPaused(destination) { return nil }
            let lookup = try db.first(HotSQL.nextLookup, [destination.rawValue]) { $0.timestamp(0) }
            guard creates else { return lookup }
            let creation = try db.first(HotSQL.nextCreation, [destination.rawValue]) { $0.timestamp(0) }
            return [lookup, creation].compactMap { $0 }.min()
        }
    }

    package func dueCreations(
        of destination: DestinationName,
        limit: Int,
        at now: Timestamp
    ) async throws(StoreError) -> [Address] {
        try await read { db in
            if try db.isPaused(destination) { return [] }
            let uris = try db.all(HotSQL.dueCreations, [destination.rawValue, now.milliseconds, limit]) {
                $0[0] as String
            }
            return uris.compactMap(Address.init(uri:))
        }
    }

    package func claimCreation(
        of address: Address,
        in destination: DestinationName,
        at now: Timestamp
    ) async throws(StoreError) -> ContactCreation? {
        try await writer.commit { transaction in
            try transaction.claimCreation(of: address, for: try transaction.destination(destination), at: now)
        }
    }

    package func record(
        _ answer: CreationAnswer,
        for address: Address,
        of destination: DestinationName,
        at now: Timestamp
    ) async throws(StoreError) {
        try await writer.commit { transaction in
            try transaction.record(answer, for: address, of: try transaction.destination(destination), at: now)
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
            if try isForgotten(contact.id, in: destination.name) {
                return try discardForgotten(address, of: destination, at: now)
            }
            try keep(contact, at: address, of: destination.name, at: now)
            try setLookup(address, in: destination.name, due: nil, asked: now, missed: nil)
            _ = try refile(try entriesWaiting(for: address, in: destination.name), at: now)
        case .notFound: try miss(address, of: destination, at: now)
        case .failed(let reason, let retryAt):
            let missed = try lookup(of: address, in: destination.name)?.missedAt
            try setLookup(address, in: destination.name, due: retryAt, asked: now, missed: missed, fault: reason)
        }
    }

    /// What an import or an assignment said meanwhile stands: Zyntro's answer is no second contact beside it.
    private func keep(
        _ contact: KnownContact,
        at address: Address,
        of destination: DestinationName,
        at now: Timestamp
    ) throws {
        let known = try db.all(HotSQL.contactsAt, [destination.rawValue, address.uri]) { row in
            (id: row[0] as String, source: row[2] as String)
        }
        let isDecided = known.contains { $0.source != ContactSource.lookup.rawValue }
        guard !isDecided || known.contains(where: { $0.id == contact.id.rawValue }) else { return }
        try db.run(
            """
            INSERT INTO contact_address (destination, address, contact_id, name, source, checked_at)
            VALUES (?1, ?2, ?3, ?4, 'lookup', ?5)
            ON CONFLICT DO UPDATE SET name = coalesce(?4, name), checked_at = ?5
            """,
            [destination.rawValue, address.uri, contact.id.rawValue, contact.name, now.milliseconds]
        )
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
            guard let row = try entry(id), try isMissed(row) else { continue }
            if try discardIfOthersMatched(row, at: now) { continue }
            let isRepeated = row.state == .unmatched
            guard try row.state == .resolving || isRepeated && isPolicyDue(row, of: destination, at: now) else {
                continue
            }
            var entry = row
            do {
                try leaveUnmatched(&entry, draft: try draft(of: entry), for: destination, at: now)
                try save(entry, from: row.state, at: now)
            } catch let error as StorageError {
                try hold(id, in: destination.name, from: row.state, because: error, at: now)
            }
        }
    }

    /// True where a miss of an address that was missed before asks for more than to go on waiting. Parked entries, whose
    /// address several contacts share, wait for an assignment.
    private func isPolicyDue(_ entry: EntryRow, of destination: Destination, at now: Timestamp) throws -> Bool {
        guard destination.unmatchedPolicy != .hold else { return false }
        let directory = DirectoryView(db: db, destination: destination, now: now)
        return try contactsAwaited(by: entry, in: directory).isEmpty
    }

    /// Another address of somebody who was forgotten: it goes on the list too, and what waited for it is dropped.
    private func discardForgotten(_ address: Address, of destination: Destination, at now: Timestamp) throws {
        try putOnForgottenList([.address(address)], of: destination.name, at: now)
        var report = ForgetReport()
        try erase(try entriesWaiting(for: address, in: destination.name), isDryRun: false, into: &report, at: now)
        var profile = PersonProfile(destination: destination.name)
        profile.addresses = [address]
        try eraseDirectory(of: profile)
    }
}
