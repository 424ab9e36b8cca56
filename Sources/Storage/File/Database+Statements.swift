import BridgeCore
import GRDB

import struct Foundation.Data

/// Cached statements with unchecked arguments: what the hot path may spend on a statement is its execution.
extension Database {
    func run(_ sql: String, _ arguments: StatementArguments) throws {
        let statement = try cachedStatement(sql: sql)
        statement.setUncheckedArguments(arguments)
        try statement.execute()
    }

    func first<Value>(_ sql: String, _ arguments: StatementArguments, _ read: (Row) throws -> Value) throws -> Value? {
        let statement = try cachedStatement(sql: sql)
        statement.setUncheckedArguments(arguments)
        let rows = try Row.fetchCursor(statement)
        return try withExtendedLifetime(rows) { try rows.next().map(read) }
    }

    func all<Value>(_ sql: String, _ arguments: StatementArguments, _ read: (Row) throws -> Value) throws -> [Value] {
        let statement = try cachedStatement(sql: sql)
        statement.setUncheckedArguments(arguments)
        var values: [Value] = []
        let rows = try Row.fetchCursor(statement)
        while let row = try rows.next() { values.append(try read(row)) }
        return values
    }
}

extension Row {
    func timestamp(_ index: Int) -> Timestamp { Timestamp(milliseconds: self[index]) }

    func timestampIfAny(_ index: Int) -> Timestamp? { (self[index] as Int64?).map(Timestamp.init(milliseconds:)) }

    func digest(_ index: Int, of place: String) throws(StorageError) -> Digest256 {
        let bytes = self[index] as Data
        guard let digest = Digest256(bytes) else { throw StorageError.unreadable(place) }
        return digest
    }

    func word<Word: RawRepresentable<String>>(_ index: Int, of place: String) throws(StorageError) -> Word {
        guard let word = Word(rawValue: self[index] as String) else { throw StorageError.unreadable(place) }
        return word
    }
}

extension Digest256 {
    var data: Data { Data(bytes) }
}
