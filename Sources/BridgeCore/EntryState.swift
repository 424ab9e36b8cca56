/// The states of an entry and what each waits for (design: entry states).
package enum EntryState: String, Sendable, CaseIterable {
    /// Waits for late facts of the same subject.
    case settling
    /// No contact known yet, look-up due.
    case resolving
    /// Nobody by that address.
    case unmatched
    /// Ready; the time of the next attempt is set.
    case queued
    /// Claimed; the attempt is on disk before its first byte leaves.
    case sending
    /// Sent, no trusted answer, resends used up.
    case unknown
    /// A fuse, a review or an operator holds it.
    case held
    /// Zyntro answered with a `ch_id`.
    case delivered
    /// Zyntro refused this very entry for good.
    case refused
    /// Its key was there already.
    case duplicate
    /// By an operator or a rule, with a reason.
    case discarded
    /// Made by a hook in `dry` mode.
    case rehearsed

    /// Final states age out; every other state waits for something and is kept.
    package var isFinal: Bool {
        switch self {
        case .delivered, .duplicate, .discarded, .rehearsed: true
        case .settling, .resolving, .unmatched, .queued, .sending, .unknown, .held, .refused: false
        }
    }
}
