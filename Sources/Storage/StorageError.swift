import BridgeCore
import GRDB

/// A fault inside the store, before it is put into the words of the port.
enum StorageError: Error {
    /// A row holds what no version of the bridge writes; the text names table and column, never the value.
    case unreadable(String)

    var reason: String {
        switch self {
        case .unreadable(let place): "\(place) holds what this version cannot read"
        }
    }
}

extension StoreError {
    /// True where the store is well and only what was asked for cannot be done.
    var isRefusal: Bool { code == .notFound || code == .conflict }

    /// Puts a fault of the database into the words of the port; SQL and its values stay out of the text.
    init(describing error: any Error) {
        switch error {
        case let error as StoreError: self = error
        case let error as DatabaseError: self.init(describing: error)
        case let error as StorageError: self.init(.failing, error.reason)
        case is CancellationError: self.init(.failing, "the caller was cancelled before the store answered")
        default: self.init(.failing, "unexpected \(type(of: error))")
        }
    }

    static let limitReached = StoreError(.full, "the store is full: it has reached limits.store; raise that limit")

    private init(describing error: DatabaseError) {
        let text = error.message ?? "no message"
        let code = error.resultCode.rawValue
        switch error.resultCode {
        case .SQLITE_FULL: self.init(.full, "\(text) (SQLite code \(code)); free space where the store lies")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            self.init(.damaged, "the database is damaged: \(text) (SQLite code \(code)); nothing more is written to it")
        case .SQLITE_MISUSE: self.init(.closed, "the store is closed")
        default: self.init(.failing, "\(text) (SQLite code \(code), extended \(error.extendedResultCode.rawValue))")
        }
    }
}

extension DatabaseError {
    /// True where trying each operation of the batch by itself cannot help: the file or the disk is to blame.
    var condemnsTheBatch: Bool {
        switch resultCode {
        case .SQLITE_IOERR, .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PROTOCOL,
            .SQLITE_BUSY, .SQLITE_MISUSE, .SQLITE_NOMEM:
            true
        default: false
        }
    }
}
