/// The statements of keys: those that were taken lately lie in a table in the order of their coming, the others in one
/// in their own order.
extension HotSQL {
    static let insertRecentEventKey = "INSERT INTO recent_event_key (event_id, fingerprint) VALUES (?, ?)"
    static let recentEventKey = "SELECT event_id FROM recent_event_key WHERE event_id = ? AND fingerprint = ?"
    static let eventByKey = "SELECT event_id FROM event_key WHERE fingerprint = ?"

    static let insertRecentEntryKey = """
        INSERT INTO recent_entry_key (destination, digest, party, entry_id) VALUES (?, ?, ?, ?)
        """
    static let recentEntryKey = """
        SELECT destination, party, entry_id FROM recent_entry_key WHERE id = ? AND digest = ?
        """
    static let entryByKey = "SELECT entry_id FROM entry_key WHERE destination = ? AND digest = ? AND party = ?"
    static let anyEntryByKey = "SELECT entry_id FROM entry_key WHERE destination = ? AND digest = ? LIMIT 1"
    static let deleteRecentEntryKey = "DELETE FROM recent_entry_key WHERE id = ? AND digest = ?"

    static let fileEventKey = """
        INSERT OR IGNORE INTO event_key (fingerprint, event_id)
        SELECT fingerprint, event_id FROM recent_event_key WHERE event_id = ? AND fingerprint = ?
        """
    static let fileEntryKey = """
        INSERT OR IGNORE INTO entry_key (destination, digest, party, entry_id)
        SELECT destination, digest, party, entry_id FROM recent_entry_key WHERE id = ? AND digest = ?
        """
    static let newestEventKey = "SELECT max(event_id) FROM recent_event_key"
    static let newestEntryKey = "SELECT max(id) FROM recent_entry_key"
    static let endOfOldestEventKeys = """
        SELECT event_id FROM recent_event_key WHERE event_id <= ? ORDER BY event_id LIMIT 1 OFFSET ?
        """
    static let endOfOldestEntryKeys = "SELECT id FROM recent_entry_key WHERE id <= ? ORDER BY id LIMIT 1 OFFSET ?"
    static let fileOldestEventKeys = """
        INSERT OR IGNORE INTO event_key (fingerprint, event_id)
        SELECT fingerprint, event_id FROM recent_event_key WHERE event_id <= ?
        """
    static let fileOldestEntryKeys = """
        INSERT OR IGNORE INTO entry_key (destination, digest, party, entry_id)
        SELECT destination, digest, party, entry_id FROM recent_entry_key WHERE id <= ?
        """
    static let deleteOldestEventKeys = "DELETE FROM recent_event_key WHERE event_id <= ?"
    static let deleteOldestEntryKeys = "DELETE FROM recent_entry_key WHERE id <= ?"

    static let keys: [(name: String, sql: String)] = [
        ("insertRecentEventKey", insertRecentEventKey), ("recentEventKey", recentEventKey), ("eventByKey", eventByKey),
        ("insertRecentEntryKey", insertRecentEntryKey), ("recentEntryKey", recentEntryKey), ("entryByKey", entryByKey),
        ("anyEntryByKey", anyEntryByKey), ("deleteRecentEntryKey", deleteRecentEntryKey),
        ("fileEventKey", fileEventKey), ("fileEntryKey", fileEntryKey), ("newestEventKey", newestEventKey),
        ("newestEntryKey", newestEntryKey), ("endOfOldestEventKeys", endOfOldestEventKeys),
        ("endOfOldestEntryKeys", endOfOldestEntryKeys), ("fileOldestEventKeys", fileOldestEventKeys),
        ("fileOldestEntryKeys", fileOldestEntryKeys),
        ("deleteOldestEventKeys", deleteOldestEventKeys), ("deleteOldestEntryKeys", deleteOldestEntryKeys),
    ]
}
