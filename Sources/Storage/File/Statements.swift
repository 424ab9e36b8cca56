import BridgeCore
import GRDB
import GRDBSQLite

/// Cached statements on SQLite's own interface: GRDB prepares and keeps them, while values are bound and columns are read
/// without its argument lists and rows, which cost the writer more than most statements themselves (perf, 2026).
extension Database {
    func run(_ sql: String, _ values: [any StatementValue]) throws {
        try step(sql, values) { _ in true }
    }

    /// ``run(_:_:)`` for the statements that every event passes: values of known types cost no boxes.
    func run<each Value: StatementValue>(_ sql: String, _ value: repeat each Value) throws {
        let statement = try cachedStatement(sql: sql)
        try withExtendedLifetime(statement) {
            let handle = statement.sqliteStatement
            defer {
                sqlite3_reset(handle)
                sqlite3_clear_bindings(handle)
            }
            var place: CInt = 0
            var result = SQLITE_OK
            for value in repeat each value {
                place += 1
                result |= value.bind(to: handle, at: place)
            }
            guard result == SQLITE_OK, sqlite3_step(handle) == SQLITE_DONE else { throw fault() }
        }
    }

    /// The number in the first column of the first row; nil where there is no row or it is NULL.
    func integer<each Value: StatementValue>(_ sql: String, _ value: repeat each Value) throws -> Int64? {
        let statement = try cachedStatement(sql: sql)
        return try withExtendedLifetime(statement) {
            let handle = statement.sqliteStatement
            defer {
                sqlite3_reset(handle)
                sqlite3_clear_bindings(handle)
            }
            var place: CInt = 0
            var result = SQLITE_OK
            for value in repeat each value {
                place += 1
                result |= value.bind(to: handle, at: place)
            }
            guard result == SQLITE_OK else { throw fault() }
            switch sqlite3_step(handle) {
            case SQLITE_ROW: return StatementRow(statement: handle)[0]
            case SQLITE_DONE: return nil
            default: throw fault()
            }
        }
    }

    func first<Value>(
        _ sql: String,
        _ values: [any StatementValue],
        _ read: (StatementRow) throws -> Value
    ) throws -> Value? {
        var value: Value?
        try step(sql, values) { row in
            value = try read(row)
            return false
        }
        return value
    }

    func all<Value>(
        _ sql: String,
        _ values: [any StatementValue],
        _ read: (StatementRow) throws -> Value
    ) throws -> [Value] {
        var found: [Value] = []
        try step(sql, values) { row in
            found.append(try read(row))
            return true
        }
        return found
    }

    /// Runs a statement for as long as `take` asks for another row.
    private func step(_ sql: String, _ values: [any StatementValue], _ take: (StatementRow) throws -> Bool) throws {
        let statement = try cachedStatement(sql: sql)
        try withExtendedLifetime(statement) {
            let handle = statement.sqliteStatement
            defer {
                sqlite3_reset(handle)
                sqlite3_clear_bindings(handle)
            }
            var place: CInt = 0
            for value in values {
                place += 1
                guard value.bind(to: handle, at: place) == SQLITE_OK else { throw fault() }
            }
            while true {
                switch sqlite3_step(handle) {
                case SQLITE_ROW: guard try take(StatementRow(statement: handle)) else { return }
                case SQLITE_DONE: return
                default: throw fault()
                }
            }
        }
    }

    private func fault() -> DatabaseError {
        DatabaseError(
            resultCode: ResultCode(rawValue: sqlite3_extended_errcode(sqliteConnection)),
            message: sqlite3_errmsg(sqliteConnection).map { String(cString: $0) }
        )
    }
}

/// What a statement takes for one of its `?`.
protocol StatementValue {
    /// SQLite's result code; what it needs of the value is copied.
    func bind(to statement: OpaquePointer, at place: CInt) -> CInt
}

/// What a column can be read as. NULL reads as nil, or as nothing where nil is not asked for.
protocol ColumnValue {
    init(_ statement: OpaquePointer, column: CInt)
}

/// The current row of a statement, valid only while it is being read.
struct StatementRow {
    fileprivate let statement: OpaquePointer

