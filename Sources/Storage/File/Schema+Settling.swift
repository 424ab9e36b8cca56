import GRDB

extension Schema {
    /// One row for each subject that entries were held for: it outlives the window, so that late facts find the entry.
    ///
    /// `entry_id` is the id while the entry settles, `became` what it is now: the same until the window closes, NULL
    /// where nothing was to be logged, for `reason`. `due_at` is NULL once the window is closed.
    static func addSettling(to migrator: inout DatabaseMigrator) {
        migrator.registerMigration("4 settling", foreignKeyChecks: .immediate) { db in
            try db.execute(
                sql: """
                    CREATE TABLE settling (
                        entry_id INTEGER PRIMARY KEY,
                        destination TEXT NOT NULL,
                        hook TEXT NOT NULL,
                        subject BLOB NOT NULL,
                        is_dry INTEGER NOT NULL,
                        opened_at INTEGER NOT NULL,
                        window_length INTEGER NOT NULL,
                        due_at INTEGER,
                        has_main INTEGER NOT NULL,
                        became INTEGER,
                        reason TEXT,
                        review TEXT
                    ) STRICT;
                    CREATE UNIQUE INDEX settling_subject ON settling (destination, hook, subject, is_dry);
                    CREATE INDEX settling_due ON settling (destination, due_at) WHERE due_at IS NOT NULL;
                    CREATE INDEX settling_opened ON settling (destination, opened_at) WHERE due_at IS NOT NULL;
                    """
            )
        }
    }
}
