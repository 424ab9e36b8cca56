import BridgeCore
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Storage

struct OpeningTests {
    @Test func theFileAndItsDirectoryArePrivate() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("new/deep/store.sqlite")

        let store = try SQLiteStore.open(path: path, destinations: [.trial()], clock: ManualWallClock())

        for name in ["", "-wal", "-shm", ".lock", ".mark", ".quarantine-key", ".identity"].map({ path + $0 }) {
            #expect(try permissions(name) == 0o600, "\(name)")
        }
        #expect(try permissions(directory.path("new")) == 0o700)
        #expect(try permissions(directory.path("new/deep")) == 0o700)
        withExtendedLifetime(store) {}
    }

    @Test func takesRightsOfOthersAwayFromAnExistingFile() async throws {
        let fixture = try StoreFixture()
        try await fixture.store.close()
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: fixture.path)

        _ = try StoreFixture(in: fixture.directory)

        #expect(try permissions(fixture.path) == 0o600)
    }

    @Test func aSecondProcessIsRefusedAndToldWhoHoldsTheStore() throws {
        let fixture = try StoreFixture()

        let error = #expect(throws: StoreError.self) { _ = try StoreFixture(in: fixture.directory) }

        #expect(error?.code == .conflict)
        #expect(error?.detail.contains("\(ProcessInfo.processInfo.processIdentifier)") == true)
    }

    @Test func theLockEndsWithTheStore() async throws {
        let directory = try TemporaryDirectory()
        do {
            let fixture = try StoreFixture(in: directory)
            try await fixture.store.close()
        }

        #expect(throws: Never.self) { _ = try StoreFixture(in: directory) }
    }

    @Test(arguments: [
        ("synchronous", 2), ("wal_autocheckpoint", 1000), ("auto_vacuum", 2), ("mmap_size", 0), ("foreign_keys", 0),
        ("application_id", Int(Schema.applicationID)),
    ])
    func theWriterRunsWithTheSettingsThatThePromisesNeed(pragma: String, value: Int) throws {
        let fixture = try StoreFixture()

        let actual = try fixture.store.pool.writeWithoutTransaction { db in
            try Int.fetchOne(db, sql: "PRAGMA \(pragma)") ?? 0
        }

        #expect(actual == value)
    }

    @Test func settingsHoldAfterAReopening() async throws {
        let fixture = try StoreFixture()
        try await fixture.store.close()
        let again = try StoreFixture(in: fixture.directory)

        let synchronous = try await again.store.pool.writeWithoutTransaction { db in
            try Int.fetchOne(db, sql: "PRAGMA synchronous")
        }

        #expect(synchronous == 2)
    }

    @Test func aReaderCannotWrite() async throws {
        let fixture = try StoreFixture()

        await #expect(throws: (any Error).self) {
            try await fixture.store.pool.read { db in try db.execute(sql: "DELETE FROM event") }
        }
    }

    @Test func aNewerStoreIsRefusedInPlainWords() async throws {
        let fixture = try StoreFixture()
        try await fixture.store.close()
        try await DatabaseQueue(path: fixture.path).write { db in
            try db.execute(sql: "INSERT INTO grdb_migrations VALUES ('99 of the future')")
        }

        let error = #expect(throws: StoreError.self) { _ = try StoreFixture(in: fixture.directory) }

        #expect(error?.code == .conflict)
        #expect(error?.detail.contains("newer version") == true)
    }

    @Test func aFileIsOursBeforeItHoldsATable() async throws {
        let directory = try TemporaryDirectory()
        let tooSmall = StoreConfiguration(maximumPages: 4)

        #expect(throws: StoreError.self) { _ = try StoreFixture(configuration: tooSmall, in: directory) }

        let begun = try await DatabaseQueue(path: directory.path("store.sqlite")).read { db in
            try (Int32.fetchOne(db, sql: "PRAGMA application_id"), db.tableExists("event"))
        }
        #expect(begun == (Schema.applicationID, false))
        let fixture = try StoreFixture(in: directory)
        #expect(try await fixture.accept(1, [.known("a")]) == .accepted(EventID(rawValue: 1)))
    }

    @Test func aDatabaseOfAnotherProgramIsLeftAlone() async throws {
        let directory = try TemporaryDirectory()
        try await DatabaseQueue(path: directory.path("store.sqlite")).write { db in
            try db.execute(sql: "CREATE TABLE recipe (id INTEGER PRIMARY KEY)")
        }

        let error = #expect(throws: StoreError.self) { _ = try StoreFixture(in: directory) }

        #expect(error?.detail.contains("another program") == true)
    }

    @Test func aStoreOfTheFirstMigrationGoesOnWithWhatItHolds() async throws {
        let old = try StoreFixture()
        try await old.importMailbox()
        try await old.accept(1, [.known("a")])
        try await old.accept(2, [.sample("b", phone: "+12015550101")])
        try await old.accept(3, [.known("c")])
        #expect(try await old.claim().map(\.draft.key) == ["a"])
        try await old.store.close()
        try await DatabaseQueue(path: old.path).write { db in
            try db.execute(
                sql: """
                    INSERT INTO event_key SELECT fingerprint, event_id FROM recent_event_key;
                    INSERT INTO entry_key SELECT destination, digest, party, entry_id FROM recent_entry_key;
                    """
            )
            for table in [
                "fuse", "forgotten", "forgotten_salt", "creation", "settling", "review", "quarantine",
                "quarantined_request", "store_identity", "copied_entry", "aging", "aging_later", "kept_key",
                "recent_event_key", "recent_entry_key",
            ] {
                try db.execute(sql: "DROP TABLE \(table)")
            }
            try db.execute(sql: "DROP INDEX lookup_new; ALTER TABLE line DROP COLUMN logged_by")
            try db.execute(sql: "ALTER TABLE destination DROP COLUMN paused_as_copy")
            try db.execute(sql: "ALTER TABLE lookup DROP COLUMN fault")
            for table in ["event", "entry"] { try db.execute(sql: "ALTER TABLE \(table) DROP COLUMN aged_at") }
            try db.execute(sql: "DELETE FROM grdb_migrations WHERE identifier NOT LIKE '1 %'")
        }
        try FileManager.default.removeItem(atPath: "\(old.path).identity")

        let fixture = try StoreFixture(in: old.directory)

        #expect(fixture.store.recoveredAttempts == 1)
        #expect(try await fixture.accept(1, [.known("a")]) == .duplicate(of: EventID(rawValue: 1)))
        #expect(try await fixture.states() == [.queued, .resolving, .queued])
        #expect(try await fixture.store.lookup(.email("sam"), in: fixture.destination.name).line?.loggedBy == nil)
        #expect(try await fixture.store.dueLookups(of: fixture.destination.name, limit: 9, at: fixture.now).count == 1)
        try await fixture.accept(4, [.settlingCall(contact: ContactID("ana"))])
        try await fixture.passWindow()
        #expect(try await fixture.claim().map(\.draft.key) == ["a", "CA1"])
    }

    @Test func aMigrationOfAnExistingStoreIsPrecededByABackup() async throws {
        let directory = try TemporaryDirectory()
        try await DatabaseQueue(path: directory.path("store.sqlite")).write { db in
            try db.execute(sql: "CREATE TABLE older (id INTEGER PRIMARY KEY); INSERT INTO older VALUES (7)")
            try db.execute(sql: "PRAGMA application_id = \(Schema.applicationID)")
        }

        let fixture = try StoreFixture(in: directory)

        let backup = "\(fixture.path).before-\(fixture.now.seconds)"
        #expect(try permissions(backup) == 0o600)
        let kept = try await DatabaseQueue(path: backup).read { db in
            (try Int.fetchOne(db, sql: "SELECT id FROM older"), try db.tableExists("entry"))
        }
        #expect(kept == (7, false))
    }

    private func permissions(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return (attributes[.posixPermissions] as? Int ?? 0) & 0o777
    }
}
