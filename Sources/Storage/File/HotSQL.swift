/// The statements of the request path and of the courier's loop. A test shows for each that an index serves it, so that
/// its cost does not grow with the history.
enum HotSQL {
    static let addToCount = """
        INSERT INTO state_count (subject, destination, state, total) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT DO UPDATE SET total = total + ?4
        """

    static let numberCommit = "UPDATE store_identity SET commits = ? WHERE place = 1"

    static let insertEvent = """
        INSERT INTO event (id, hook, destination, adapter, adapter_version, received_at, method, target, headers, state,
            reason, body_digest, body)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    static let insertEventBody = "INSERT INTO event_body (event_id, encoding, size, bytes) VALUES (?, ?, ?, ?)"
    static let setEventState = "UPDATE event SET state = ?, reason = ?, adapter = ?, adapter_version = ? WHERE id = ?"

    static let insertEntry = """
        INSERT INTO entry (id, destination, state, reason, lane, contact_id, contact_name, address, member_id, member_name,
            comms_type, comms_source, key_digest, region, next_attempt_at, attempts, failures, unknowns, sought_anew,
            ch_id, created_at, updated_at, draft)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    static let insertEntryDraft = "INSERT OR REPLACE INTO entry_draft (entry_id, draft) VALUES (?, ?)"
    static let entryDraft = """
        SELECT coalesce(e.draft, d.draft) FROM entry AS e LEFT JOIN entry_draft AS d ON d.entry_id = e.id WHERE e.id = ?
        """
    static let insertEntryEvent = "INSERT OR IGNORE INTO entry_event (entry_id, event_id) VALUES (?, ?)"
    static let entryByID = "SELECT \(EntryRow.columns) FROM entry AS e WHERE e.id = ?"
    static let updateEntry = """
        UPDATE entry SET state = ?, reason = ?, lane = ?, contact_id = ?, contact_name = ?, address = ?, member_id = ?,
            member_name = ?, next_attempt_at = ?, failures = ?, unknowns = ?, sought_anew = ?, ch_id = ?, updated_at = ?
        WHERE id = ?
        """

    static let joinLane = """
        INSERT INTO lane (destination, contact_id, head, due) VALUES (?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET head = excluded.head, due = excluded.due
        WHERE lane.due IS NOT NULL AND excluded.head < lane.head
        """
    static let laneHead = """
        SELECT id, next_attempt_at FROM entry WHERE destination = ? AND lane = ? ORDER BY id LIMIT 1
        """
    static let laneDue = "SELECT due FROM lane WHERE destination = ? AND contact_id = ?"
    static let setLane = "UPDATE lane SET head = ?, due = ? WHERE destination = ? AND contact_id = ?"
    static let occupyLane = "UPDATE lane SET due = NULL WHERE destination = ? AND contact_id = ?"
    static let deleteLane = "DELETE FROM lane WHERE destination = ? AND contact_id = ?"

    static let dueEntries = """
        SELECT \(EntryRow.columns), coalesce(e.draft, d.draft), l.contact_id FROM lane AS l
        CROSS JOIN entry AS e ON e.id = l.head
        LEFT JOIN entry_draft AS d ON d.entry_id = e.id
        WHERE l.destination = ? AND l.due <= ? ORDER BY l.due, l.head LIMIT ?
        """
    static let lanesDueTooLate = """
        SELECT contact_id, head FROM lane WHERE destination = ? AND due > ? ORDER BY due, head LIMIT 1000
        """
    static let bringLookupsForward = """
        UPDATE lookup SET due_at = ? WHERE destination = ? AND due_at > ? AND missed_at IS NULL
        """
    static let setNextAttempt = "UPDATE entry SET next_attempt_at = ? WHERE id = ?"
    static let nextDue = "SELECT due FROM lane WHERE destination = ? AND due > ? ORDER BY due LIMIT 1"
    static let claimEntry = """
        UPDATE entry SET state = 'sending', next_attempt_at = NULL, attempts = ?, updated_at = ? WHERE id = ?
        """
    static let insertAttempt = "INSERT INTO attempt (entry_id, number, started_at) VALUES (?, ?, ?)"
    static let finishAttempt = """
        UPDATE attempt SET ended_at = ?, outcome = ?, status = ?, detail = ?, ch_id = ? WHERE entry_id = ? AND number = ?
        """
    static let pauseOf = "SELECT paused_at FROM destination WHERE name = ?"
    static let inFlight = """
        SELECT l.contact_id, l.head FROM lane AS l WHERE l.destination = ? AND l.due IS NULL ORDER BY l.head
        """

    static let lineAt = "SELECT kind, member_id, name, logged_by FROM line WHERE destination = ? AND address = ?"
    static let contactsAt = """
        SELECT contact_id, name, source, checked_at FROM contact_address WHERE destination = ? AND address = ?
        ORDER BY contact_id
        """
    /// Left to itself SQLite reads all of the destination, in the order of its addresses.
    static let addressesOf = """
        SELECT address, name, source, checked_at FROM contact_address INDEXED BY contact_address_contact
        WHERE destination = ? AND contact_id = ?
        ORDER BY address
        """
    static let unknownMember = "SELECT 1 FROM unknown_member WHERE destination = ? AND member_id = ?"

    static let insertWaiting = """
        INSERT INTO waiting_address (destination, address, entry_id, rank) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING
        """
    static let waitingFor = """
        SELECT entry_id FROM waiting_address WHERE destination = ? AND address = ? ORDER BY entry_id
        """
    static let isWaitedFor = "SELECT 1 FROM waiting_address WHERE destination = ? AND address = ? LIMIT 1"
    static let waitingOf = "SELECT address, rank FROM waiting_address WHERE entry_id = ?"
    static let deleteWaiting = "DELETE FROM waiting_address WHERE destination = ? AND address = ? AND entry_id = ?"

