import GRDB

extension Schema {
    /// Keys that were taken lately, in the order in which they were: see ``RecentKeys``. No number of a row comes twice: what
    /// is in memory of a row that was filed is dropped by its number.
    static func addLighterInserts(to migrator: inout DatabaseMigrator) {
        migrator.registerMigration("6 lighter inserts", foreignKeyChecks: .immediate) { db in
            try db.execute(
                sql: """
                    CREATE TABLE recent_event_key (
                        event_id INTEGER PRIMARY KEY,
                        fingerprint BLOB NOT NULL
                    ) STRICT;

                    CREATE TABLE recent_entry_key (
                        id INTEGER PRIMARY KEY AUTOINCREMENT,
                        destination TEXT NOT NULL,
                        digest BLOB NOT NULL,
                        party TEXT NOT NULL,
                        entry_id INTEGER NOT NULL
                    ) STRICT;
                    """
            )
        }
    }
}