    subscript<Value: ColumnValue>(_ index: Int) -> Value { Value(statement, column: CInt(index)) }

    func isBlob(_ index: Int) -> Bool { sqlite3_column_type(statement, CInt(index)) == SQLITE_BLOB }

    func timestamp(_ index: Int) -> Timestamp { Timestamp(milliseconds: self[index]) }

    func timestampIfAny(_ index: Int) -> Timestamp? { (self[index] as Int64?).map(Timestamp.init(milliseconds:)) }

    func digest(_ index: Int, of place: String) throws(StorageError) -> Digest256 {
        guard let digest = Digest256(self[index] as [UInt8]) else { throw StorageError.unreadable(place) }
        return digest
    }

    func word<Word: RawRepresentable<String>>(_ index: Int, of place: String) throws(StorageError) -> Word {
        guard let word = Word(rawValue: self[index]) else { throw StorageError.unreadable(place) }
        return word
    }
}

extension Int64: StatementValue, ColumnValue {
    func bind(to statement: OpaquePointer, at place: CInt) -> CInt { sqlite3_bind_int64(statement, place, self) }

    init(_ statement: OpaquePointer, column: CInt) { self = sqlite3_column_int64(statement, column) }
}

extension Int: StatementValue, ColumnValue {
    func bind(to statement: OpaquePointer, at place: CInt) -> CInt { Int64(self).bind(to: statement, at: place) }

    init(_ statement: OpaquePointer, column: CInt) { self = Int(Int64(statement, column: column)) }
}

extension Bool: StatementValue, ColumnValue {
    func bind(to statement: OpaquePointer, at place: CInt) -> CInt { (self ? 1 : 0).bind(to: statement, at: place) }

    init(_ statement: OpaquePointer, column: CInt) { self = Int64(statement, column: column) != 0 }
}

extension String: StatementValue, ColumnValue {
    func bind(to statement: OpaquePointer, at place: CInt) -> CInt {
        var text = self
        return text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                sqlite3_bind_text(statement, place, characters.baseAddress, CInt(characters.count), copiedBySQLite)
            }
        }
    }

    init(_ statement: OpaquePointer, column: CInt) {
        guard let start = sqlite3_column_text(statement, column) else {
            self = ""
            return
        }
        let count = Int(sqlite3_column_bytes(statement, column))
        self = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }
}

extension [UInt8]: StatementValue, ColumnValue {
    func bind(to statement: OpaquePointer, at place: CInt) -> CInt {
        withUnsafeBytes { bindBytes($0, to: statement, at: place) }
    }

    init(_ statement: OpaquePointer, column: CInt) {
        let start = sqlite3_column_blob(statement, column)
        let count = Int(sqlite3_column_bytes(statement, column))
        self = Array(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
    }
}

extension Digest256: StatementValue {
    func bind(to statement: OpaquePointer, at place: CInt) -> CInt {
        withUnsafeBytes { bindBytes($0, to: statement, at: place) }
    }
}

extension Optional: StatementValue where Wrapped: StatementValue {
    func bind(to statement: OpaquePointer, at place: CInt) -> CInt {
        switch self {
        case .some(let value): value.bind(to: statement, at: place)
        case .none: sqlite3_bind_null(statement, place)
        }
    }
}

extension Optional: ColumnValue where Wrapped: ColumnValue {
    init(_ statement: OpaquePointer, column: CInt) {
        let isNull = sqlite3_column_type(statement, column) == SQLITE_NULL
        self = isNull ? .none : .some(Wrapped(statement, column: column))
    }
}

/// SQLITE_TRANSIENT, a macro that Swift does not import: SQLite copies the bytes before it returns.
private let copiedBySQLite = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

/// SQLite takes no bytes at no address for NULL.
private func bindBytes(_ bytes: UnsafeRawBufferPointer, to statement: OpaquePointer, at place: CInt) -> CInt {
    guard let start = bytes.baseAddress, !bytes.isEmpty else { return sqlite3_bind_zeroblob(statement, place, 0) }
    return sqlite3_bind_blob(statement, place, start, CInt(bytes.count), copiedBySQLite)
}
