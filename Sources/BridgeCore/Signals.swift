/// The names of the service's metrics, each once; what it means to a reader of `/metrics` stands in ``help``.
package enum Signals {
    package static let requests = "bridge_requests_total"
    package static let translationWarnings = "bridge_translation_warnings_total"
    package static let requestSeconds = "bridge_request_seconds"
    package static let bytesInFlight = "bridge_bytes_in_flight"
    package static let connections = "bridge_connections"
    package static let connectionsExpelled = "bridge_connections_expelled_total"
    package static let commitSeconds = "bridge_commit_seconds"
    package static let commitBatch = "bridge_commit_batch"
    package static let attempts = "bridge_attempts_total"
    package static let deliverySeconds = "bridge_delivery_seconds"
    package static let lookups = "bridge_lookups_total"
    package static let events = "bridge_events"
    package static let entries = "bridge_entries"
    package static let oldestWaitingSeconds = "bridge_oldest_waiting_seconds"
    package static let oldestUnmatchedSeconds = "bridge_oldest_unmatched_seconds"
    package static let quarantineRequests = "bridge_quarantine_requests"
    package static let quarantineBytes = "bridge_quarantine_bytes"
    package static let quarantineDropped = "bridge_quarantine_dropped_total"
    package static let creations = "bridge_contact_creations_total"
    package static let destinationPaused = "bridge_destination_paused"
    package static let databaseBytes = "bridge_database_bytes"
    package static let databaseFreeBytes = "bridge_database_free_bytes"
    package static let agedRows = "bridge_aged_rows_total"
    package static let lastAging = "bridge_last_aging_seconds"
    package static let freeDiskBytes = "bridge_free_disk_bytes"
    package static let storeUp = "bridge_store_up"
    package static let info = "bridge_info"
    package static let startTimeSeconds = "bridge_start_time_seconds"

    /// One sentence for every metric, with its labels and its unit.
    package static let help: [String: String] = [
        requests: "Requests to hooks, by hook and by what they came to.",
        translationWarnings:
            "Requests that were translated with a warning, by hook and by warning, such as empty_key: no id was in it.",
        requestSeconds: "Time from a request's head to its answer, by hook.",
        bytesInFlight: "Bytes of bodies being read and committed.",
        connections: "Connections that are open to the public listener.",
        connectionsExpelled: "Idle or slow connections that were closed because others needed the room.",
        commitSeconds: "Time that one commit took, fsync included.",
        commitBatch: "Operations that shared one commit.",
        attempts: "Attempts to deliver, by destination and outcome.",
        deliverySeconds: "Time from an event's receipt to its delivery, by destination.",
        lookups: "Look-ups of contacts at Zyntro, by destination and outcome.",
        events: "Events in the store, by state.",
        entries: "Entries in the store, by destination and state.",
        oldestWaitingSeconds: "Age of the oldest entry that waits to be sent, by destination; 0 when none does.",
        oldestUnmatchedSeconds: "Age of the oldest entry that nobody was found for, by destination; 0 when none waits.",
        quarantineRequests: "Refused requests that are kept to be verified again, by hook.",
        quarantineBytes: "Bytes of refused requests that are kept, by hook.",
        quarantineDropped:
            "Refused requests that were not kept: too many at once (overload), no room (room), a failing store (store).",
        creations: "Contacts that Zyntro was asked to create, by destination and outcome.",
        destinationPaused: "1 while a destination is paused.",
        databaseBytes: "Size of the store's files.",
        databaseFreeBytes: "Free space inside the store's file, which fills before the file grows.",
        agedRows: "Rows that aged out, by what went: contents, rows, keys, or what look-ups had told (directory).",
        lastAging: "When aging out last came to its end, in seconds since 1970.",
        freeDiskBytes: "Free space on the store's disk.",
        storeUp: "1 while the store can be read, 0 when the gauges taken from it are missing.",
        info: "1, with the version of the program.",
        startTimeSeconds: "When the program started, in seconds since 1970.",
    ]
}
