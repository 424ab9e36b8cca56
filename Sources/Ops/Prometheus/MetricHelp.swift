/// What each metric of the bridge means, for the HELP lines; a metric without a text here is shown without one.
enum MetricHelp {
    static let texts: [String: String] = [
        "bridge_requests_total": "Requests to hooks by what they came to.",
        "bridge_request_seconds": "Time from a request's head to its answer.",
        "bridge_events_total": "Events stored since the start, by state.",
        "bridge_events": "Events in the store, by state.",
        "bridge_entries": "Entries in the store, by destination and state.",
        "bridge_oldest_waiting_seconds":
            "Age of the oldest entry that waits to be sent, by destination; 0 when none does.",
        "bridge_destination_paused": "1 while a destination is paused.",
        "bridge_attempts_total": "Attempts to deliver, by destination and outcome.",
        "bridge_delivery_seconds": "Time from an event's receipt to its delivery.",
        "bridge_lookups_total": "Look-ups of contacts at Zyntro, by outcome.",
        "bridge_commit_seconds": "Time that one commit took, fsync included.",
        "bridge_commit_batch": "Requests that shared one commit.",
        "bridge_bytes_in_flight": "Bytes of bodies being read and committed.",
        "bridge_database_bytes": "Size of the store's files.",
        "bridge_free_disk_bytes": "Free space on the store's disk.",
        "bridge_store_up": "1 while the store can be read, 0 when the gauges taken from it are missing.",
        "bridge_info": "1, with the version of the program.",
        "bridge_start_time_seconds": "When the program started, in seconds since 1970.",
    ]
}
