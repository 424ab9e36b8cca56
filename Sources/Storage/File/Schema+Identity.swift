import GRDB

/// The migration "8 store identity": which store a file is, which entries a copy brought along, and which destinations wait
/// because of it.
extension Schema {
    /// `store_identity` is empty until a service first opens the store. `turn` grows whenever the store is opened or
    /// closed, so that an older copy is known by a lower one; `copied_at` is set in copies alone.
    static func addIdentity(to migrator: inout DatabaseMigrator) {
        migrator.registerMigration("8 store identity", foreignKeyChecks: .immediate) { db in
            try db.execute(
                sql: """
                    CREATE TABLE store_identity (
                        place INTEGER PRIMARY KEY CHECK (place = 1),
                        id TEXT NOT NULL,
                        turn INTEGER NOT NULL,
                        copied_at INTEGER
                    ) STRICT;

                    CREATE TABLE copied_entry (
                        entry_id INTEGER PRIMARY KEY,
                        state TEXT NOT NULL,
                        reason TEXT
                    ) STRICT;

                    ALTER TABLE destination ADD COLUMN paused_as_copy INTEGER NOT NULL DEFAULT 0;
                    """
            )
        }
    }
}
