/// The statements of aging: each is served by a primary key or an index, so that a step costs the same however long the
/// history is.
enum AgingSQL {
    static let placeOf = "SELECT place, seen, total FROM aging WHERE scan = ?"
    static let setPlace = """
        INSERT INTO aging (scan, place, seen, total) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT DO UPDATE SET place = ?2, seen = ?3, total = ?4
        """
    static let dueLater = """
        SELECT since, id FROM aging_later WHERE scan = ? AND since <= ? ORDER BY since, id LIMIT ?
        """
    static let insertLater = "INSERT OR IGNORE INTO aging_later (scan, since, id) VALUES (?, ?, ?)"
    static let takeLater = "DELETE FROM aging_later WHERE scan = ? AND since = ? AND id = ?"

    static let entriesAfter = "SELECT id FROM entry WHERE id > ? ORDER BY id LIMIT ?"
    static let newestEntry = "SELECT max(id) FROM entry"
    static let entryToAge = "SELECT state, created_at, updated_at, aged_at FROM entry WHERE id = ?"
    static let entryAgedAt = "SELECT aged_at FROM entry WHERE id = ?"
    static let draftSize = "SELECT length(draft) FROM entry_draft WHERE entry_id = ?"
    static let ageEntry = "UPDATE entry SET draft = ?, aged_at = ? WHERE id = ?"
    static let stateOfEntry = "SELECT state, destination FROM entry WHERE id = ?"
    static let hasEntry = "SELECT 1 FROM entry WHERE id = ?"
    static let deleteAttempts = """
        DELETE FROM attempt WHERE entry_id = ?1
            AND number IN (SELECT number FROM attempt WHERE entry_id = ?1 ORDER BY number LIMIT ?2)
        """
    static let deleteWaiting = "DELETE FROM waiting_address WHERE entry_id = ?"
    static let deleteCopied = "DELETE FROM copied_entry WHERE entry_id = ?"

    static let eventsAfter = "SELECT id FROM event WHERE id > ? ORDER BY id LIMIT ?"
    static let newestEvent = "SELECT max(id) FROM event"
    static let eventToAge = "SELECT state, received_at, aged_at FROM event WHERE id = ?"
    static let entriesOfEvent = """
        SELECT e.state, e.updated_at FROM entry_event AS l CROSS JOIN entry AS e ON e.id = l.entry_id WHERE l.event_id = ?
        """
    static let bodySize = "SELECT length(bytes) FROM event_body WHERE event_id = ?"
    static let deleteBody = "DELETE FROM event_body WHERE event_id = ?"
    static let ageEvent = """
        UPDATE event SET target = '/hooks/' || hook, headers = '[]', body = x'', aged_at = ? WHERE id = ?
        """
    static let stateOfEvent = "SELECT state, destination FROM event WHERE id = ?"
    static let deleteLinks = "DELETE FROM entry_event WHERE event_id = ?"
    static let deleteEvent = "DELETE FROM event WHERE id = ?"

    static let windowsAfter = "SELECT entry_id FROM settling WHERE entry_id > ? ORDER BY entry_id LIMIT ?"
    static let windowToAge = "SELECT due_at, became FROM settling WHERE entry_id = ?"

    static let keepKeys = """
        INSERT INTO kept_key (subject, id, since) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET since = max(since, ?3)
        """
    static let keptSince = "SELECT since FROM kept_key WHERE subject = ? AND id = ?"
    static let keptLongEnough = "SELECT subject, id FROM kept_key WHERE since <= ? ORDER BY since LIMIT ?"
    static let deleteKept = "DELETE FROM kept_key WHERE subject = ? AND id = ?"

    /// All of them by name, for the test of their plans.
    static let all: [(name: String, sql: String)] = [
        ("placeOf", placeOf), ("setPlace", setPlace), ("dueLater", dueLater), ("insertLater", insertLater),
        ("takeLater", takeLater), ("entriesAfter", entriesAfter), ("newestEntry", newestEntry),
        ("entryToAge", entryToAge), ("entryAgedAt", entryAgedAt), ("draftSize", draftSize), ("ageEntry", ageEntry),
        ("stateOfEntry", stateOfEntry), ("hasEntry", hasEntry), ("deleteAttempts", deleteAttempts),
        ("deleteAgingWaiting", deleteWaiting),
        ("deleteCopied", deleteCopied), ("eventsAfter", eventsAfter), ("newestEvent", newestEvent),
        ("eventToAge", eventToAge), ("entriesOfEvent", entriesOfEvent), ("bodySize", bodySize),
        ("deleteBody", deleteBody), ("ageEvent", ageEvent), ("stateOfEvent", stateOfEvent),
        ("deleteLinks", deleteLinks), ("deleteEvent", deleteEvent), ("windowsAfter", windowsAfter),
        ("windowToAge", windowToAge), ("keepKeys", keepKeys), ("keptSince", keptSince),
        ("keptLongEnough", keptLongEnough), ("deleteKept", deleteKept),
    ]
}
