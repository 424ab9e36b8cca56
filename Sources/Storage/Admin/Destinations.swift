package import BridgeCore
import GRDB
import Logging

/// The destinations that the store has rows of, against those that are configured.
extension StoreTransaction {
    /// Makes the rows of destinations that are new.
    ///
    /// Throws `conflict` where what is kept under a name was meant for another organisation.
    func declare(_ destinations: [Destination]) throws {
        for destination in destinations {
            let name = destination.name
            let known = try db.first("SELECT org_id FROM destination WHERE name = ?", [name.rawValue]) { row in
                row[0] as String
            }
            if let known, known != destination.orgID, try keepsAnything(of: name) {
                throw StoreError(
                    .conflict,
                    """
                    destination \(name) belongs to organisation \(known), and its entries and directory are kept; \
                    use a new name for organisation \(destination.orgID)
                    """
                )
            }
            try db.run(
                "INSERT INTO destination (name, org_id) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET org_id = ?2",
                [name.rawValue, destination.orgID]
            )
        }
    }

    private func keepsAnything(of name: DestinationName) throws -> Bool {
        try db.first(
            """
            SELECT EXISTS (SELECT 1 FROM entry WHERE destination = ?1)
                OR EXISTS (SELECT 1 FROM contact_address WHERE destination = ?1)
                OR EXISTS (SELECT 1 FROM line WHERE destination = ?1)
            """,
            [name.rawValue]
        ) { $0[0] as Bool } ?? false
    }

    func hasRow(_ name: DestinationName) throws -> Bool {
        try db.first(HotSQL.pauseOf, [name.rawValue]) { _ in true } ?? false
    }

    func notConfigured(_ name: DestinationName) -> StoreError {
        StoreError(
            .conflict,
            "destination \(name) is not configured, so nothing of it is delivered; add it to the configuration again"
        )
    }
}

extension Statistics {
    /// How many entries wait for something under names that are not among `destinations`.
    func undelivered(outside destinations: Set<DestinationName>) throws -> [DestinationName: Int] {
        var result: [DestinationName: Int] = [:]
        for (name, states) in try gather().entries where !destinations.contains(name) {
            let waiting = states.filter { !$0.key.isFinal }.values.reduce(0, +)
            if waiting > 0 { result[name] = waiting }
        }
        return result
    }
}

extension SQLiteStore {
    /// How many entries that are not final are kept under names that are none of `destinations`: after a destination was
    /// removed or renamed, nobody delivers them.
    package func undelivered(
        outside destinations: [Destination]
    ) async throws(StoreError) -> [DestinationName: Int] {
        let names = Set(destinations.map(\.name))
        return try await read { db in try Statistics(db: db).undelivered(outside: names) }
    }

    /// Says for each destination that is gone what nobody delivers any more.
    static func report(_ undelivered: [DestinationName: Int], to logger: Logger) {
        for (name, count) in undelivered.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            logger.warning(
                "entries wait for a destination that is not configured; add it again to deliver them",
                metadata: ["destination": "\(name)", "entries": "\(count)"]
            )
        }
    }
}
