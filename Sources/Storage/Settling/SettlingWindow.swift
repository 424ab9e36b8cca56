import BridgeCore
import GRDB

/// One subject of a hook, and the window that holds or held its entry.
struct SettlingWindow {
    /// The id of the entry while it settles.
    let id: EntryID
    let destination: DestinationName
    let hook: HookName
    let subject: Digest256
    let isDry: Bool
    var openedAt: Timestamp
    let length: Duration
    /// When it closes at the latest; nil once it is closed.
    var dueAt: Timestamp?
    /// True once an event told of more than what completes another one.
    var hasMain: Bool
    /// The entry as it is now; nil where nothing was to be logged.
    var became: EntryID?
    /// Why nothing was to be logged.
    var reason: String?
    /// Why the entry is held for somebody to look at when the window closes; nil where it goes its way.
    var review: String?

    static let columns = """
        entry_id, destination, hook, subject, is_dry, opened_at, window_length, due_at, has_main, became, reason,
        review
        """

    /// What operators read beside an entry that settles.
    var waitingReason: String {
        "waits for more facts until \((dueAt ?? openedAt).rfc3339(in: .utc))"
    }

    var missingReason: String {
        let seconds = length.components.seconds
        let time = seconds % 60 == 0 ? "\(seconds / 60) min" : "\(seconds) s"
        return "the event that names the parties did not come within \(time)"
    }
}

extension SettlingWindow {
    init(_ row: StatementRow) throws(StorageError) {
        id = EntryID(rawValue: row[0])
        destination = DestinationName(row[1])
        hook = HookName(row[2])
        subject = try row.digest(3, of: "settling.subject")
        isDry = row[4]
        openedAt = row.timestamp(5)
        length = .milliseconds(row[6] as Int64)
        dueAt = row.timestampIfAny(7)
        hasMain = row[8]
        became = (row[9] as Int64?).map(EntryID.init(rawValue:))
        reason = row[10]
        review = row[11]
    }

    /// A window that opens with an event.
    init(_ id: EntryID, for settling: Settling, from origin: EntryOrigin, hook: HookName) {
        self.init(
            id: id,
            destination: origin.destination.name,
            hook: hook,
            subject: settling.subjectDigest,
            isDry: origin.isDry,
            openedAt: origin.receivedAt,
            length: settling.window,
            dueAt: origin.receivedAt.advanced(by: settling.window),
            hasMain: !settling.completes,
            became: id,
            review: origin.review
        )
    }
}

extension StoreTransaction {
    func window(of settling: Settling, from origin: EntryOrigin, hook: HookName) throws -> SettlingWindow? {
        let place: [any StatementValue] = [
            origin.destination.name.rawValue, hook.rawValue, settling.subjectDigest, origin.isDry,
        ]
        return try db.first(HotSQL.windowOf, place, SettlingWindow.init)
    }

    func insert(_ window: SettlingWindow) throws {
        try db.run(
            HotSQL.insertWindow,
            [
                window.id.rawValue, window.destination.rawValue, window.hook.rawValue, window.subject, window.isDry,
                window.openedAt.milliseconds, window.length.milliseconds, window.dueAt?.milliseconds, window.hasMain,
                window.became?.rawValue, window.reason, window.review,
            ]
        )
        if window.dueAt != nil { context.openWindows.note() }
    }

    func save(_ window: SettlingWindow) throws {
        try db.run(
            HotSQL.updateWindow,
            [
                window.openedAt.milliseconds, window.dueAt?.milliseconds, window.hasMain, window.became?.rawValue,
                window.reason, window.id.rawValue,
            ]
        )
    }

    /// Ends the window of an entry that left `settling` in another way than by its closing.
    func endWindow(of entry: EntryID) throws {
        try db.run(HotSQL.endWindow, entry.rawValue)
    }
}

extension Duration {
    fileprivate var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