    static let lookupOf = "SELECT due_at, missed_at FROM lookup WHERE destination = ? AND address = ?"
    static let setLookup = """
        INSERT INTO lookup (destination, address, due_at, asked_at, missed_at, fault) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT DO UPDATE SET due_at = ?3, asked_at = coalesce(?4, asked_at), missed_at = ?5,
            fault = CASE WHEN ?4 IS NULL THEN fault ELSE ?6 END
        """
    /// Addresses that Zyntro was never asked for come before those that are asked for again.
    static let newLookups = """
        SELECT address FROM lookup WHERE destination = ? AND due_at <= ? AND missed_at IS NULL
        ORDER BY due_at, address LIMIT ?
        """
    static let dueRechecks = """
        SELECT address FROM lookup WHERE destination = ? AND due_at <= ? AND missed_at IS NOT NULL
        ORDER BY due_at, address LIMIT ?
        """
    /// Those that would have to wait longest, a bounded number of them: each leaves the range that is read.
    static let recheckSome = """
        UPDATE lookup SET due_at = max(?2, coalesce(missed_at, 0) + ?3)
        WHERE destination = ?1 AND address IN (
            SELECT address FROM lookup WHERE destination = ?1 AND due_at > ?2 + ?3 ORDER BY due_at DESC LIMIT ?4)
        """
    static let dueCreations = """
        SELECT address FROM creation WHERE destination = ? AND due_at <= ? ORDER BY due_at, address LIMIT ?
        """
    static let nextCreation = """
        SELECT due_at FROM creation WHERE destination = ? AND due_at IS NOT NULL ORDER BY due_at LIMIT 1
        """
    static let isForgotten = "SELECT 1 FROM forgotten WHERE destination = ? AND digest = ?"
    static let nextLookup = """
        SELECT due_at FROM lookup WHERE destination = ? AND due_at IS NOT NULL ORDER BY due_at LIMIT 1
        """
    static let siblingInState = """
        SELECT s.id FROM entry_event AS mine
        CROSS JOIN entry_event AS theirs ON theirs.event_id = mine.event_id
        CROSS JOIN entry AS s ON s.id = theirs.entry_id
        WHERE mine.entry_id = ?1 AND s.id <> ?1 AND s.key_digest = ?2
            AND s.state IN (SELECT value FROM json_each(?3))
        """

    static let countFuse = """
        INSERT INTO fuse (hour, destination, subject, total) VALUES (?, ?, ?, 1)
        ON CONFLICT DO UPDATE SET total = total + 1 RETURNING total
        """
    static let staleFuses = "SELECT destination, subject, hour FROM fuse WHERE hour < ? LIMIT ?"
    static let deleteFuse = "DELETE FROM fuse WHERE destination = ? AND subject = ? AND hour = ?"

    static let reviewOf = "SELECT version, remaining FROM review WHERE hook = ?"
    static let lastVersion = "SELECT adapter_version FROM event WHERE hook = ? ORDER BY id DESC LIMIT 1"
    static let setReview = """
        INSERT INTO review (hook, version, remaining) VALUES (?1, ?2, ?3)
        ON CONFLICT DO UPDATE SET version = ?2, remaining = ?3
        """

    /// All of them by name, for the test of their plans.
    static let all: [(name: String, sql: String)] = [
        ("addToCount", addToCount), ("numberCommit", numberCommit),
        ("insertEvent", insertEvent), ("insertEventBody", insertEventBody), ("setEventState", setEventState),
        ("insertEntry", insertEntry), ("insertEntryDraft", insertEntryDraft), ("entryDraft", entryDraft),
        ("insertEntryEvent", insertEntryEvent),
        ("entryByID", entryByID), ("updateEntry", updateEntry), ("joinLane", joinLane), ("laneHead", laneHead),
        ("laneDue", laneDue), ("setLane", setLane), ("occupyLane", occupyLane), ("deleteLane", deleteLane),
        ("dueEntries", dueEntries), ("lanesDueTooLate", lanesDueTooLate), ("setNextAttempt", setNextAttempt),
        ("bringLookupsForward", bringLookupsForward),
        ("nextDue", nextDue), ("claimEntry", claimEntry), ("insertAttempt", insertAttempt),
        ("finishAttempt", finishAttempt), ("pauseOf", pauseOf), ("inFlight", inFlight), ("lineAt", lineAt),
        ("contactsAt", contactsAt), ("addressesOf", addressesOf), ("unknownMember", unknownMember),
        ("insertWaiting", insertWaiting),
        ("waitingFor", waitingFor), ("isWaitedFor", isWaitedFor), ("waitingOf", waitingOf),
        ("deleteWaiting", deleteWaiting), ("lookupOf", lookupOf), ("setLookup", setLookup), ("newLookups", newLookups),
        ("dueRechecks", dueRechecks), ("recheckSome", recheckSome), ("dueCreations", dueCreations),
        ("nextCreation", nextCreation), ("isForgotten", isForgotten),
        ("nextLookup", nextLookup), ("siblingInState", siblingInState),
        ("countFuse", countFuse), ("staleFuses", staleFuses), ("deleteFuse", deleteFuse),
        ("reviewOf", reviewOf), ("lastVersion", lastVersion), ("setReview", setReview),
    ]
}
