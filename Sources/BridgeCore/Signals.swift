/// The names under which the service shows itself: every metric and every field of a log line, once.
package enum Signals {
    /// Requests to hooks, by `hook` and `outcome` (accepted, duplicate, unauthentic, too_large …).
    package static let requests = "bridge_requests_total"
    /// Seconds from a request's head to its answer, by `hook`.
    package static let requestSeconds = "bridge_request_seconds"
    /// Committed events, by `state`.
    package static let events = "bridge_events_total"
    /// Entries in the store now, by `destination` and `state`.
    package static let entries = "bridge_entries"
    /// Attempts, by `destination` and `outcome` (delivered, not_sent, refused, unknown …).
    package static let attempts = "bridge_attempts_total"
    /// Seconds that a call to Zyntro took, by `destination`.
    package static let deliverySeconds = "bridge_delivery_seconds"
    /// Age of the oldest entry that waits to be sent, by `destination`.
    package static let oldestWaitingSeconds = "bridge_oldest_waiting_seconds"
    /// Seconds that a commit took, fsync included.
    package static let commitSeconds = "bridge_commit_seconds"
    /// Events that shared a commit.
    package static let commitBatch = "bridge_commit_batch"
    /// Bytes of request bodies in memory now.
    package static let bytesInFlight = "bridge_bytes_in_flight"
    /// Look-ups of contacts, by `outcome` (found, not_found, failed).
    package static let lookups = "bridge_lookups_total"
    /// Entry keys that came out empty and were replaced by the event's hash, by `hook`.
    package static let emptyKeys = "bridge_empty_keys_total"
    /// 1 while a destination is paused, by `destination`.
    package static let paused = "bridge_destination_paused"
    /// Requests in quarantine now.
    package static let quarantined = "bridge_quarantined"
    /// Size of the database file.
    package static let databaseBytes = "bridge_database_bytes"
    /// Room that is left on its disk.
    package static let freeDiskBytes = "bridge_free_disk_bytes"
    /// Reloads of configuration and adapters, by `outcome`.
    package static let reloads = "bridge_reloads_total"

    /// Labels of metrics.
    package enum Label {
        package static let hook = "hook"
        package static let destination = "destination"
        package static let outcome = "outcome"
        package static let state = "state"
    }

    /// Fields of log lines; none of them ever holds contents or credentials.
    package enum Field {
        package static let event = "event"
        package static let entry = "entry"
        package static let hook = "hook"
        package static let destination = "destination"
        package static let request = "request"
        package static let adapter = "adapter"
        package static let outcome = "outcome"
        package static let reason = "reason"
        package static let attempt = "attempt"
    }
}
