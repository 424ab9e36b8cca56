import BridgeCore
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Storage

/// A damaged store is not written to.
struct DamageTests {
    /// A closed store of some pages.
    private func closed(_ events: Int = 60) async throws -> StoreFixture {
        let fixture = try StoreFixture()
        for id in 1...events { try await fixture.accept(Int64(id), [.known("\(id)", text: "\(id)")]) }
        try await fixture.store.close()
        try await emptyLog(of: fixture.path)
        return fixture
    }

    private func root(of name: String, in fixture: StoreFixture) async throws -> Int {
        let sql = "SELECT rootpage FROM sqlite_schema WHERE name = ?"
        return try await DatabaseQueue(path: fixture.path).read { db in
            try #require(try Int.fetchOne(db, sql: sql, arguments: [name]))
        }
    }

    private func expectRefusal(_ fixture: StoreFixture, _ words: String) throws {
        let before = try Data(contentsOf: URL(fileURLWithPath: fixture.path))

        let error = #expect(throws: StoreError.self) { _ = try StoreFixture(in: fixture.directory) }

        #expect(error?.code == .damaged, "\(error?.description ?? "")")
        #expect(error?.detail.contains(words) == true, "\(error?.detail ?? "")")
        #expect(error?.detail.contains("serve --fresh-store-beside") == true)
        #expect(try Data(contentsOf: URL(fileURLWithPath: fixture.path)) == before)
    }

    @Test(arguments: ["event", "entry", "lane", "entry_lane", "sqlite_autoindex_grdb_migrations_1", "state_count"])
    func aDamagedPageOfATableOrAnIndexIsRefused(name: String) async throws {
        let fixture = try await closed()
        try overwrite(fixture.path, page: try await root(of: name, in: fixture))

        try expectRefusal(fixture, "is damaged")
    }

    /// The power went while the very first page was written.
    @Test(arguments: [20, 60, 3956])
    func aStoreThatWasNeverFinishedIsMadeAnew(bytes: Int) async throws {
        let fixture = try await firstPage(cutTo: bytes)

        let again = try StoreFixture(in: fixture.directory)

        #expect(try await again.entries().isEmpty)
        try await again.accept(1, [.known("a")])
    }

    @Test(arguments: [20, 60, 3956])
    func aFirstPageThatIsCutIsRefusedWhereTheStoreWasServed(bytes: Int) async throws {
        let fixture = try await firstPage(cutTo: bytes)
        try PrivateFile.write("\(EventID(rawValue: 1))\n", to: "\(fixture.path).mark")

        let error = #expect(throws: StoreError.self) { _ = try StoreFixture(in: fixture.directory) }

        #expect(error?.code == .damaged)
    }

    /// Before the store has its write-ahead log, a transaction that is cut off leaves a rollback journal.
    @Test func aStoreThatWasCutOffWithinATransactionIsMadeAnew() async throws {
        let fixture = try await firstPage(cutTo: 4096)
        let making = "\(fixture.path).making"
        try PrivateFile.move(fixture.path, to: making)
        try await DatabaseQueue(path: making).writeWithoutTransaction { db in
            try db.execute(
                sql: """
                    PRAGMA cache_size = 10; BEGIN; CREATE TABLE made (contents);
                    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
                    INSERT INTO made SELECT randomblob(500) FROM n
                    """
            )
            for end in ["", "-journal"] {
                try FileManager.default.copyItem(atPath: making + end, toPath: fixture.path + end)
            }
            try db.execute(sql: "ROLLBACK")
        }
        #expect(fileBytes(at: "\(fixture.path)-journal") > 512)

        let again = try StoreFixture(in: fixture.directory)

        try await again.accept(1, [.known("a")])
        #expect(try await again.entries().count == 1)
    }

    /// It may be complete, and somebody's.
    @Test func anEmptyDatabaseWithSmallerPagesIsNotTakenForAnUnfinishedStore() async throws {
        let fixture = try await firstPage(cutTo: 512, pageSize: 512, applicationID: 7)

        let error = #expect(throws: StoreError.self) { _ = try StoreFixture(in: fixture.directory) }

        #expect(error?.detail.contains("is a database of another program") == true, "\(error?.detail ?? "")")
        #expect(fileBytes(at: fixture.path) >= 512)
    }

