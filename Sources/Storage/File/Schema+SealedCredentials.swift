import GRDB

/// The migration "10 sealed credentials": what was cut out of a refused request, encrypted under a key that is not in the
/// database (``QuarantineKey``).
extension Schema {
    static func addSealedCredentials(to migrator: inout DatabaseMigrator) {
        migrator.registerMigration("10 sealed credentials", foreignKeyChecks: .immediate) { db in
            try db.execute(
                sql: """
                    ALTER TABLE quarantined_request ADD COLUMN sealed BLOB;
                    ALTER TABLE quarantined_request ADD COLUMN last_sealed BLOB;
                    """
            )
        }
    }
}
