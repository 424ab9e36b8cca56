import GRDB

/// The migration "12 look-up faults": why Zyntro's last answer about an address could not be used; NULL where it could.
extension Schema {
    static func addLookupFaults(to migrator: inout DatabaseMigrator) {
        migrator.registerMigration("12 look-up faults", foreignKeyChecks: .immediate) { db in
            try db.execute(sql: "ALTER TABLE lookup ADD COLUMN fault TEXT")
        }
    }
}
