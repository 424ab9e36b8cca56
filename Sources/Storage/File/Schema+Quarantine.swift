/// The migration "9 quarantine": refused requests, apart from the hot rows; what they say stands in a table of its own.
extension Schema {
    static let quarantine = """
        CREATE TABLE quarantine (
            id INTEGER PRIMARY KEY,
            hook TEXT NOT NULL,
            destination TEXT NOT NULL,
            source TEXT NOT NULL,
            received_at INTEGER NOT NULL,
            last_at INTEGER NOT NULL,
            times INTEGER NOT NULL,
            diagnosis TEXT NOT NULL,
            body_size INTEGER NOT NULL,
            is_body_kept INTEGER NOT NULL,
            size INTEGER NOT NULL,
            identity BLOB NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX quarantine_identity ON quarantine (identity);
        CREATE INDEX quarantine_received ON quarantine (received_at);

        CREATE TABLE quarantined_request (
            id INTEGER PRIMARY KEY,
            remote TEXT,
            method TEXT NOT NULL,
            target TEXT NOT NULL,
            headers TEXT NOT NULL,
            last_headers TEXT,
            gaps TEXT NOT NULL,
            encoding TEXT NOT NULL,
            size INTEGER NOT NULL,
            body BLOB NOT NULL
        ) STRICT;

        """
}
