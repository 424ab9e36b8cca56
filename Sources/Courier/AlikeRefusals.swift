package import BridgeCore

/// Notices when the fault is ours or Zyntro's and not the entries': five refusals alike, across different contacts,
/// within ten minutes and with no success between.
package struct AlikeRefusals: Sendable {
    package static let limit = 5
    package static let window = Duration.seconds(600)

    private struct Refusal {
        let entry: EntryID
        let contact: ContactID
        let at: Duration
    }

    private var label = ""
    private var refusals: [Refusal] = []

    package init() {}

    /// Counts a refusal; `label` says what makes refusals alike. Returns the entries to give back once the limit is met.
    package mutating func refused(
        _ entry: EntryID,
        of contact: ContactID,
        label: String,
        at now: Duration
    ) -> [EntryID]? {
        if label != self.label { refusals = [] }
        self.label = label
        refusals.removeAll { $0.contact == contact || now - $0.at > Self.window }
        refusals.append(Refusal(entry: entry, contact: contact, at: now))
        guard refusals.count >= Self.limit else { return nil }
        defer { refusals = [] }
        return refusals.map(\.entry)
    }

    package mutating func succeeded() { refusals = [] }
}
