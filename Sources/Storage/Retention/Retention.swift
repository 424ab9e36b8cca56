/// How long the store keeps what has come to its end. What waits for a person never ages out, however old it is.
///
/// Every term counts from the end: for an entry from the moment it came into a final state, for an event from when the
/// last of its entries did, or from its receipt where it has none. What each table's rows wait for:
///
/// | table | what ages | when |
/// |---|---|---|
/// | `event` | target, headers and body | `bodies` after the end; never while it is `untranslated` or an entry of it waits |
/// | `event` | the row | `rows` after the end, under the same conditions; the newest row stays for the high-water mark |
/// | `event_body` | the row | with the contents of its event |
/// | `event_key` | the row | `keys` after the end of its event, whose row is gone by then |
/// | `entry` | the draft | `bodies` after a final state: delivered, duplicate, discarded, rehearsed |
/// | `entry` | the row | `rows` after a final state; the newest row stays |
/// | `entry_draft` | the row | with the draft of its entry |
/// | `entry_key` | the row | `keys` after the end of its entry, whose row is gone by then |
/// | `entry_event` | the row | with the row of its entry or its event, whichever goes first |
/// | `attempt` | the row | with the row of its entry |
/// | `settling` | the row | with the keys, so that late facts find that their subject is closed; never while it is open |
/// | `lookup` | the row | `rows` after it was last asked for, unless an entry waits for it or it is due |
/// | `creation` | the row | `rows` after it was asked for, unless an entry waits for it or it is due |
/// | `contact_address` | what a look-up told | `rows` (or the destination's `lookup.age`, if longer) after it was checked |
/// | `fuse` | the row | with its hour |
/// | `recent_event_key`, `recent_entry_key` | the row | filed in the tables of keys within a day |
/// | `kept_key` | the row | with the keys that it keeps |
/// | `copied_entry` | the row | with the row of its entry |
/// | `quarantine`, `quarantined_request` | the row | 72 hours after its receipt, by the quarantine's own rule |
/// | `store_identity` | nothing | which store it is, and how far it has come |
/// | `waiting_address` | nothing | its entry waits; the row goes when that stops |
/// | `lane` | nothing | its entries are queued or in flight; the row goes with the last of them |
/// | `line`, `destination`, `review` | nothing | an operator's word, as long as it stands |
/// | `unknown_member` | nothing | until an import names the member again |
/// | `forgotten`, `forgotten_salt` | nothing | a promise to a person |
/// | `state_count` | nothing | counts follow the rows |
/// | `aging`, `aging_later` | nothing | where the scans stand; a row left behind is taken out when it ages |
package struct RetentionTerms: Sendable, Equatable {
    /// What requests and entries say.
    package var bodies: Duration
    /// That they were there: ids, states, reasons, contacts, attempts. At least as long as ``bodies``.
    package var rows: Duration
    /// What tells a duplicate. At least as long as ``rows``.
    package var keys: Duration

    package init(
        bodies: Duration = .seconds(30 * 86_400),
        rows: Duration = .seconds(400 * 86_400),
        keys: Duration = .seconds(1200 * 86_400)
    ) {
        self.bodies = bodies
        self.rows = rows
        self.keys = keys
    }
}

/// How fast aging goes: behind the requests, which share the one writer with it.
package struct AgingPace: Sendable {
    /// From the start of the service to the first run, and from one run to the next.
    package var first = Duration.seconds(300)
    package var interval = Duration.seconds(3600)
    /// The shortest rest after a commit; a commit that took long is followed by four times as much.
    package var pause = Duration.milliseconds(50)
    /// A commit looks at no more rows than these and stops where it has changed as many: a few hundred take the writer
    /// some milliseconds, as a batch of requests does.
    package var rowsAtOnce = 250
    /// Rows that one read of a table in the order of its keys looks at, beside the writer.
    package var sweptAtOnce = 2000
    /// So much of such a table is looked at in a run at least; a large one is gone through about once a week.
    package var sweptInARun = 20_000
    /// Free pages that the file keeps for what comes next, beside a twentieth of its size: 16 MB.
    package var sparePages = 4096
    /// Pages given back to the disk in one commit, and commits for that in a run: at most 2 GB.
    package var pagesAtOnce = 256
    package var shrinkingsInARun = 2000

    package init() {}
}

/// What a run did.
package struct AgingReport: Sendable, Equatable {
    /// Events and entries whose contents were erased.
    package var contents = 0
    /// Events and entries whose rows were deleted.
    package var rows = 0
    /// Keys and closed windows that were deleted.
    package var keys = 0
    /// Rows of look-ups, creations and what they told, and of fuses.
    package var directory = 0
    /// Pages that were given back to the disk.
    package var pages = 0
    package var commits = 0
    /// The most rows that one commit changed.
    package var largestCommit = 0
    /// False where the run was stopped; the next goes on from there.
    package var isComplete = false

    package init() {}
}
