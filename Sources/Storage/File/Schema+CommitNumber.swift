import GRDB

/// The migration "11 commit number": tells a log that was cut short by its last commit, see ``StoreLevel``.
extension Schema {
    static func addCommitNumber(to migrator: inout DatabaseMigrator) {
        migrator.registerMigration("11 commit number", foreignKeyChecks: .immediate) { db in
            try db.execute(sql: "ALTER TABLE store_identity ADD COLUMN commits INTEGER NOT NULL DEFAULT 0")
        }
    }
}
