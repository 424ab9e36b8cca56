package import BridgeCore
import GRDB
import Synchronization

extension SQLiteStore {
    /// Reads the directory of a destination in one consistent state, as filing does inside the writer; for previews and
    /// measurements of what would be filed. Throws `notFound` for a destination that is not configured.
    package func readDirectory<Value: Sendable>(
        of name: DestinationName,
        at now: Timestamp = SystemWallClock().now(),
        _ body: @escaping @Sendable (any DirectoryReader) throws -> Value
    ) async throws(StoreError) -> Value {
        guard let destination = context.destinations.withLock({ $0[name] }) else {
            throw StoreError(.notFound, "no destination is called \(name)")
        }
        return try await read { db in try body(DirectoryView(db: db, destination: destination, now: now)) }
    }
}
