import GRDB

extension Schema {
    /// People who were forgotten, contacts that Zyntro is asked to create, and a way to ask for new addresses first.
    static let forgottenPeople = """
        CREATE TABLE forgotten (
            destination TEXT NOT NULL,
            digest BLOB NOT NULL,
            forgotten_at INTEGER NOT NULL,
            PRIMARY KEY (destination, digest)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE forgotten_salt (
            salt BLOB NOT NULL
        ) STRICT;
        INSERT INTO forgotten_salt (salt) VALUES (randomblob(32));

        CREATE TABLE creation (
            destination TEXT NOT NULL,
            address TEXT NOT NULL,
            entry_id INTEGER NOT NULL,
            due_at INTEGER,
            asked_at INTEGER,
            outcome TEXT,
            detail TEXT,
            PRIMARY KEY (destination, address)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX creation_due ON creation (destination, due_at) WHERE due_at IS NOT NULL;

        CREATE INDEX lookup_new ON lookup (destination, due_at) WHERE due_at IS NOT NULL AND missed_at IS NULL;

        """
}
