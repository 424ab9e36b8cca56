/// The statements of windows (design §6): those of events that settle, and those of the service that closes windows.
extension HotSQL {
    static let windowOf = """
        SELECT \(SettlingWindow.columns) FROM settling
        WHERE destination = ? AND hook = ? AND subject = ? AND is_dry = ?
        """
    static let windowByID = "SELECT \(SettlingWindow.columns) FROM settling WHERE entry_id = ?"
    static let insertWindow = """
        INSERT INTO settling (entry_id, destination, hook, subject, is_dry, opened_at, window_length, due_at, has_main,
            became, reason, review)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    static let updateWindow = """
        UPDATE settling SET opened_at = ?, due_at = ?, has_main = ?, became = ?, reason = ? WHERE entry_id = ?
        """
    static let endWindow = "UPDATE settling SET due_at = NULL WHERE entry_id = ?"
    static let becameOf = "SELECT became FROM settling WHERE entry_id = ?"
    static let deleteWindow = "DELETE FROM settling WHERE entry_id = ?"
    static let dueWindows = """
        SELECT \(SettlingWindow.columns) FROM settling WHERE destination = ? AND due_at <= ? ORDER BY due_at LIMIT ?
        """
    /// Opened later than it is now: the clock was set back meanwhile.
    static let misdatedWindows = """
        SELECT \(SettlingWindow.columns) FROM settling
        WHERE destination = ? AND opened_at > ? AND due_at IS NOT NULL ORDER BY opened_at LIMIT ?
        """
    static let hasOpenWindow = "SELECT 1 FROM settling WHERE destination = ? AND due_at IS NOT NULL LIMIT 1"

    static let mergeEntry = """
        UPDATE entry SET comms_type = ?, comms_source = ?, key_digest = ?, draft = ?, updated_at = ? WHERE id = ?
        """
    static let deferEntry = "UPDATE entry SET reason = ?, next_attempt_at = ?, updated_at = ? WHERE id = ?"
    static let keysOfEntry = "SELECT party FROM entry_key WHERE destination = ? AND digest = ? AND entry_id = ?"
    static let deleteKey = "DELETE FROM entry_key WHERE destination = ? AND digest = ? AND party = ?"
    static let eventsOfEntry = "SELECT event_id FROM entry_event WHERE entry_id = ? ORDER BY event_id"
    static let isLinked = "SELECT 1 FROM entry_event WHERE entry_id = ? AND event_id = ?"
    static let deleteEntry = "DELETE FROM entry WHERE id = ?"
    static let deleteEntryDraft = "DELETE FROM entry_draft WHERE entry_id = ?"
    static let deleteEntryEvents = "DELETE FROM entry_event WHERE entry_id = ?"

    static let settling: [(name: String, sql: String)] = [
        ("windowOf", windowOf), ("windowByID", windowByID), ("insertWindow", insertWindow),
        ("updateWindow", updateWindow), ("endWindow", endWindow), ("becameOf", becameOf),
        ("deleteWindow", deleteWindow), ("dueWindows", dueWindows),
        ("misdatedWindows", misdatedWindows), ("hasOpenWindow", hasOpenWindow), ("mergeEntry", mergeEntry),
        ("deferEntry", deferEntry), ("keysOfEntry", keysOfEntry), ("deleteKey", deleteKey),
        ("eventsOfEntry", eventsOfEntry), ("isLinked", isLinked), ("deleteEntry", deleteEntry),
        ("deleteEntryDraft", deleteEntryDraft), ("deleteEntryEvents", deleteEntryEvents),
    ]
}