    /// What is there when a store has begun to be made, as far as it was written.
    private func firstPage(
        cutTo bytes: Int,
        pageSize: Int = 4096,
        applicationID: Int32 = Schema.applicationID
    ) async throws -> StoreFixture {
        let fixture = try StoreFixture()
        try await fixture.store.close()
        for companion in ["", "-wal", "-shm", ".mark", ".identity"] { PrivateFile.remove(fixture.path + companion) }
        let queue = try DatabaseQueue(path: fixture.path)
        try await queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA page_size = \(pageSize); PRAGMA application_id = \(applicationID)")
        }
        try queue.close()
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: fixture.path))
        try file.truncate(atOffset: UInt64(bytes))
        try file.close()
        return fixture
    }

    @Test func aDamagedHeaderIsRefused() async throws {
        let fixture = try await closed()
        try overwrite(fixture.path, page: 1)

        try expectRefusal(fixture, "does not begin like a database")
    }

    @Test func aDamagedSchemaIsRefused() async throws {
        let fixture = try await closed()
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: fixture.path))
        try file.seek(toOffset: 100)
        try file.write(contentsOf: Data(repeating: 0xA5, count: 400))
        try file.close()

        try expectRefusal(fixture, "is damaged")
    }

    @Test func aFileThatWasCutShortIsRefused() async throws {
        let fixture = try await closed()
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: fixture.path))
        try file.truncate(atOffset: 8192)
        try file.close()

        try expectRefusal(fixture, "its end is missing")
    }

    @Test func anEmptyFileInThePlaceOfAStoreIsRefused() async throws {
        let fixture = try await closed()
        try Data().write(to: URL(fileURLWithPath: fixture.path))

        try expectRefusal(fixture, "is empty")
    }

    @Test func anEmptyFileWithNothingBesideIsANewStore() throws {
        let directory = try TemporaryDirectory()
        try Data().write(to: directory.url.appending(path: "store.sqlite"))

        #expect(throws: Never.self) { _ = try StoreFixture(in: directory) }
    }

    /// The log is removed while it still held what was acknowledged.
    @Test func aLogThatIsGoneIsRefused() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.known("a")])
        let place = try TemporaryDirectory()
        try FileManager.default.copyItem(atPath: fixture.path, toPath: place.path("store.sqlite"))
        try HighWaterMark(path: place.path("store.sqlite.mark")).write(
            StoreLevel(event: EventID(rawValue: 1), commit: 0)
        )

        let error = #expect(throws: StoreError.self) { _ = try StoreFixture(in: place) }

        #expect(error?.detail.contains("were acknowledged") == true || error?.code == .damaged)
    }

    @Test func damageThatIsMetWhileItRunsStopsEveryWrite() async throws {
        let fixture = try StoreFixture(configuration: StoreConfiguration(faultMemory: .zero))
        for id in 1...60 { try await fixture.accept(Int64(id), [.known("\(id)", text: "\(id)")]) }
        let page = try await fixture.store.pool.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
            try db.execute(sql: "PRAGMA shrink_memory")
            let sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'event_key'"
            return try #require(try Int.fetchOne(db, sql: sql))
        }
        try overwrite(fixture.path, page: page)

        let first = await #expect(throws: StoreError.self) { try await fixture.accept(61, []) }
        let second = await #expect(throws: StoreError.self) { try await fixture.accept(62, []) }

        #expect(first?.code == .damaged && second?.code == .damaged)
        #expect(await fixture.store.fault()?.contains("damaged") == true)
        #expect(fixture.store.writer.state.level.event == EventID(rawValue: 60))
        try await fixture.store.close()
        try expectRefusal(fixture, "was found damaged")
    }

    @Test func damageThatAReaderMeetsStopsTheWriterToo() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.known("a")])

        await #expect(throws: StoreError.self) {
            try await fixture.store.read { _ in throw DatabaseError(resultCode: .SQLITE_CORRUPT) }
        }

        let error = await #expect(throws: StoreError.self) { try await fixture.accept(2, []) }
        #expect(error?.code == .damaged)
        #expect(PrivateFile.exists("\(fixture.path).damaged"))
    }

    @Test func aFreshStoreBesideStartsPaused() async throws {
        let directory = try TemporaryDirectory()
        let settings = StoreConfiguration(pausesNewStore: FreshStore.pauseReason)

        let fresh = try StoreFixture(configuration: settings, in: directory)

        let record = try #require(try await fresh.store.destinations().first)
        #expect(record.isPaused && !record.isPausedAsCopy)
        #expect(record.pauseReason?.contains("made beside a damaged one") == true)
        try await fresh.store.resume(fresh.destination.name, at: fresh.now)
        try await fresh.store.close()
        let again = try StoreFixture(configuration: settings, in: directory)
        #expect(try await again.store.destinations().map(\.isPaused) == [false])
    }
}
