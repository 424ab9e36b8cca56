import GRDB

/// The tables of the store, forward only: a released migration is never changed, a later one is added below it.
enum Schema {
    /// "ZynB": tells a store of the bridge from any other SQLite file.
    static let applicationID: Int32 = 0x5A79_6E42

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 outbox, event log, directory", foreignKeyChecks: .immediate) { db in
            try db.execute(sql: events + outbox + directory)
        }
        migrator.registerMigration("2 lines logged by hooks, fuses") { db in try db.execute(sql: filing) }
        migrator.registerMigration("3 forgotten people, assignments", foreignKeyChecks: .immediate) { db in
            try db.execute(sql: forgottenPeople)
        }
        addSettling(to: &migrator)
        migrator.registerMigration("5 review of changed adapters") { db in try db.execute(sql: review) }
        addLighterInserts(to: &migrator)
        migrator.registerMigration("7 retention") { db in try db.execute(sql: retention) }
        addIdentity(to: &migrator)
        migrator.registerMigration("9 quarantine") { db in try db.execute(sql: quarantine) }
        addSealedCredentials(to: &migrator)
        addCommitNumber(to: &migrator)
        addLookupFaults(to: &migrator)
        return migrator
    }

    private static let events = """
        CREATE TABLE destination (
            name TEXT NOT NULL PRIMARY KEY,
            org_id TEXT NOT NULL,
            paused_at INTEGER,
            pause_reason TEXT
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE event (
            id INTEGER PRIMARY KEY,
            hook TEXT NOT NULL,
            destination TEXT NOT NULL,
            adapter TEXT NOT NULL,
            adapter_version TEXT NOT NULL,
            received_at INTEGER NOT NULL,
            method TEXT NOT NULL,
            target TEXT NOT NULL,
            headers TEXT NOT NULL,
            state TEXT NOT NULL,
            reason TEXT,
            body_digest BLOB NOT NULL,
            body BLOB
        ) STRICT;
        CREATE INDEX event_hook ON event (hook);
        CREATE INDEX event_state ON event (state) WHERE state <> 'accepted';

        CREATE TABLE event_body (
            event_id INTEGER PRIMARY KEY,
            encoding TEXT NOT NULL,
            size INTEGER NOT NULL,
            bytes BLOB NOT NULL
        ) STRICT;

        CREATE TABLE event_key (
            fingerprint BLOB NOT NULL PRIMARY KEY,
            event_id INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE state_count (
            subject TEXT NOT NULL,
            destination TEXT NOT NULL,
            state TEXT NOT NULL,
            total INTEGER NOT NULL,
            PRIMARY KEY (subject, destination, state)
        ) STRICT, WITHOUT ROWID;

        """

    private static let outbox = """
        CREATE TABLE entry (
            id INTEGER PRIMARY KEY,
            destination TEXT NOT NULL,
            state TEXT NOT NULL,
            reason TEXT,
            lane TEXT,
            contact_id TEXT,
            contact_name TEXT,
            address TEXT,
            member_id TEXT NOT NULL,
            member_name TEXT,
            comms_type TEXT NOT NULL,
            comms_source TEXT NOT NULL,
            key_digest BLOB NOT NULL,
            region TEXT NOT NULL,
            next_attempt_at INTEGER,
            attempts INTEGER NOT NULL,
            failures INTEGER NOT NULL,
            unknowns INTEGER NOT NULL,
            sought_anew INTEGER NOT NULL,
            ch_id INTEGER,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            draft TEXT
        ) STRICT;
        CREATE INDEX entry_state ON entry (destination, state);
        CREATE INDEX entry_lane ON entry (destination, lane) WHERE lane IS NOT NULL;

        CREATE TABLE entry_draft (
            entry_id INTEGER PRIMARY KEY,
            draft TEXT NOT NULL
        ) STRICT;

        CREATE TABLE entry_key (
            destination TEXT NOT NULL,
            digest BLOB NOT NULL,
            party TEXT NOT NULL,
            entry_id INTEGER NOT NULL,
            PRIMARY KEY (destination, digest, party)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE entry_event (
            entry_id INTEGER NOT NULL,
            event_id INTEGER NOT NULL,
            PRIMARY KEY (entry_id, event_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX entry_event_event ON entry_event (event_id);

        CREATE TABLE attempt (
            entry_id INTEGER NOT NULL,
            number INTEGER NOT NULL,
            started_at INTEGER NOT NULL,
            ended_at INTEGER,
            outcome TEXT,
            status INTEGER,
            detail TEXT,
            ch_id INTEGER,
            PRIMARY KEY (entry_id, number)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE lane (
            destination TEXT NOT NULL,
            contact_id TEXT NOT NULL,
            head INTEGER NOT NULL,
            due INTEGER,
            PRIMARY KEY (destination, contact_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX lane_due ON lane (destination, due, head);

        """

    private static let directory = """
        CREATE TABLE contact_address (
            destination TEXT NOT NULL,
            address TEXT NOT NULL,
            contact_id TEXT NOT NULL,
            name TEXT,
            source TEXT NOT NULL,
            checked_at INTEGER NOT NULL,
            PRIMARY KEY (destination, address, contact_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX contact_address_contact ON contact_address (destination, contact_id);

        CREATE TABLE line (
            destination TEXT NOT NULL,
            address TEXT NOT NULL,
            kind TEXT NOT NULL,
            member_id TEXT,
            name TEXT,
            PRIMARY KEY (destination, address)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE unknown_member (
            destination TEXT NOT NULL,
            member_id TEXT NOT NULL,
            noticed_at INTEGER NOT NULL,
            PRIMARY KEY (destination, member_id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE waiting_address (
            destination TEXT NOT NULL,
            address TEXT NOT NULL,
            entry_id INTEGER NOT NULL,
            rank INTEGER NOT NULL,
            PRIMARY KEY (destination, address, entry_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX waiting_address_entry ON waiting_address (entry_id);

        CREATE TABLE lookup (
            destination TEXT NOT NULL,
            address TEXT NOT NULL,
            due_at INTEGER,
            asked_at INTEGER,
            missed_at INTEGER,
            PRIMARY KEY (destination, address)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX lookup_due ON lookup (destination, due_at) WHERE due_at IS NOT NULL;

        """
}
