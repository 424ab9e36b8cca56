import BridgeCore
import GRDB
import Synchronization

/// The two kinds of keys: an event's fingerprint, and what an entry is unique by.
enum KeyKind: Int, CaseIterable, Sendable {
    case event, entry
}

/// Where keys that were taken lately are to be found.
///
/// In a table that is ordered by key every new key changes a page of its own: those pages were three fifths of what a commit
/// wrote (2026: 4.4 pages an event with them, 2.1 without). So a key is written at the end of a table in the order of
/// coming, `recent_event_key` or `recent_entry_key`, and filed later, with many others at once and in their order, in
/// `event_key` or `entry_key`.
///
/// A key is taken when it stands in one of the two tables of its kind, and only there: this says in which rows of the
/// recent table a digest may stand. It names every row there is; after a rollback it names some that there are not, so
/// that whoever asks looks at the row.
final class RecentKeys: Sendable {
    /// What is to be done with the next commit.
    enum Step: Equatable {
        case begin
        /// File the keys of one shelf.
        case file(shelf: Int)
        /// Delete what is filed, the oldest first.
        case trim(RecentRows)
    }

    private struct State {
        var shelves: [KeyShelves]
        var filing: Filing?
        /// Event ids are times: the first that was taken since the last keys were filed.
        var oldest: Int64?
        /// So many commits go without a step.
        var rest = 0
    }

    private struct Filing {
        let upTo: RecentRows
        var shelf = 0
    }

    private let limit: Int
    private let state: Mutex<State>

    /// `limit`: so many keys of a kind may gather before they are filed.
    init(_ db: Database, limit: Int) throws {
        var shelves = KeyKind.allCases.map { _ in KeyShelves() }
        var oldest: Int64?
        let all = [
            "SELECT fingerprint, event_id FROM recent_event_key ORDER BY event_id",
            "SELECT digest, id FROM recent_entry_key ORDER BY id",
        ]
        for (kind, sql) in zip(KeyKind.allCases, all) {
            _ = try db.all(sql, []) { row in
                let number: Int64 = row[1]
                shelves[kind.rawValue].put(try row.digest(0, of: "recent keys"), row: number)
                if kind == .event, oldest == nil { oldest = number }
            }
        }
        self.limit = limit
        state = Mutex(State(shelves: shelves, oldest: oldest))
    }

    func rows(of digest: Digest256, _ kind: KeyKind) -> [Int64] {
        state.withLock { $0.shelves[kind.rawValue].rows(of: digest) }
    }

    func note(_ digest: Digest256, row: Int64, _ kind: KeyKind) {
        state.withLock { state in
            state.shelves[kind.rawValue].put(digest, row: row)
            if kind == .event, state.oldest == nil { state.oldest = row }
        }
    }

    /// What to do with the commit that `event` is part of; nil where nothing is due.
    func step(at event: EventID) -> Step? {
        state.withLock { state in
            guard state.rest == 0 else {
                state.rest -= 1
                return nil
            }
            guard var filing = state.filing else {
                let isOld = state.oldest.map { event.rawValue - $0 > Self.longest } ?? false
                return isOld || state.shelves.contains { $0.count >= limit } ? .begin : nil
            }
            guard filing.shelf < KeyShelves.shelfCount else { return .trim(filing.upTo) }
            defer {
                filing.shelf += 1
                state.filing = filing
            }
            return .file(shelf: filing.shelf)
        }
    }

    /// After a step that failed: what a full disk refuses must not be in the way of requests that still find room.
    func rest() { state.withLock { $0.rest = 1000 } }

    func begin(upTo rows: RecentRows) { state.withLock { $0.filing = Filing(upTo: rows) } }

    /// The keys on one shelf, in their order.
    func keys(on shelf: Int, _ kind: KeyKind) -> [(digest: Digest256, row: Int64)] {
        state.withLock { $0.shelves[kind.rawValue].keys(on: shelf) }
    }

    /// To be called once it is on disk that no row up to these is left.
    func end(upTo rows: RecentRows) {
        state.withLock { state in
            state.filing = nil
            for kind in KeyKind.allCases { state.shelves[kind.rawValue].remove(upTo: rows[kind]) }
            state.oldest = state.shelves[KeyKind.event.rawValue].count > 0 ? rows[.event] : nil
        }
    }

    /// A store with little traffic files its keys after a day all the same: an event id is microseconds × 1024.
    private static let longest: Int64 = 86_400_000_000 << 10
}

/// A row of each of the recent tables.
struct RecentRows: Equatable, Sendable {
    let event: Int64
    let entry: Int64

    subscript(kind: KeyKind) -> Int64 { kind == .event ? event : entry }
}
