import CZlib

/// Bytes as the store keeps them: small ones as they are beside the hot columns, large ones compressed in a table apart.
enum StoredContent: Sendable {
    /// At most ``inlineLimit`` bytes.
    case inline([UInt8])
    case apart(encoding: Encoding, size: Int, bytes: [UInt8])

    enum Encoding: String, Sendable {
        case identity, zlib
    }

    /// One page of SQLite: beyond it a row needs overflow pages, which every change of the row would write again.
    static let inlineLimit = 4096

    init(_ bytes: [UInt8]) {
        guard bytes.count > Self.inlineLimit else {
            self = .inline(bytes)
            return
        }
        guard let packed = Self.compress(bytes), packed.count < bytes.count else {
            self = .apart(encoding: .identity, size: bytes.count, bytes: bytes)
            return
        }
        self = .apart(encoding: .zlib, size: bytes.count, bytes: packed)
    }

    /// The bytes that went in; `place` names table and column for the error.
    func unpacked(_ place: String) throws(StorageError) -> [UInt8] {
        switch self {
        case .inline(let bytes), .apart(.identity, _, let bytes): return bytes
        case .apart(.zlib, let size, let bytes):
            var unpacked = [UInt8](repeating: 0, count: size)
            var count = uLongf(size)
            guard uncompress(&unpacked, &count, bytes, uLong(bytes.count)) == Z_OK, count == uLongf(size) else {
                throw .unreadable(place)
            }
            return unpacked
        }
    }

    /// Level 1: mail and JSON shrink to a quarter already, and the request waits for it.
    private static func compress(_ bytes: [UInt8]) -> [UInt8]? {
        var count = compressBound(uLong(bytes.count))
        var packed = [UInt8](repeating: 0, count: Int(count))
        guard compress2(&packed, &count, bytes, uLong(bytes.count), 1) == Z_OK else { return nil }
        packed.removeLast(packed.count - Int(count))
        return packed
    }
}
