extension Schema {
    /// The migration "7 retention": when contents aged out, where each scan for what is due stands, what it left behind,
    /// and the keys of what was long in coming to its end.
    ///
    /// No index is added to the large tables: ids grow with time, so that a scan in their order finds what is due, and what
    /// it has to leave behind is put down in `aging_later`, under the moment from which its term counts.
    static let retention = """
        ALTER TABLE event ADD COLUMN aged_at INTEGER;
        ALTER TABLE entry ADD COLUMN aged_at INTEGER;

        CREATE TABLE aging (
            scan TEXT NOT NULL PRIMARY KEY,
            place TEXT NOT NULL,
            seen INTEGER NOT NULL,
            total INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE aging_later (
            scan TEXT NOT NULL,
            since INTEGER NOT NULL,
            id INTEGER NOT NULL,
            PRIMARY KEY (scan, since, id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE kept_key (
            subject TEXT NOT NULL,
            id INTEGER NOT NULL,
            since INTEGER NOT NULL,
            PRIMARY KEY (subject, id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX kept_key_since ON kept_key (since);

        """
}
