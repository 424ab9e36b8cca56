import BridgeCore
import GRDB

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Recognises a damaged store before anything is written to it: by a note that an earlier run left, by the file's header
/// and size, and by reading what can be read quickly.
struct StoreDamage {
    let path: String

    /// Stores up to this size are checked page by page at every start, which takes a fraction of a second.
    private static let smallStore = 32 << 20

    /// What SQLite makes the pages of a new database (https://www.sqlite.org/pragma.html#pragma_page_size).
    private static let pageSize = 4096

    static func notePath(of store: String) -> String { "\(store).damaged" }

    /// What to do about it; the end of every message.
    func advice() -> String {
        """
        nothing was written to it. Look with `zyntro-bridge doctor`; then `zyntro-bridge restore BACKUP --replace`, or \
        start with `serve --fresh-store-beside` to receive into \(path).fresh meanwhile (deploy/RUNBOOK.md)
        """
    }

    /// Throws `damaged`, in words for operators, where the file as it lies there must not be written to.
    func checkFile() throws(StoreError) {
        if let note = PrivateFile.read(Self.notePath(of: path)) {
            let found = note.split(separator: "\n").joined(separator: " ")
            throw damaged(
                """
                \(path) was found damaged (\(found)), and \(Self.notePath(of: path)) says so; remove that file if doctor \
                finds the store whole
                """
            )
        }
        guard PrivateFile.exists(path), !isUnfinished else { return }
        if let fault = headerFault() { throw damaged("\(path) \(fault)") }
    }

    /// True for the beginning of a store whose making was cut off within its first page: nothing was ever in it, and it is
    /// made anew.
    var isUnfinished: Bool {
        let size = fileBytes(at: path)
        guard (16..<Self.pageSize).contains(size), fileBytes(at: "\(path)-wal") == 0,
            !HighWaterMark.isWritten(beside: path), !PrivateFile.exists(StoreIdentity.sidecarPath(of: path))
        else { return false }
        guard let header = header() else { return false }
        return header.isOfDatabase && header.pages <= 1 && (header.pageSize == Self.pageSize || size < 18)
    }

    /// The first hundred bytes of a database (https://www.sqlite.org/fileformat.html), with zeros for those that are not
    /// there.
    private struct Header {
        static let size = 100
        private static let magic = Array("SQLite format 3\0".utf8)

        let bytes: [UInt8]

        var isOfDatabase: Bool { bytes.starts(with: Self.magic) }
        var pages: Int { bytes[28..<32].reduce(0) { $0 << 8 | Int($1) } }
        /// False where ``pages`` was left behind by a version of SQLite that does not keep it.
        var isCurrent: Bool { bytes[24..<28] == bytes[92..<96] }
        var pageSize: Int {
            let written = Int(bytes[16]) << 8 | Int(bytes[17])
            return written == 1 ? 65_536 : written
        }
    }

    /// Nil where the file cannot be read.
    private func header() -> Header? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: Header.size)
        guard pread(descriptor, &bytes, bytes.count, 0) >= 0 else { return nil }
        return Header(bytes: bytes)
    }

    /// True where the making of a store was cut off within a transaction. It can only be read once SQLite has rolled that
    /// back, for which it writes.
    private var isBeingMade: Bool { fileBytes(at: "\(path)-journal") > 0 && !HighWaterMark.isWritten(beside: path) }

    /// Throws `damaged` where what can be read quickly cannot be read.
    func checkContents() throws(StoreError) {
        guard fileBytes(at: path) > 0, !isBeingMade else { return }
        do {
            try read()
        } catch let error as DatabaseError where error.meansDamage {
            throw damaged("\(path) is damaged: \(error.message ?? "it cannot be read")")
        } catch let error as StoreError {
            throw error
        } catch {
            throw StoreError(describing: error)
        }
    }

    private func damaged(_ what: String) -> StoreError { StoreError(.damaged, "\(what); \(advice())") }

    /// What is wrong with the first hundred bytes, and with the size that they tell; nil where nothing is.
    func headerFault() -> String? {
        let size = fileBytes(at: path)
        guard size > 0 else {
            let wasStore =
                PrivateFile.exists(StoreIdentity.sidecarPath(of: path)) || PrivateFile.exists("\(path).mark")
                || fileBytes(at: "\(path)-wal") > 0
            return wasStore ? "is empty, and the files beside it tell that it was a store" : nil
        }
        guard size >= Header.size else { return "has \(size) bytes, too few for a database" }
        guard let header = header() else { return nil }
        guard header.isOfDatabase else {
            return "does not begin like a database: its first page was overwritten, or it is another file"
        }
        let pageSize = header.pageSize
        guard pageSize >= 512, pageSize & (pageSize - 1) == 0 else { return "has a first page that cannot be right" }
        // While the log holds pages, the file itself may be shorter than the database.
        guard fileBytes(at: "\(path)-wal") == 0 else { return nil }
        guard header.isCurrent, header.pages * pageSize > size else { return nil }
        return "has \(size) bytes and should have \(header.pages * pageSize): its end is missing"
    }

    /// On a connection that cannot write. Reads the ends of every table and index, and all pages of a small store.
    private func read() throws {
        var settings = Configuration()
        settings.readonly = true
        let queue = try DatabaseQueue(path: path, configuration: settings)
        try queue.inDatabase { db in
            for table in try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'") {
                _ = try Row.fetchOne(db, sql: "SELECT * FROM \(table.quotedDatabaseIdentifier) LIMIT 1")
            }
            let indexes = try Row.fetchAll(
                db,
                sql: """
                    SELECT name, tbl_name FROM sqlite_schema
                    WHERE type = 'index' AND sql IS NOT NULL AND sql NOT LIKE '% WHERE %'
                    """
            )
            for index in indexes {
                let (name, table) = (index["name"] as String, index["tbl_name"] as String)
                _ = try Row.fetchOne(
                    db,
                    sql: """
                        SELECT 1 FROM \(table.quotedDatabaseIdentifier) INDEXED BY \(name.quotedDatabaseIdentifier) LIMIT 1
                        """
                )
            }
            guard fileBytes(at: path) <= Self.smallStore else { return }
            let faults = try String.fetchAll(db, sql: "PRAGMA quick_check(3)")
            if faults != ["ok"] { throw damaged("\(path) is damaged: \(faults.joined(separator: "; "))") }
        }
        try queue.close()
    }

    /// Leaves word for the next start, which must not write either.
    static func note(_ reason: String, beside path: String, at now: Timestamp) throws(StoreError) {
        try PrivateFile.write("\(now.rfc3339(in: .utc))\n\(reason)\n", to: notePath(of: path))
    }
}

extension DatabaseError {
    var meansDamage: Bool { resultCode == .SQLITE_CORRUPT || resultCode == .SQLITE_NOTADB }
}
