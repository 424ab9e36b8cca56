extension Schema {
    /// Which hook logs a line, and how many entries each fuse has let through in an hour.
    ///
    /// The hour leads the key, so that hours gone by are deleted from one end.
    static let filing = """
        ALTER TABLE line ADD COLUMN logged_by TEXT;

        CREATE TABLE fuse (
            hour INTEGER NOT NULL,
            destination TEXT NOT NULL,
            subject TEXT NOT NULL,
            total INTEGER NOT NULL,
            PRIMARY KEY (hour, destination, subject)
        ) STRICT, WITHOUT ROWID;
        """
}
